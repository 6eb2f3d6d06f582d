internal import Diagnostics
internal import Learning

/// Trees over standardised tags on the grid of features.
enum IsolationForest: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue { try graph.treeScore(model) }
}
