internal import Diagnostics
internal import Learning

/// As Mahalanobis: only how mean and covariance were found differs.
enum RobustMahalanobis: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue { try Mahalanobis.score(model, in: &graph) }
}
