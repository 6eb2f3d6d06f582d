internal import Diagnostics
internal import Learning

/// What the principal components leave over (`spe`) or the distance within them (`t2`).
enum PCAResidual: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let c = graph.tagCount
    let k = try model.columns(of: "components", rows: c)
    guard k > 0 else { return try noComponents(model, in: &graph) }
    let components = try model.values("components", shape: [c, k])
    let z = try graph.filledRows(of: model)
    let t = graph.builder.product(z, graph.builder.constant(components, shape: [c, k]))
    let statistic = try model.text("statistic")
    let mean: GraphValue
    if statistic == "spe" {
      guard k < c else {
        throw Fault(
          .badData, "model '\(model.kind)': \(k) components of \(c) tags leave no residual",
          hint: "fewer components than tags, or the statistic 't2'")
      }
      let variance = try model.number("residual-variance", above: 0, upTo: .infinity)
      let back = (0..<k * c).map { components[$0 % c * k + $0 / c] }
      let fitted = graph.builder.product(t, graph.builder.constant(back, shape: [k, c]))
      let residual = graph.builder.subtract(z, fitted)
      // Σ (z − tPᵀ)² / (σ² (c − k))
      mean = graph.builder.divide(
        graph.builder.sum(graph.builder.multiply(residual, residual), axis: 1),
        graph.builder.scalar(variance * Double(c - k)))
    } else if statistic == "t2" {
      let eigenvalues = try model.values("eigenvalues", shape: [k], above: 0)
      // Σ t² / λ / k
      let ratios = graph.builder.divide(
        graph.builder.multiply(t, t), graph.builder.constant(eigenvalues, shape: [k]))
      mean = graph.builder.divide(
        graph.builder.sum(ratios, axis: 1), graph.builder.scalar(Double(k)))
    } else {
      throw Fault(
        .badData,
        "model '\(model.kind)': 'statistic' must be 'spe' or 't2', got '\(statistic)'")
    }
    return graph.defined(graph.builder.squareRoot(mean), where: graph.hasCells)
  }

  /// Without components everything is residual.
  private static func noComponents(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let statistic = try model.text("statistic")
    guard statistic == "spe" else {
      throw Fault(
        .badData, "model '\(model.kind)': the statistic '\(statistic)' needs at least 1 component")
    }
    let variance = try model.number("residual-variance", above: 0, upTo: .infinity)
    let z = try graph.filledRows(of: model)
    let mean = graph.builder.divide(
      graph.builder.sum(graph.builder.multiply(z, z), axis: 1),
      graph.builder.scalar(variance * Double(graph.tagCount)))
    return graph.defined(graph.builder.squareRoot(mean), where: graph.hasCells)
  }
}
