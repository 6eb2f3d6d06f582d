internal import Diagnostics
internal import Learning

/// As VARInnovations: its coefficients have the rank of the states.
enum SubspaceInnovations: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue { try VARInnovations.score(model, in: &graph) }
}
