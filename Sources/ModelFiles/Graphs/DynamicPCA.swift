internal import Diagnostics
internal import Learning

/// What rows and those before them have outside or inside the principal subspace.
enum DynamicPCA: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue { try graph.projectedLength(model) }
}
