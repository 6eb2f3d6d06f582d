internal import Diagnostics
internal import Learning

/// How far the relation that holds worst is from holding.
enum Invariants: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue { try graph.farthestProjection(model) }
}
