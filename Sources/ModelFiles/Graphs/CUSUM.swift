internal import Diagnostics
internal import Learning

/// The cumulative sum of what scores are above their reference; what is carried on is held.
enum CUSUM: AccumulatorGraph {
  static func accumulate(
    _ score: GraphValue, _ model: ModelArtifact, center: Double, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let reference = (1 + (try model.number("slack", above: 0, upTo: .infinity))) * center
    let most = try model.number("most", above: 0, upTo: .infinity) * center
    let carried = graph.states.declare("carried", .double, shape: [1], initial: [0])
    let restarts = graph.builder.not(graph.isContiguous)
    let result = graph.builder.scan(
      states: [GraphPort(carried, [.fixed(1)])],
      rows: [GraphPort(score, []), GraphPort(restarts, [])]
    ) { b, state, row in
      let (score, restarts) = (row[0], row[1])
      let before = b.choose(restarts, b.constant([0.0], shape: [1]), state[0])
      // S ← max(0, S + s − reference)
      let sum = b.maximum([
        b.subtract(b.add(before, score), b.scalar(reference)), b.scalar(0.0),
      ])
      let isKnown = b.not(b.isNaN(score))
      let given = b.choose(isKnown, sum, b.scalar(Double.nan))
      let next = b.choose(isKnown, b.minimum([sum, b.scalar(most)]), before)
      return ([next], [GraphPort(b.squeeze(given), [])])
    }
    graph.states.carry("carried", result.states[0], in: &graph.builder)
    return result.rows[0]
  }
}
