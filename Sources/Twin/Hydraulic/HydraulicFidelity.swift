internal import Diagnostics
internal import Hydraulics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// Judges a hydraulic twin on recorded normal time.
struct HydraulicFidelity {
  let twin: HydraulicTwin
  let fitted: ProcessRecord
  let unseen: ProcessRecord
  let seed: UInt64
  let threads: Int

  /// The most rows from which one step ahead is run.
  private static let mostSteps = 1_000

  /// Everything that `fidelity.json` holds for a network: free runs with recorded actuators and in
  /// closed loop, rules of the file, use of actuators, distributions.
  func fidelity() throws -> (fidelity: Fidelity, untouched: Frame) {
    let study = ClosedLoopStudy(
      twin, fitted: fitted, unseen: unseen, seed: seed, threads: threads)
    var (fidelity, simulated) = try study.begun()
    let horizons = study.horizons
    let switched = twin.points.indices.filter { twin.points[$0].quantity == .status }
    fidelity.actuators = switched.map { actuator($0, simulated, study) }
    let stocks = twin.points.indices.filter { twin.isStock(twin.points[$0]) }
    guard let longest = horizons.last, !stocks.isEmpty else { return (fidelity, simulated.frame) }
    let freeRun = FreeRun(unseen, horizons: horizons, every: longest)
    let starts = freeRun.starts
    fidelity.starts = starts.count
    let open = try runs(starts, longest, taps: starts.map { RecordedDrive(unseen, after: $0) })
    let closed = try runs(starts, longest, taps: starts.map { _ in OpenLine() })
    let foreseen = try oneStep(stocks)
    for (k, tag) in stocks.enumerated() {
      let deviation = TagProfile(
        of: fitted.column(tag), isDiscrete: false, isControlling: false
      ).deviation
      func errors(_ traces: [LoopTrace]) -> FreeRun.Errors {
        let paths = traces.map { trace in
          (0..<longest).flatMap { row in stocks.map { trace.truth[row, $0] } }
        }
        return freeRun.summary(k, tag: tag, width: stocks.count, paths: paths, starts: starts)
          .with(deviation: deviation)
      }
      let openErrors = errors(open)
      fidelity.stocks.append(
        Fidelity.Stock(
          tag: unseen.tags[tag].id, unit: unseen.tags[tag].unit, oneStepR2: foreseen[k],
          observed: [],
          openLoop: openErrors.normalised.map(Fidelity.number),
          closedLoop: errors(closed).normalised.map(Fidelity.number),
          absolute: openErrors.absolute.map { Fidelity.number($0) }))
    }
    for (index, tag) in switched.enumerated() {
      study.addTiming(
        of: tag, off: twin.points[tag].states.off, starts: starts,
        courses: closed.map { $0.truth.column(tag) }, to: &fidelity.actuators[index])
    }
    fidelity.balances = ZoneBalance(twin, interval: unseen.interval)
      .balances(recorded: unseen, simulated: simulated, quiet: closed)
    if let start = starts.first, let trace = closed.first, let tag = stocks.first {
      let perDay = Int(86_400 / unseen.interval.seconds)
      let rows = 0..<min(longest, 7 * max(1, perDay))
      fidelity.example = study.example(
        tag: tag, after: start, simulated: rows.map { trace.truth[$0, tag] })
    }
    return (fidelity, simulated.frame)
  }

  // R² of the change of each stock one row ahead, from recorded rows with the actuators of the next one.
  private func oneStep(_ stocks: [Int]) throws -> [Double?] {
    let rows = (0..<unseen.count - 1).filter { unseen.follows[$0 + 1] }
    let starts = stride(from: 0, to: rows.count, by: max(1, rows.count / Self.mostSteps))
      .map { rows[$0] }
    let traces = try runs(starts, 1, taps: starts.map { RecordedDrive(unseen, after: $0) })
    return stocks.map { tag in
      let before = starts.map { unseen.values[$0, tag] }
      return Fidelity.number(
        ExplainedVariance.of(
          zip(starts, before).map { unseen.values[$0 + 1, tag] - $1 },
          expected: zip(traces, before).map { $0.truth[0, tag] - $1 }))
    }
  }

  private func runs<Tap: LoopTap>(
    _ starts: [Int], _ steps: Int, taps: [Tap]
  ) throws -> [LoopTrace] {
    var taps = taps
    return try twin.expectedRuns(
      starts.map { LoopCourse(start: unseen.times[$0 + 1], steps: steps) },
      states: starts.map { unseen.values.row($0) }, taps: &taps)
  }

  private func actuator(
    _ tag: Int, _ simulated: ProcessRecord, _ study: ClosedLoopStudy<HydraulicTwin>
  ) -> Fidelity.Actuator {
    let link = twin.points[tag].element
    var row = Fidelity.Actuator(tag: unseen.tags[tag].id, logic: "network")
    let controls = twin.network.controls.filter { $0.link == link && $0.node != nil }
    let low = controls.first { $0.trigger == .lowLevel }
    let high = controls.first { $0.trigger == .highLevel }
    if let low, let high, let node = low.node, node == high.node,
      let sensor = twin.points.firstIndex(where: { $0.isHeight && $0.element == node })
    {
      func inTag(_ control: SimpleControl) -> Double {
        let above = control.grade - twin.network.nodes[node].elevation
        return twin.points[sensor].value(ofHeight: above * 0.3048, in: twin.network)
      }
      let opensLow = low.status != .closed
      row.sensor = unseen.tags[sensor].id
      row.logic = opensLow ? "on below, off above" : "on above, off below"
      row.onAt = inTag(opensLow ? low : high)
      row.offAt = inTag(opensLow ? high : low)
    }
    study.addUse(of: tag, off: twin.points[tag].states.off, simulated, to: &row)
    return row
  }
}
