internal import Diagnostics
internal import Learning

/// What a vector autoregression did not foresee: √(‖(z − Σ zₜ₋ⱼBⱼ)W‖² / p).
enum VARInnovations: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let c = graph.tagCount
    let innovation = try model.values("innovation-covariance", shape: [c, c])
    let whitener = try model.values("whitener", shape: [c, c])
    let (residual, hasLags) = try graph.autoregressionResiduals(model)
    let known = graph.builder.choose(graph.present, residual, graph.builder.scalar(0.0))
    let filled = try graph.conditionalMean(
      of: known, covariance: innovation, model: model.kind)
    let w = graph.builder.product(filled, graph.builder.constant(whitener, shape: [c, c]))
    return graph.defined(graph.rootMeanSquare(w), where: hasLags)
  }
}
