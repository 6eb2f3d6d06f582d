internal import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// Judges a twin on normal time that it was not fitted to.
struct FidelityStudy {
  let twin: IdentifiedTwin
  let fitted: ProcessRecord
  let unseen: ProcessRecord
  /// The sensors whose recorded values an observer may read.
  let inputs: [Int]
  let ridge: Double
  let margin: Double
  let seed: UInt64
  let threads: Int

  /// Everything that `fidelity.json` holds.
  func fidelity() throws -> Fidelity {
    let perHour = 3_600 / unseen.interval.seconds
    let hours = [1.0, 24, 168].filter { $0 * perHour >= 1 && Int($0 * perHour) * 2 < unseen.count }
    let horizons = hours.map { Int($0 * perHour) }
    var fidelity = Fidelity(
      fittedRows: fitted.count, unseenRows: unseen.count, horizonHours: hours, starts: 0,
      stocks: [], actuators: [])
    let simulated = try simulation()
    fidelity.actuators = actuators(simulated)
    let comparison = MarginalComparison(recorded: unseen, simulated: simulated)
    fidelity.meanKS = comparison.meanKS
    fidelity.meanCorrelationDifference = comparison.meanCorrelationDifference
    guard let longest = horizons.last, !twin.structure.stocks.isEmpty else { return fidelity }

    let freeRun = FreeRun(unseen, horizons: horizons, every: longest)
    fidelity.starts = freeRun.starts.count
    let deviations = twin.structure.stocks.map { twin.profiles[$0].deviation }
    let own = freeRun.errors(of: twin.stocks, deviations: deviations)
    let observer = try? IdentifiedTwin.observer(
      fitted, stocks: twin.structure.stocks, flows: inputs, ridge: ridge,
      margin: margin)
    let observed = observer.map { freeRun.errors(of: $0, deviations: deviations) }
    let closed = try closedRuns(freeRun, horizons: horizons)
    let foreseen = oneStep()
    for (k, tag) in twin.structure.stocks.enumerated() {
      fidelity.stocks.append(
        Fidelity.Stock(
          tag: unseen.tags[tag].id, unit: unseen.tags[tag].unit, oneStepR2: foreseen[k],
          observed: observed?[k].normalised.map(Self.number) ?? [],
          openLoop: own[k].normalised.map(Self.number),
          closedLoop: closed.errors[k].with(deviation: deviations[k]).normalised
            .map(Self.number),
          absolute: (observed ?? own)[k].absolute.map { Self.number($0) }))
    }
    fidelity.example = closed.example
    return fidelity
  }

  // Four weeks, or as long as the unseen time where that is shorter, of the untouched closed loop.
  private func simulation() throws -> ProcessRecord {
    let perDay = max(1, Int(86_400 / unseen.interval.seconds))
    let steps = max(2, min(28 * perDay, unseen.count))
    var tap = OpenLine()
    var generator = SeededGenerator(root: seed, stage: "fidelity")
    let trace = twin.run(
      from: unseen.times.first ?? Timestamp(nanoseconds: 0), steps: steps, tap: &tap,
      generator: &generator)
    return ProcessRecord(
      tags: twin.tags, interval: twin.interval, times: trace.times, values: trace.historian,
      follows: trace.times.indices.map { $0 > 0 })
  }

  private func actuators(_ simulated: ProcessRecord) -> [Fidelity.Actuator] {
    zip(twin.structure.actuators, twin.logic).map { tag, logic in
      var row = Fidelity.Actuator(tag: unseen.tags[tag].id, logic: "constant")
      switch logic {
      case .constant: break
      case .recorded: row.logic = "as recorded"
      case .regression(let regression):
        row.logic = "regression"
        row.agreement = regression.accuracy
      case .rule(let rule):
        row.sensor = unseen.tags[rule.sensor].id
        row.logic = rule.isInverse ? "on above, off below" : "on below, off above"
        row.onAt = rule.onAt
        row.offAt = rule.offAt
        row.onUncertainty = rule.onUncertainty
        row.offUncertainty = rule.offUncertainty
        row.usualChange = rule.usualChange
        row.agreement = rule.agreement
        row.switches = rule.switches
      }
      // An actuator of one state is off where that state is nothing.
      let states = twin.profiles[tag].states
      let off = states.count > 1 ? states[0] : 0
      (row.dutyRecorded, row.switchesPerDayRecorded) = ActuatorUse.of(unseen, tag: tag, off: off)
      (row.dutySimulated, row.switchesPerDaySimulated) = ActuatorUse.of(
        simulated, tag: tag, off: off)
      return row
    }
  }

  // R² of the change of each stock one row ahead, unseen rows.
  private func oneStep() -> [Double?] {
    let rows = StockRows(unseen, terms: twin.stocks.terms)
    guard rows.rows.count > 1 else { return twin.structure.stocks.map { _ in nil } }
    let expected = twin.stocks.fit.values(rows.terms)
    return twin.structure.stocks.indices.map { k in
      let actual = rows.changes.column(k)
      let mean = actual.reduce(0, +) / Double(actual.count)
      var left = 0.0
      var total = 0.0
      for (i, value) in actual.enumerated() {
        left += (value - expected[i, k]) * (value - expected[i, k])
        total += (value - mean) * (value - mean)
      }
      return total > 0 ? 1 - left / total : nil
    }
  }

  // The closed loop by itself from recorded states: controllers and flows are simulated too.
  private func closedRuns(
    _ freeRun: FreeRun, horizons: [Int]
  ) throws -> (errors: [FreeRun.Errors], example: Fidelity.Example?) {
    let memory = try InnovationMemory(
      unseen, structure: twin.structure, stocks: twin.stocks, flows: twin.flows)
    let starts = freeRun.starts
    let longest = horizons[horizons.count - 1]
    let stocks = twin.structure.stocks
    let twin = twin
    let paths = try ParallelMap(threads: threads)(starts.count) { index in
      let trace = twin.expectedRun(before: starts[index] + 1, of: memory, steps: longest)
      return (0..<longest).flatMap { row in stocks.map { trace.truth[row, $0] } }
    }
    let errors = stocks.enumerated().map { k, tag in
      freeRun.summary(k, tag: tag, width: stocks.count, paths: paths, starts: starts)
    }
    guard let path = paths.first, let start = starts.first,
      let shown = twin.rules.map(\.sensor).first ?? stocks.first,
      let k = stocks.firstIndex(of: shown)
    else { return (errors, nil) }
    let example = Fidelity.Example(
      tag: unseen.tags[shown].id, times: Array(unseen.times[start + 1...start + longest]),
      recorded: (1...longest).map { Self.number(unseen.values[start + $0, shown]) },
      simulated: (0..<longest).map { Self.number(path[$0 * stocks.count + k]) })
    return (errors, example)
  }

  private static func number(_ value: Double?) -> Double? {
    value.flatMap { $0.isFinite ? $0 : nil }
  }
}
