internal import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// Judges an identified twin on normal time that it was not fitted to.
struct IdentifiedFidelity {
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
  func fidelity() throws -> (fidelity: Fidelity, untouched: Frame) {
    let study = ClosedLoopStudy(
      twin, fitted: fitted, unseen: unseen, seed: seed, threads: threads)
    var (fidelity, simulated) = try study.begun()
    let horizons = study.horizons
    fidelity.actuators = actuators(simulated, study)
    fidelity.sensors = sensors()
    fidelity.regimes = twin.regimes.map(regimes) ?? []
    fidelity.balances = StockBalance(twin).balances(recorded: unseen, simulated: simulated)
    guard let longest = horizons.last, !twin.structure.stocks.isEmpty else {
      return (fidelity, simulated.frame)
    }

    let freeRun = FreeRun(unseen, horizons: horizons, every: longest)
    fidelity.starts = freeRun.starts.count
    let deviations = twin.structure.stocks.map { twin.profiles[$0].deviation }
    let own = freeRun.errors(of: twin.stocks, deviations: deviations)
    let observer = try? IdentifiedTwin.observer(
      fitted, stocks: twin.structure.stocks, flows: inputs, ridge: ridge,
      margin: margin)
    let observed = observer.map { model in
      freeRun.errors(
        of: model, deviations: deviations,
        evidence: SwitchEvidence(fitted, model: model, rules: twin.rules))
    }
    let closed = try closedRuns(freeRun, study)
    let foreseen = oneStep()
    for (k, tag) in twin.structure.stocks.enumerated() {
      fidelity.stocks.append(
        Fidelity.Stock(
          tag: unseen.tags[tag].id, unit: unseen.tags[tag].unit, oneStepR2: foreseen[k],
          observed: observed?[k].normalised.map(Fidelity.number) ?? [],
          openLoop: own[k].normalised.map(Fidelity.number),
          closedLoop: closed.errors[k].with(deviation: deviations[k]).normalised
            .map(Fidelity.number),
          absolute: (observed ?? own)[k].absolute.map { Fidelity.number($0) }))
    }
    fidelity.example = closed.example
    for (index, tag) in twin.structure.actuators.enumerated() {
      study.addTiming(
        of: tag, off: off(tag), starts: freeRun.starts,
        courses: closed.traces.map { $0.truth.column(tag) }, to: &fidelity.actuators[index])
    }
    return (fidelity, simulated.frame)
  }

  private func actuators(
    _ simulated: ProcessRecord, _ study: ClosedLoopStudy<IdentifiedTwin>
  ) -> [Fidelity.Actuator] {
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
      study.addUse(of: tag, off: off(tag), simulated, to: &row)
      return row
    }
  }

  private func regimes(_ regimes: OperatingRegimes) -> [Fidelity.Regime] {
    let path = twin.memory.regimes
    return (0..<regimes.count).map { regime in
      let rows = path.count { $0 == regime }
      let visits = path.indices.count { row in
        path[row] == regime && (row == 0 || path[row - 1] != regime)
      }
      let sizes = regimes.tags.indices.map { abs(regimes.chain.means[regime, $0]) }
      let place = sizes.indices.max { sizes[$0] < sizes[$1] } ?? 0
      return Fidelity.Regime(
        share: Double(rows) / Double(max(path.count, 1)),
        hours: Double(rows) / Double(max(visits, 1)) * twin.interval.seconds / 3_600,
        tag: twin.tags[regimes.tags[place]].id,
        surprise: regimes.chain.means[regime, place] / regimes.factors[place])
    }
  }

  // The sensors without a gate, run free over unseen days.
  private func sensors() -> Fidelity.Sensors? {
    let tags =
      twin.dynamics?.tags
      ?? twin.flows.equations.filter { $0.gate == nil && $0.high > $0.low }.map(\.tag)
    guard !tags.isEmpty else { return nil }
    let run = SensorFreeRun(unseen, flows: twin.flows, outputs: tags)
    let errors =
      twin.dynamics.map { run.errors(of: $0.model, tags) } ?? run.errors(of: twin.flows, tags)
    let mean = errors.reduce(0, +) / Double(tags.count)
    return Fidelity.Sensors(
      tags: tags.map { unseen.tags[$0].id }, order: twin.dynamics?.model.order,
      dayError: Measured(
        mean.isFinite ? mean.squareRoot() : nil, or: "no day without a gap is unseen"))
  }

  // An actuator of one state is off where that state is nothing.
  private func off(_ tag: Int) -> Double {
    let states = twin.profiles[tag].states
    return states.count > 1 ? states[0] : 0
  }

  // R² of the change of each stock one row ahead, unseen rows.
  private func oneStep() -> [Double?] {
    let rows = StockRows(unseen, terms: twin.stocks.terms)
    guard rows.rows.count > 1 else { return twin.structure.stocks.map { _ in nil } }
    let expected = twin.stocks.fit.values(rows.terms)
    return twin.structure.stocks.indices.map { k in
      ExplainedVariance.of(rows.changes.column(k), expected: expected.column(k))
    }
  }

  // The closed loop by itself from recorded states: controllers and flows are simulated too.
  private func closedRuns(
    _ freeRun: FreeRun, _ study: ClosedLoopStudy<IdentifiedTwin>
  ) throws -> (errors: [FreeRun.Errors], traces: [LoopTrace], example: Fidelity.Example?) {
    let memory = try InnovationMemory(
      unseen, structure: twin.structure, stocks: twin.stocks, flows: twin.flows,
      dynamics: twin.dynamics
    ).labelled(by: twin.regimes)
    let starts = freeRun.starts
    let longest = study.horizons[study.horizons.count - 1]
    let stocks = twin.structure.stocks
    let twin = twin
    let traces = try ParallelMap(threads: threads)(starts.count) { index in
      twin.expectedRun(before: starts[index] + 1, of: memory, steps: longest)
    }
    let paths = traces.map { trace in
      (0..<longest).flatMap { row in stocks.map { trace.truth[row, $0] } }
    }
    let errors = stocks.enumerated().map { k, tag in
      freeRun.summary(k, tag: tag, width: stocks.count, paths: paths, starts: starts)
    }
    guard let path = paths.first, let start = starts.first,
      let shown = twin.rules.map(\.sensor).first ?? stocks.first,
      let k = stocks.firstIndex(of: shown)
    else { return (errors, traces, nil) }
    let example = study.example(
      tag: shown, after: start,
      simulated: (0..<longest).map { path[$0 * stocks.count + k] })
    return (errors, traces, example)
  }
}
