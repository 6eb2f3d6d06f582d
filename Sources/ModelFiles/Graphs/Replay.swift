internal import Diagnostics
internal import Learning

/// How many changes in a row agree with those some rows before, in units of what each tag may.
enum Replay: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let c = graph.tagCount
    let history = try model.count("history", from: 2, upTo: 5_000)
    let tolerated = try model.values("tolerated", shape: [c], above: 0)
    let squares = try model.values("squared-tolerance", shape: [c], from: 0)
    let none = [Double](repeating: 0, count: history * c)
    // The oldest row first: row i of the history lies `history` − i rows back.
    let cells = graph.states.declare("cells", .double, shape: [history, c], initial: none)
    let runs = graph.states.declare("runs", .int64, shape: [history, c], initial: none)
    let restarts = graph.builder.not(graph.isContiguous)
    let block: [Extent] = [.fixed(history), .fixed(c)]
    let result = graph.builder.scan(
      states: [GraphPort(cells, block), GraphPort(runs, block)],
      rows: [GraphPort(graph.rows, [.fixed(c)]), GraphPort(restarts, [])]
    ) { b, state, row in
      // Nothing is near NaN: neither a missing cell nor what came before a gap.
      let before = b.choose(row[1], b.scalar(Double.nan), state[0])
      let difference = b.subtract(row[0], before)
      let agrees = b.less(b.multiply(difference, difference), b.constant(squares, shape: [c]))
      let isHeld = b.slice(b.cast(agrees, to: .int64), from: -1, to: nil)
      let step = b.subtract(b.scalar(Int64(1)), isHeld)
      let next = b.choose(agrees, b.add(state[1], step), b.scalar(Int64(0)))
      let kept = b.concatenate(
        [b.slice(before, from: 1, to: nil), b.unsqueeze(row[0], axis: 0)], axis: 0)
      return (
        [kept, next], [GraphPort(b.largest(b.cast(next, to: .double), axis: 0), [.fixed(c)])]
      )
    }
    graph.states.carry("cells", result.states[0], in: &graph.builder)
    graph.states.carry("runs", result.states[1], in: &graph.builder)
    let ratios = graph.builder.divide(
      result.rows[0], graph.builder.constant(tolerated, shape: [c]))
    return graph.defined(graph.builder.largest(ratios, axis: 1), where: graph.hasCells)
  }
}
