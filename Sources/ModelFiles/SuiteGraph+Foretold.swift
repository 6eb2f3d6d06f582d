internal import Diagnostics
internal import Learning
internal import LinearAlgebra

/// Rows with 0 where a cell is missing, and which cells are there: both `[n, c]`.
struct KnownCells {
  let values: GraphValue
  let areThere: GraphValue

  /// The cells of some tags.
  func columns(_ tags: [Int], in b: inout GraphBuilder) -> KnownCells {
    let places = b.vector(tags)
    return KnownCells(
      values: b.gather(values, places, axis: 1), areThere: b.gather(areThere, places, axis: 1))
  }
}

extension SuiteGraph {
  /// `[n, c]`: the rows with cells beyond bounds held at them, 0 in missing ones.
  mutating func heldRows(from low: [Double], to high: [Double]) -> KnownCells {
    let least = builder.constant(low, shape: [tagCount])
    let most = builder.constant(high, shape: [tagCount])
    let known = builder.choose(present, rows, builder.scalar(0.0))
    let held = builder.maximum([builder.minimum([known, most]), least])
    return KnownCells(
      values: builder.choose(present, held, builder.scalar(0.0)), areThere: present)
  }

  /// The row before each row, from the call before for the first; states are named behind a prefix.
  mutating func rowsBefore(_ now: KnownCells, prefix: String = "") -> KnownCells {
    let zeros = [Double](repeating: 0, count: tagCount)
    func shifted(_ name: String, _ type: ElementType, _ value: GraphValue) -> GraphValue {
      let last = states.declare(name, type, shape: [1, tagCount], initial: zeros)
      let extended = builder.concatenate([last, value], axis: 0)
      states.carry(name, builder.slice(extended, from: -1, to: nil), in: &builder)
      return builder.slice(extended, from: 0, to: -1)
    }
    let values = shifted("\(prefix)row", .double, now.values)
    let areThere = shifted("\(prefix)there", .int64, builder.cast(now.areThere, to: .int64))
    return KnownCells(values: values, areThere: builder.cast(areThere, to: .bool))
  }
}

/// The equations of ``OneStepProcess``.
struct ForetoldRows {
  let terms: OneStepTerms
  /// In row-major order, *terms × tags*.
  let weights: [Double]
  let intercepts: [Double]
  let foretold: [Double]
  /// For each tag, the actuator that shuts it; −1 where none does.
  let gates: [Int]
  let gateStates: [Double]

  /// The same as a process.
  var process: OneStepProcess {
    let c = intercepts.count
    return OneStepProcess(
      terms: terms,
      weights: Matrix(rows: c, columns: terms.count, columnMajor: weights).transposed(),
      intercepts: intercepts,
      gates: zip(gates, gateStates).map {
        $0 < 0 ? nil : ProcessStructure.Gate(actuator: $0, off: $1)
      }, isForetold: foretold.map { $0 > 0 })
  }

  init(_ model: ModelArtifact, tags c: Int) throws(Fault) {
    func places(_ name: String) throws(Fault) -> [Int] {
      let count = model.arrays[name]?.values.count ?? 0
      let places = try model.values(name, shape: [count], from: 0)
      if let bad = places.first(where: { $0 >= Double(c) || $0 != $0.rounded() }) {
        throw Fault(
          .badData,
          "model '\(model.kind)': '\(name)' must be the places of tags, 0 to \(c - 1), got \(bad)")
      }
      return places.map { Int($0) }
    }
    let actuators = try places("actuators")
    terms = OneStepTerms(
      stocks: try places("stocks"), flows: try places("flows"), driven: try places("driven"),
      actuators: actuators, offStates: try model.values("off", shape: [actuators.count]))
    weights = try model.values("weights", shape: [terms.count, c])
    intercepts = try model.values("intercepts", shape: [c])
    foretold = try model.values("foretold", shape: [c], from: 0)
    let gate = try model.values("gate", shape: [c], from: -1)
    if let bad = gate.first(where: { $0 >= Double(c) || $0 != $0.rounded() }) {
      throw Fault(
        .badData,
        "model '\(model.kind)': 'gate' must be the places of tags, -1 to \(c - 1), got \(bad)")
    }
    gates = gate.map { Int($0) }
    gateStates = try model.values("gate-off", shape: [c])
  }

  /// `[n, c]`: what each cell is expected to be, and whether everything that this takes is there.
  func expected(
    _ now: KnownCells, _ before: KnownCells, in graph: inout SuiteGraph
  ) -> (values: GraphValue, areThere: GraphValue) {
    let c = graph.tagCount
    let all = columns(now, before, in: &graph)
    let count = terms.count
    let product = graph.builder.product(
      all.values, graph.builder.constant(weights, shape: [count, c]))
    let linear = graph.builder.add(product, graph.builder.constant(intercepts, shape: [c]))
    let isUsed = weights.map { $0 != 0 ? 1.0 : 0 }
    let lacking = graph.builder.product(
      graph.builder.cast(graph.builder.not(all.areThere), to: .double),
      graph.builder.constant(isUsed, shape: [count, c]))
    let isForetold = graph.builder.greater(
      graph.builder.constant(foretold, shape: [c]), graph.builder.scalar(0.0))
    let isComplete = graph.builder.and(
      isForetold, graph.builder.not(graph.builder.greater(lacking, graph.builder.scalar(0.0))))
    return gated(linear, isComplete, now, in: &graph)
  }

  /// 0 while a gate is shut; not there while it is not known.
  private func gated(
    _ linear: GraphValue, _ isComplete: GraphValue, _ now: KnownCells, in graph: inout SuiteGraph
  ) -> (values: GraphValue, areThere: GraphValue) {
    guard gates.contains(where: { $0 >= 0 }) else { return (linear, isComplete) }
    let c = graph.tagCount
    let hasGate = graph.builder.greater(
      graph.builder.constant(gates.map(Double.init), shape: [c]), graph.builder.scalar(-0.5))
    let states = now.columns(gates.map { max($0, 0) }, in: &graph.builder)
    let isOff = graph.builder.and(
      graph.builder.equal(states.values, graph.builder.constant(gateStates, shape: [c])),
      states.areThere)
    let isShut = graph.builder.and(hasGate, isOff)
    let isKnown = graph.builder.or(graph.builder.not(hasGate), states.areThere)
    return (
      graph.builder.choose(isShut, graph.builder.scalar(0.0), linear),
      graph.builder.and(isKnown, graph.builder.or(isShut, isComplete))
    )
  }

  /// `[n, terms]`, in the order of ``OneStepTerms``.
  func columns(
    _ now: KnownCells, _ before: KnownCells, in graph: inout SuiteGraph
  ) -> KnownCells {
    var blocks: [KnownCells] = []
    if !terms.before.isEmpty { blocks.append(before.columns(terms.before, in: &graph.builder)) }
    if !terms.now.isEmpty { blocks.append(now.columns(terms.now, in: &graph.builder)) }
    if !terms.flows.isEmpty {
      let flows = now.columns(terms.flows, in: &graph.builder)
      for other in [flows.values, graph.builder.absolute(flows.values)] {
        blocks.append(
          KnownCells(
            values: graph.builder.multiply(flows.values, other), areThere: flows.areThere))
      }
    }
    if !terms.actuators.isEmpty {
      let on = isOn(now, in: &graph.builder)
      blocks += [isOn(before, in: &graph.builder), on]
      let pairs = terms.actuators.indices.flatMap { i in (0..<i).map { (i, $0) } }
      if !pairs.isEmpty {
        let first = on.columns(pairs.map(\.0), in: &graph.builder)
        let second = on.columns(pairs.map(\.1), in: &graph.builder)
        blocks.append(
          KnownCells(
            values: graph.builder.multiply(first.values, second.values),
            areThere: graph.builder.and(first.areThere, second.areThere)))
      }
    }
    blocks.append(graph.timeOfWeek())
    return KnownCells(
      values: graph.builder.concatenate(blocks.map(\.values), axis: 1),
      areThere: graph.builder.cast(
        graph.builder.concatenate(
          blocks.map { graph.builder.cast($0.areThere, to: .int64) }, axis: 1), to: .bool))
  }

  /// `[n, actuators]`: 1 where one is on.
  private func isOn(_ cells: KnownCells, in b: inout GraphBuilder) -> KnownCells {
    let own = cells.columns(terms.actuators, in: &b)
    let isOff = b.equal(own.values, b.constant(terms.offStates, shape: [terms.offStates.count]))
    return KnownCells(
      values: b.cast(b.not(isOff), to: .double), areThere: own.areThere)
  }
}

extension SuiteGraph {
  /// `[n, 31]`: the terms of ``TimeOfWeek``, which are always there.
  mutating func timeOfWeek() -> KnownCells {
    let week = builder.scalar(TimeOfWeek.week)
    let since = builder.subtract(time, builder.scalar(TimeOfWeek.monday))
    let rest = builder.subtract(since, builder.multiply(builder.divide(since, week), week))
    let isBefore = builder.less(rest, builder.scalar(Int64(0)))
    let passed = builder.choose(isBefore, builder.add(rest, week), rest)
    let share = builder.unsqueeze(
      builder.divide(
        builder.cast(passed, to: .double), builder.scalar(Double(TimeOfWeek.week))), axis: 1)
    let angle = builder.multiply(share, builder.scalar(2 * Double.pi))
    let isWeekend = builder.cast(
      builder.not(builder.less(share, builder.scalar(5.0 / 7))), to: .double)
    // sin x = cos(x − π/2): there is no other operator for it here.
    func waves(_ harmonics: ClosedRange<Int>, of days: Double) -> [GraphValue] {
      harmonics.flatMap { k -> [GraphValue] in
        let x = builder.multiply(angle, builder.scalar(days * Double(k)))
        return [
          builder.cosine(x), builder.cosine(builder.subtract(x, builder.scalar(Double.pi / 2))),
        ]
      }
    }
    let weekend = waves(1...3, of: 7).map { builder.multiply(isWeekend, $0) }
    let columns = waves(1...6, of: 7) + waves(1...6, of: 1) + [isWeekend] + weekend
    let values = builder.concatenate(columns, axis: 1)
    return KnownCells(values: values, areThere: builder.equal(values, values))
  }
}
