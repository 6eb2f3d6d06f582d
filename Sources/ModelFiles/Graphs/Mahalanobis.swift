internal import Diagnostics
internal import Learning

/// The distance from the mean in units of the covariance: √(‖zW‖² / p).
enum Mahalanobis: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let c = graph.tagCount
    let whitener = try model.values("whitener", shape: [c, c])
    let z = try graph.filledRows(of: model)
    let w = graph.builder.product(z, graph.builder.constant(whitener, shape: [c, c]))
    return graph.rootMeanSquare(w)
  }
}
