internal import Diagnostics
internal import Learning

/// The distance from the nearest centre: √(‖x − m‖² / (c (l + 1))).
enum WindowedKMeans: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let c = graph.tagCount
    let rows = try model.count("rows", from: 1, upTo: Int(Int32.max) / c)
    let width = rows * c
    guard let count = model.arrays["centres"]?.shape.first, count > 0 else {
      throw Fault(.badData, "model '\(model.kind)': 'centres' needs at least 1 centre, got 0")
    }
    let centres = try model.values("centres", shape: [count, width])
    let z = try graph.filledRows(of: model)
    var blocks = [z]
    var isJudged = graph.hasCells
    if rows > 1 {
      let hasLags = graph.withEarlierRows(of: z, lags: rows - 1) { _, _, earlier in
        blocks.append(earlier)
      }
      isJudged = graph.builder.and(isJudged, hasLags)
    }
    let x = blocks.count == 1 ? z : graph.builder.concatenate(blocks, axis: 1)
    // ‖m‖² − 2 x·m finds the nearest; the distance itself is that of the difference, which loses no digits.
    let turned = (0..<width * count).map { centres[$0 % count * width + $0 / count] }
    let lengths = (0..<count).map { k in
      centres[k * width..<(k + 1) * width].reduce(0) { $0 + $1 * $1 }
    }
    let products = graph.builder.product(x, graph.builder.constant(turned, shape: [width, count]))
    let distances = graph.builder.subtract(
      graph.builder.constant(lengths, shape: [1, count]),
      graph.builder.multiply(products, graph.builder.scalar(2.0)))
    let nearest = graph.builder.placeOfSmallest(distances, axis: 1)
    let own = graph.builder.gather(
      graph.builder.constant(centres, shape: [count, width]), nearest)
    let difference = graph.builder.subtract(x, own)
    let total = graph.builder.sum(graph.builder.multiply(difference, difference), axis: 1)
    let mean = graph.builder.divide(total, graph.builder.scalar(Double(width)))
    return graph.defined(graph.builder.squareRoot(mean), where: isJudged)
  }
}
