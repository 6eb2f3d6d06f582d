internal import Diagnostics
internal import Learning

/// How far sensors lie from what the equations foretell one row ahead: √(‖r W‖² / p).
enum TwinResidual: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let c = graph.tagCount
    let scale = try model.values("scale", shape: [c], above: 0)
    let whitener = try model.values("whitener", shape: [c, c])
    let process = try ForetoldRows(model, tags: c)
    let mean = try model.values("mean", shape: [c])
    let reach = scale.map { GaussianTags.farthest * $0 }
    let now = graph.heldRows(
      from: zip(mean, reach).map { $0 - $1 }, to: zip(mean, reach).map { $0 + $1 })
    let before = graph.rowsBefore(now)
    let (expected, hasTerms) = process.expected(now, before, in: &graph)
    let rowIsJudged = graph.builder.and(graph.isContiguous, graph.hasCells)
    let isJudged = graph.builder.and(
      graph.builder.and(hasTerms, graph.present), graph.builder.unsqueeze(rowIsJudged, axis: 1))
    let farthest = GaussianTags.farthest
    let z = graph.builder.divide(
      graph.builder.subtract(now.values, expected), graph.builder.constant(scale, shape: [c]))
    let residuals = graph.builder.choose(
      isJudged, graph.builder.held(z, from: -farthest, to: farthest), graph.builder.scalar(0.0))
    let w = graph.builder.product(residuals, graph.builder.constant(whitener, shape: [c, c]))
    let total = graph.builder.sum(graph.builder.multiply(w, w), axis: 1)
    let judged = graph.builder.sum(graph.builder.cast(isJudged, to: .double), axis: 1)
    let counted = graph.builder.maximum([judged, graph.builder.scalar(1.0)])
    return graph.defined(
      graph.builder.squareRoot(graph.builder.divide(total, counted)), where: rowIsJudged)
  }
}
