internal import Diagnostics
internal import Learning

/// The states that the past tells the future by, or what the past has besides.
enum CVA: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue { try graph.projectedLength(model) }
}
