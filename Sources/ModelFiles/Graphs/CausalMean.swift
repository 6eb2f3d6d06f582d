internal import Diagnostics
internal import Learning

/// The mean of the last scores.
enum CausalMean: AccumulatorGraph {
  static func accumulate(
    _ score: GraphValue, _ model: ModelArtifact, center: Double, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let width = try model.count("rows", from: 1)
    let fresh = [Double](repeating: center, count: width)
    let last = graph.states.declare("last", .double, shape: [width], initial: fresh)
    let restarts = graph.builder.not(graph.isContiguous)
    let result = graph.builder.scan(
      states: [GraphPort(last, [.fixed(width)])],
      rows: [GraphPort(score, []), GraphPort(restarts, [])]
    ) { b, state, row in
      let (score, restarts) = (row[0], row[1])
      let before = b.choose(restarts, b.constant(fresh, shape: [width]), state[0])
      let after = b.concatenate(
        [b.slice(before, from: 1, to: nil), b.unsqueeze(score, axis: 0)], axis: 0)
      let isKnown = b.not(b.isNaN(score))
      // A sum of its own for every row: nothing drifts.
      let mean = b.divide(b.sum(after, axis: 0), b.scalar(Double(width)))
      return (
        [b.choose(isKnown, after, before)],
        [GraphPort(b.choose(isKnown, mean, b.scalar(Double.nan)), [])]
      )
    }
    graph.states.carry("last", result.states[0], in: &graph.builder)
    return result.rows[0]
  }
}
