public import Diagnostics
internal import Hydraulics

/// Up to eight scenarios of one network that run side by side.
///
/// Every scenario has its own clock and events. Used by one thread at a time.
public final class LaneGroup {
  /// The engine that made the group.
  public let engine: HydraulicEngine
  /// The number of scenarios.
  public let count: Int
  let state: LaneState

  init(_ engine: HydraulicEngine, count: Int, duration: Int) {
    self.engine = engine
    self.count = count
    state = LaneState(engine.plan, engine.tables, duration: duration)
  }

  /// One scenario, to be read and changed; `lane` is brought into 0..<count.
  public subscript(lane: Int) -> Scenario {
    Scenario(state: state, lane: max(0, min(lane, count - 1)), units: engine.units)
  }

  /// Bytes that the scenarios take.
  public var byteCount: Int { state.byteCount }

  /// Advances every scenario to a solution exactly at a time (or to its end, if that is earlier).
  ///
  /// At the first call a scenario is solved at time 0 and then goes on. Changes made since the last
  /// call hold from the scenario's present time: it is solved again there first.
  /// - Throws: A scenario whose equations have no solution (EPANET's error 110).
  public func advance(to time: Int) throws(Fault) {
    for lane in 0..<count { state.clocks[lane].limit = time }
    state.drive(count: count, to: time) { _ in false }
    for lane in 0..<count { state.clocks[lane].limit = nil }
    try checkFailures()
  }

  /// Advances every scenario to a solution exactly at a time, and looks at each on its way.
  ///
  /// - Parameters:
  ///   - time: As in ``advance(to:)``.
  ///   - look: Called with a scenario's number at the solution at which it stands and at every one up to
  ///     `time`. Changes that it makes hold from there: the scenario is solved again at the same time. It
  ///     returns a time that must not be stepped over; nil: none.
  /// - Throws: A scenario whose equations have no solution (EPANET's error 110).
  public func advance(
    to time: Int, looking look: (Int, Scenario) -> Int?
  ) throws(Fault) {
    func bound(_ lane: Int) {
      state.clocks[lane].limit = min(time, look(lane, self[lane]) ?? time)
    }
    for lane in 0..<count {
      state.clocks[lane].limit = time
      if state.clocks[lane].phase == .solved, !state.clocks[lane].isChanged { bound(lane) }
    }
    state.drive(count: count, to: time) { lane in
      bound(lane)
      return state.clocks[lane].isChanged
    }
    for lane in 0..<count { state.clocks[lane].limit = nil }
    try checkFailures()
  }

  /// Advances every scenario to a time of its own, and from there to the next that it is given, each at its own
  /// pace.
  ///
  /// - Parameters:
  ///   - times: Where scenarios go first, one each.
  ///   - look: As in ``advance(to:looking:)``.
  ///   - arrive: Called with a scenario's number where it is solved at its time, or has ended. Changes that it
  ///     makes hold from there. It returns the next time, also the same once more; nil: the scenario rests.
  /// - Throws: A scenario whose equations have no solution (EPANET's error 110); the others go on before.
  public func advance(
    to times: [Int], looking look: (Int, Scenario) -> Int?, arriving arrive: (Int, Scenario) -> Int?
  ) throws(Fault) {
    var targets = times
    func bound(_ lane: Int) {
      state.clocks[lane].limit = min(targets[lane], look(lane, self[lane]) ?? targets[lane])
    }
    func head(_ lane: Int) {
      state.clocks[lane].limit = targets[lane]
      if state.clocks[lane].phase == .solved, !state.clocks[lane].isChanged { bound(lane) }
    }
    for lane in targets.indices { head(lane) }
    state.drive(
      to: targets,
      solved: { lane in
        bound(lane)
        return state.clocks[lane].isChanged
      },
      arrived: { lane in
        guard let next = arrive(lane, self[lane]) else { return nil }
        targets[lane] = next
        head(lane)
        return next
      })
    for lane in targets.indices { state.clocks[lane].limit = nil }
    try checkFailures()
  }

  /// Runs every scenario to its end, each at its own pace.
  ///
  /// - Parameters:
  ///   - interval: Seconds between reports, which no step passes over; nil: the file's report step.
  ///   - report: Called with a scenario's number when it is solved at a report time, in the order
  ///   of time within a scenario but in no order among them. Changes that it makes hold from that
  ///     time on: the scenario is solved again there.
  /// - Throws: A scenario whose equations have no solution (EPANET's error 110).
  public func run(every interval: Int? = nil, report: (Int, Scenario) -> Void) throws(Fault) {
    let step = max(1, interval ?? engine.network.times.reportStep)
    let start = interval == nil ? engine.network.times.reportStart : 0
    var reported = [Int](repeating: -1, count: count)
    if interval != nil { for lane in 0..<count { bound(lane, step) } }
    state.drive(count: count, to: .max) { lane in
      let time = state.clocks[lane].time
      if interval != nil { bound(lane, step) }
      guard time % step == 0, time >= start, reported[lane] != time else { return false }
      reported[lane] = time
      report(lane, self[lane])
      return state.clocks[lane].isChanged
    }
    for lane in 0..<count { state.clocks[lane].limit = nil }
    try checkFailures()
  }

  /// Runs every scenario to its end and reports every solution, also those between report times.
  ///
  /// - Throws: A scenario whose equations have no solution (EPANET's error 110).
  public func runReportingSolutions(_ report: (Int, Scenario) -> Void) throws(Fault) {
    state.drive(count: count, to: .max) { lane in
      report(lane, self[lane])
      return false
    }
    try checkFailures()
  }

  private func bound(_ lane: Int, _ step: Int) {
    state.clocks[lane].limit = (state.clocks[lane].time / step + 1) * step
  }

  private func checkFailures() throws(Fault) {
    for lane in 0..<count {
      if let fault = self[lane].fault { throw fault }
    }
  }
}
