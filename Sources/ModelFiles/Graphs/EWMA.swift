internal import Diagnostics
internal import Learning

/// The exponentially weighted moving average.
enum EWMA: AccumulatorGraph {
  static func accumulate(
    _ score: GraphValue, _ model: ModelArtifact, center: Double, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let alpha = try model.number("alpha", above: 0, upTo: 1)
    let average = graph.states.declare("average", .double, shape: [1], initial: [center])
    let restarts = graph.builder.not(graph.isContiguous)
    let result = graph.builder.scan(
      states: [GraphPort(average, [.fixed(1)])],
      rows: [GraphPort(score, []), GraphPort(restarts, [])]
    ) { b, state, row in
      let (score, restarts) = (row[0], row[1])
      let before = b.choose(restarts, b.constant([center], shape: [1]), state[0])
      // a ← (1 − α) a + α s
      let after = b.add(
        b.multiply(b.scalar(1 - alpha), before), b.multiply(b.scalar(alpha), score))
      let isKnown = b.not(b.isNaN(score))
      let given = b.choose(isKnown, after, b.scalar(Double.nan))
      return ([b.choose(isKnown, after, before)], [GraphPort(b.squeeze(given), [])])
    }
    graph.states.carry("average", result.states[0], in: &graph.builder)
    return result.rows[0]
  }
}
