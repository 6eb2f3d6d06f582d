internal import Diagnostics
internal import Learning

/// The mean of the means over the last 1, 2, 4, … scores: a weighted mean of a window.
enum MultiscaleMean: AccumulatorGraph {
  static func accumulate(
    _ score: GraphValue, _ model: ModelArtifact, center: Double, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let doublings = try model.count("doublings", from: 1, upTo: 12)
    let width = 1 << doublings
    // Every window 2ᵏ gives each of its scores 2⁻ᵏ / (d + 1); oldest first.
    var weights = [Double](repeating: 0, count: width)
    for k in 0...doublings {
      let share = 1 / Double((1 << k) * (doublings + 1))
      for i in (width - (1 << k))..<width { weights[i] += share }
    }
    let shares = weights
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
      let mean = b.sum(b.multiply(after, b.constant(shares, shape: [width])), axis: 0)
      return (
        [b.choose(isKnown, after, before)],
        [GraphPort(b.choose(isKnown, mean, b.scalar(Double.nan)), [])]
      )
    }
    graph.states.carry("last", result.states[0], in: &graph.builder)
    return result.rows[0]
  }
}
