internal import Diagnostics
internal import Learning

/// No accumulation: the score is given on as it is.
enum Plain: AccumulatorGraph {
  static func accumulate(
    _ score: GraphValue, _ model: ModelArtifact, center: Double, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue { score }
}
