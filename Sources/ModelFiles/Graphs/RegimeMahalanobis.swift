internal import Diagnostics
internal import Learning

/// The distance from the regime that a row fits best, or from that which a tag tells: √(‖(z − mₖ) Wₖ‖² / p).
enum RegimeMahalanobis: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let c = graph.tagCount
    let count = model.arrays["centres"]?.shape.first ?? 0
    guard count > 0 else {
      throw Fault(.badData, "model '\(model.kind)': 'centres' needs at least 1 regime, got 0")
    }
    let centres = try model.values("centres", shape: [count, c])
    let covariances = try model.values("covariances", shape: [count, c, c])
    let whiteners = try model.values("whiteners", shape: [count, c, c])
    let values = try model.values("values", shape: [model.arrays["values"]?.values.count ?? 0])
    let z = graph.standardised(
      mean: try model.values("mean", shape: [c]),
      scale: try model.values("scale", shape: [c], above: 0))
    var distances: [GraphValue] = []
    for k in 0..<count {
      let centre = graph.builder.constant(Array(centres[k * c..<(k + 1) * c]), shape: [c])
      let known = graph.builder.choose(
        graph.present, graph.builder.subtract(z, centre), graph.builder.scalar(0.0))
      let block = k * c * c..<(k + 1) * c * c
      let filled = try graph.conditionalMean(
        of: known, covariance: Array(covariances[block]), model: model.kind)
      let w = graph.builder.product(
        filled, graph.builder.constant(Array(whiteners[block]), shape: [c, c]))
      distances.append(graph.builder.sum(graph.builder.multiply(w, w), axis: 1))
    }
    var square = graph.builder.minimum(distances)
    if !values.isEmpty {
      let mode = try model.values("mode", shape: [1], from: 0)[0]
      guard values.count == count, mode < Double(c), mode == mode.rounded() else {
        throw Fault(
          .badData,
          "model '\(model.kind)': 'mode' must be the place of a tag, 0 to \(c - 1), with a value for "
            + "each of \(count) regimes, got \(mode) and \(values.count) values")
      }
      square = declared(values, tag: Int(mode), distances, otherwise: square, in: &graph)
    }
    let mean = graph.builder.divide(square, graph.presentCount)
    return graph.defined(graph.builder.squareRoot(mean), where: graph.hasCells)
  }

  /// The distance of the regime whose value is nearest to the tag's, where that is there.
  private static func declared(
    _ values: [Double], tag: Int, _ distances: [GraphValue], otherwise best: GraphValue,
    in graph: inout SuiteGraph
  ) -> GraphValue {
    let cell = graph.builder.gather(
      graph.rows, graph.builder.scalar(Int64(tag)), axis: 1)
    let isThere = graph.builder.not(graph.builder.isNaN(cell))
    let held = graph.builder.held(
      graph.builder.choose(isThere, cell, graph.builder.scalar(0.0)), from: values[0],
      to: values[values.count - 1])
    let apart = graph.builder.absolute(
      graph.builder.subtract(
        graph.builder.unsqueeze(held, axis: 1),
        graph.builder.constant(values, shape: [values.count])))
    let nearest = graph.builder.placeOfSmallest(apart, axis: 1)
    var own = distances[0]
    for k in distances.indices.dropFirst() {
      let isOwn = graph.builder.equal(nearest, graph.builder.scalar(Int64(k)))
      own = graph.builder.choose(isOwn, distances[k], own)
    }
    return graph.builder.choose(isThere, own, best)
  }
}
