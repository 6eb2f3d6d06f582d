internal import Diagnostics
internal import Learning

/// What each tag's last rows have outside its usual courses.
enum SubPCA: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue { try graph.projectedLength(model) }
}
