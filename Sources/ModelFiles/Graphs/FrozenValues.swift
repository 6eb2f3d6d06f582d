internal import Diagnostics
internal import Learning

/// How often tags have repeated their value, in units of what each tag may.
enum FrozenValues: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let c = graph.tagCount
    let tolerated = try model.values("tolerated", shape: [c], above: 0)
    let none = [Double](repeating: 0, count: c)
    let last = graph.states.declare("last", .double, shape: [c], initial: none)
    let repeats = graph.states.declare("repeats", .int64, shape: [c], initial: none)
    let restarts = graph.builder.not(graph.isContiguous)
    let result = graph.builder.scan(
      states: [GraphPort(last, [.fixed(c)]), GraphPort(repeats, [.fixed(c)])],
      rows: [GraphPort(graph.rows, [.fixed(c)]), GraphPort(restarts, [])]
    ) { b, state, row in
      // Nothing equals NaN: neither a missing cell nor what came before a gap.
      let before = b.choose(row[1], b.scalar(Double.nan), state[0])
      let isRepeated = b.equal(row[0], before)
      let count = b.choose(
        isRepeated, b.add(state[1], b.scalar(Int64(1))), b.scalar(Int64(0)))
      return ([row[0], count], [GraphPort(count, [.fixed(c)])])
    }
    graph.states.carry("last", result.states[0], in: &graph.builder)
    graph.states.carry("repeats", result.states[1], in: &graph.builder)
    let ratios = graph.builder.divide(
      graph.builder.cast(result.rows[0], to: .double),
      graph.builder.constant(tolerated, shape: [c]))
    return graph.defined(graph.builder.largest(ratios, axis: 1), where: graph.hasCells)
  }
}
