internal import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// What is asked alike of every twin on normal time that it was not fitted to: how far ahead, and
/// whether its untouched closed loop spreads as the plant does.
struct ClosedLoopStudy<Twin: CalibratedTwin> {
  let twin: Twin
  let fitted: ProcessRecord
  let unseen: ProcessRecord
  let seed: UInt64
  /// How far ahead free runs are judged: an hour, a day and a week where the unseen time is long enough.
  let hours: [Double]
  /// The same in rows.
  let horizons: [Int]
  let threads: Int

  init(
    _ twin: Twin, fitted: ProcessRecord, unseen: ProcessRecord, seed: UInt64, threads: Int
  ) {
    self.threads = threads
    self.twin = twin
    self.fitted = fitted
    self.unseen = unseen
    self.seed = seed
    let perHour = 3_600 / unseen.interval.seconds
    hours = [1.0, 24, 168].filter { $0 * perHour >= 1 && Int($0 * perHour) * 2 < unseen.count }
    horizons = hours.map { Int($0 * perHour) }
  }

  /// Rows, horizons, distributions and the classifier; stocks, actuators and balances are for each kind
  /// of twin to add.
  ///
  /// `simulated` is the untouched closed loop over as long as the unseen time.
  func begun() throws -> (fidelity: Fidelity, simulated: ProcessRecord) {
    let steps = max(2, unseen.count)
    var tap = OpenLine()
    var generator = SeededGenerator(root: seed, stage: "fidelity")
    let trace = try twin.run(
      from: unseen.times.first ?? Timestamp(nanoseconds: 0), steps: steps, tap: &tap,
      generator: &generator)
    let simulated = ProcessRecord(
      tags: twin.tags, interval: twin.interval, times: trace.times, values: trace.historian,
      follows: trace.times.indices.map { $0 > 0 })
    var fidelity = Fidelity(
      fittedRows: fitted.count, unseenRows: unseen.count, horizonHours: hours, starts: 0,
      stocks: [], actuators: [],
      c2st: try ClassifierTest.of(
        recorded: unseen, simulated: simulated, seed: seed, threads: threads))
    let comparison = MarginalComparison(recorded: unseen, simulated: simulated)
    fidelity.tags = comparison.tags
    fidelity.meanKS = comparison.meanKS
    fidelity.meanCorrelationDifference = comparison.meanCorrelationDifference
    return (fidelity, simulated)
  }

  /// Adds how long and how often an actuator was on, recorded and simulated.
  func addUse(of tag: Int, off: Double, _ simulated: ProcessRecord, to row: inout Fidelity.Actuator)
  {
    (row.dutyRecorded, row.switchesPerDayRecorded) = ActuatorUse.of(unseen, tag: tag, off: off)
    (row.dutySimulated, row.switchesPerDaySimulated) = ActuatorUse.of(
      simulated, tag: tag, off: off)
  }

  /// Adds how far switches lie from recorded ones; `courses` has the simulated values in the rows after
  /// each start.
  func addTiming(
    of tag: Int, off: Double, starts: [Int], courses: [[Double]], to row: inout Fidelity.Actuator
  ) {
    row.switchError = SwitchTiming(starts: starts, horizons: horizons)
      .errors(unseen, tag: tag, off: off, courses: courses)
  }

  /// A tag's recorded and simulated course from the row after `start` on.
  func example(tag: Int, after start: Int, simulated: [Double]) -> Fidelity.Example {
    Fidelity.Example(
      tag: unseen.tags[tag].id,
      times: simulated.indices.map { unseen.times[start + 1 + $0] },
      recorded: simulated.indices.map { Fidelity.number(unseen.values[start + 1 + $0, tag]) },
      simulated: simulated.map { Fidelity.number($0) })
  }
}

extension Fidelity {
  /// A number that JSON can hold; nil for what is none.
  static func number(_ value: Double?) -> Double? {
    value.flatMap { $0.isFinite ? $0 : nil }
  }
}
