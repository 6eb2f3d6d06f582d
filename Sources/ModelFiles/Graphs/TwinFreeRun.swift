internal import Diagnostics
internal import Learning
internal import LinearAlgebra

/// A detector over the tags and two runs of the identified twin, of which the older counts.
enum TwinFreeRun: DetectorGraph {
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue {
    let c = graph.tagCount
    let over = try model.parts(1, "the detector over the runs")[0]
    let equations = try ForetoldRows(model, tags: c)
    let freeRun = FreeRunProcess(
      equations.process, low: try model.values("low", shape: [c]),
      high: try model.values("high", shape: [c]), span: try model.count("span", from: 2))
    let detector = try GraphCatalog.detector(over.kind)
    guard !freeRun.tags.isEmpty else { return try detector.score(over, in: &graph) }
    let values = RunGraph(freeRun: freeRun, equations: equations).values(in: &graph)
    var wide = graph.widened(by: values, count: freeRun.tags.count)
    let score = try detector.score(over, in: &wide)
    (graph.builder, graph.states) = (wide.builder, wide.states)
    return score
  }
}

/// The steps of ``FreeRunProcess`` as a graph.
private struct RunGraph {
  let freeRun: FreeRunProcess
  let equations: ForetoldRows

  private var width: Int { freeRun.tags.count }
  private var stocks: Int { equations.terms.stocks.count }

  /// `[n, tags of a run]`, NaN where no run is.
  func values(in graph: inout SuiteGraph) -> GraphValue {
    let read = graph.heldRows(from: freeRun.low, to: freeRun.high)
    let before = graph.rowsBefore(read, prefix: "runs.")
    // What is missing counts as its neighbour in the pair.
    let isKnown = graph.builder.or(read.areThere, before.areThere)
    let now = KnownCells(
      values: graph.builder.choose(read.areThere, read.values, before.values), areThere: isKnown)
    let earlier = KnownCells(
      values: graph.builder.choose(before.areThere, before.values, read.values), areThere: isKnown)
    let terms = equations.columns(now, earlier, in: &graph)
    let readings = read.columns(freeRun.tags, in: &graph.builder)
    var b = graph.builder
    let recorded = recorded(terms, in: &b)
    let gates = gates(now, in: &b)
    var isComplete = b.and(graph.isContiguous, recorded.areThere)
    if let gates { isComplete = b.and(isComplete, gates.areKnown) }
    let lacking = b.sum(b.cast(b.not(readings.areThere), to: .double), axis: 1)
    let hasAll = b.not(b.greater(lacking, b.scalar(0.0)))
    graph.builder = b
    let names = [0, 1].flatMap { ["run-\($0)", "age-\($0)"] }
    let states = [0, 1].flatMap { lane in
      [
        GraphPort(
          graph.states.declare(
            "run-\(lane)", .double, shape: [1, width],
            initial: [Double](repeating: 0, count: width)), [.fixed(1), .fixed(width)]),
        GraphPort(
          graph.states.declare("age-\(lane)", .int64, shape: [1], initial: [-1]), [.fixed(1)]),
      ]
    }
    let result = graph.builder.scan(
      states: states,
      rows: [
        GraphPort(recorded.values, [.fixed(width)]),
        GraphPort(readings.values, [.fixed(width)]), GraphPort(isComplete, []),
        GraphPort(hasAll, []),
      ] + (gates.map { [GraphPort($0.isShut, [.fixed(width - stocks)])] } ?? []),
      { b, state, row in step(state, row, in: &b) })
    for (name, value) in zip(names, result.states) {
      graph.states.carry(name, value, in: &graph.builder)
    }
    return graph.builder.choose(
      graph.builder.unsqueeze(graph.hasCells, axis: 1), result.rows[0],
      graph.builder.scalar(Double.nan))
  }

  /// `[n, tags of a run]`: what recorded terms add, and `[n]` whether all are there.
  private func recorded(
    _ terms: KnownCells, in b: inout GraphBuilder
  ) -> (values: GraphValue, areThere: GraphValue) {
    let inputs = freeRun.inputs
    let weights = b.constant(
      inputs.transposed().elements, shape: [inputs.rows, inputs.columns])
    let intercepts = b.constant(
      freeRun.tags.map { equations.intercepts[$0] }, shape: [width])
    let isRead = (0..<inputs.rows).map { term in
      (0..<width).contains { inputs[term, $0] != 0 } ? 1.0 : 0
    }
    let lacking = b.multiply(
      b.cast(b.not(terms.areThere), to: .double), b.constant(isRead, shape: [inputs.rows]))
    return (
      b.add(b.product(terms.values, weights), intercepts),
      b.not(b.greater(b.sum(lacking, axis: 1), b.scalar(0.0)))
    )
  }

  /// `[n, others]`: whether a gate shuts each tag but stocks, `[n]`: whether all gates are known; nil without gates.
  private func gates(
    _ now: KnownCells, in b: inout GraphBuilder
  ) -> (isShut: GraphValue, areKnown: GraphValue)? {
    let others = freeRun.tags.dropFirst(stocks)
    let gates = others.map { equations.gates[$0] }
    guard gates.contains(where: { $0 >= 0 }) else { return nil }
    let states = now.columns(gates.map { max($0, 0) }, in: &b)
    let hasGate = b.greater(
      b.constant(gates.map { $0 < 0 ? 0.0 : 1 }, shape: [gates.count]), b.scalar(0.0))
    let off = b.constant(others.map { equations.gateStates[$0] }, shape: [gates.count])
    let isUnknown = b.and(hasGate, b.not(states.areThere))
    let unknown = b.sum(b.cast(isUnknown, to: .double), axis: 1)
    return (
      b.and(hasGate, b.equal(states.values, off)), b.not(b.greater(unknown, b.scalar(0.0)))
    )
  }

  /// One row: both runs go on or end, those that are due begin anew, and the older one's values count.
  private func step(
    _ state: [GraphValue], _ row: [GraphValue], in b: inout GraphBuilder
  ) -> (states: [GraphValue], rows: [GraphPort]) {
    let (inputs, isComplete, hasAll) = (row[0], row[2], row[3])
    let readings = b.unsqueeze(row[1], axis: 0)
    let isShut = row.count > 4 ? row[4] : nil
    let (none, zero) = (b.scalar(Int64(-1)), b.scalar(Int64(0)))
    let span = b.scalar(Int64(freeRun.span))
    let half = b.scalar(Int64(freeRun.span / 2))
    var lanes = [0, 1].map { lane -> (values: GraphValue, age: GraphValue) in
      let (values, age) = (state[2 * lane], state[2 * lane + 1])
      let goesOn = b.and(b.not(b.less(age, zero)), isComplete)
      return (
        b.choose(goesOn, advanced(values, inputs, isShut, in: &b), values),
        b.choose(goesOn, b.add(age, b.scalar(Int64(1))), none)
      )
    }
    for (lane, other) in [(0, 1), (1, 0)] {
      let (age, otherAge) = (lanes[lane].age, lanes[other].age)
      let isDue = b.or(b.less(age, zero), b.not(b.less(age, span)))
      let isHalf = b.not(b.less(otherAge, half))
      // The first needs no other beside it.
      let mayBegin = lane == 0 ? b.or(b.less(otherAge, zero), isHalf) : isHalf
      let begins = b.and(hasAll, b.and(isDue, mayBegin))
      lanes[lane] = (
        b.choose(begins, readings, lanes[lane].values), b.choose(begins, zero, age)
      )
    }
    let older = b.choose(
      b.greater(lanes[1].age, lanes[0].age), lanes[1].values, lanes[0].values)
    let isThere = b.not(b.and(b.less(lanes[0].age, zero), b.less(lanes[1].age, zero)))
    let values = b.squeeze(b.choose(isThere, older, b.scalar(Double.nan)))
    return (
      [lanes[0].values, lanes[0].age, lanes[1].values, lanes[1].age],
      [GraphPort(values, [.fixed(width)])]
    )
  }

  /// `[1, tags of a run]`, one row later.
  private func advanced(
    _ values: GraphValue, _ inputs: GraphValue, _ isShut: GraphValue?, in b: inout GraphBuilder
  ) -> GraphValue {
    var parts: [GraphValue] = []
    if stocks > 0 {
      let before = b.slice(values, from: 0, to: stocks, axis: 1)
      let moved = b.product(
        before,
        b.constant(freeRun.dynamics.transposed().elements, shape: [stocks, stocks]))
      let now = b.add(b.slice(inputs, from: 0, to: stocks), moved)
      parts.append(bounded(now, Array(freeRun.tags[..<stocks]), in: &b))
    }
    if width > stocks {
      let own = b.slice(values, from: stocks, to: nil, axis: 1)
      let kept = b.multiply(own, b.constant(freeRun.memory, shape: [width - stocks]))
      var now = b.add(b.slice(inputs, from: stocks, to: nil), kept)
      if stocks > 0 {
        let shown = b.constant(
          freeRun.shown.transposed().elements, shape: [stocks, width - stocks])
        now = b.add(now, b.product(parts[0], shown))
      }
      let held = bounded(now, Array(freeRun.tags[stocks...]), in: &b)
      parts.append(isShut.map { b.choose($0, b.scalar(0.0), held) } ?? held)
    }
    return parts.count == 1 ? parts[0] : b.concatenate(parts, axis: 1)
  }

  private func bounded(_ values: GraphValue, _ tags: [Int], in b: inout GraphBuilder) -> GraphValue
  {
    let low = b.constant(tags.map { freeRun.low[$0] }, shape: [tags.count])
    let high = b.constant(tags.map { freeRun.high[$0] }, shape: [tags.count])
    return b.maximum([b.minimum([values, high]), low])
  }
}
