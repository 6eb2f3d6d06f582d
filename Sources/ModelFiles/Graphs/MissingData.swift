internal import Diagnostics
internal import Learning

/// How long tags have been absent, in units of what each tag may be.
enum MissingData: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let c = graph.tagCount
    let tolerated = try model.values("tolerated", shape: [c], above: 0)
    let steps = sampleSteps(in: &graph)
    let none = [Double](repeating: 0, count: c)
    let run = graph.states.declare("absent", .int64, shape: [c], initial: none)
    let result = graph.builder.scan(
      states: [GraphPort(run, [.fixed(c)])],
      rows: [GraphPort(graph.present, [.fixed(c)]), GraphPort(steps, [])]
    ) { b, state, row in
      let (present, steps) = (row[0], row[1])
      // A tag that is there was absent in the samples that the step left out.
      let gap = b.add(state[0], steps)
      let lost = b.choose(present, b.subtract(gap, b.scalar(Int64(1))), gap)
      return ([b.choose(present, b.scalar(Int64(0)), lost)], [GraphPort(lost, [.fixed(c)])])
    }
    graph.states.carry("absent", result.states[0], in: &graph.builder)
    let ratios = graph.builder.divide(
      graph.builder.cast(result.rows[0], to: .double),
      graph.builder.constant(tolerated, shape: [c]))
    return graph.builder.largest(ratios, axis: 1)
  }

  /// `[n]`: sample intervals since the row before, rounded, at least 1; 1 for the first row of all.
  private static func sampleSteps(in graph: inout SuiteGraph) -> GraphValue {
    let one = graph.builder.scalar(Int64(1))
    let half = graph.builder.scalar(graph.interval / 2)
    let rounded = graph.builder.divide(
      graph.builder.add(graph.step, half), graph.builder.scalar(graph.interval))
    return graph.builder.choose(
      graph.hasPredecessor, graph.builder.maximum([one, rounded]), one)
  }
}
