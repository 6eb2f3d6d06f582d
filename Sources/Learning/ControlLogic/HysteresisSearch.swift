internal import LinearAlgebra
internal import Telemetry

/// Finds the two-point rule that explains an actuator's switching best, if one does.
///
/// At each switch the sensor must have crossed the threshold between the row before and the row of the
/// switch, or a little further on where the plant went on as it did (a controller acts between two rows).
/// Each switch so gives an interval; the share of switches whose intervals overlap says whether the rule
/// fits. Where the rows alone enclose one value, the threshold is the middle of their overlap and half its
/// width the uncertainty, of this row and the one before, or of the two before it where commands are recorded a
/// row late; it is at least half the sensor's resolution. Elsewhere the plant turned between two rows: the
/// lines through the rows before and after meet where it did; the threshold is the median of those turns, the
/// uncertainty half the distance of their quartiles. A sensor that jumps when the actuator switches follows it,
/// it does not drive it, and is no candidate; nor is one whose two thresholds nearly meet, for a controller
/// with such a rule would never rest. How often the sampled sensor stands beyond a threshold is no criterion:
/// with rows further apart than the plant needs to turn, it rarely does.
///
/// O(rows · sensors) per actuator, plus O(switches · log switches).
public struct HysteresisSearch: Sendable {
  /// The fewest switches in either direction that a rule is learned from.
  public static let fewestSwitches = 4
  /// The least share of switches, in either direction, at which the sensor crosses one common threshold.
  public static let leastCrossings = 0.8
  /// The least share of switches whose two rows enclose one common value for the controller to act on rows.
  public static let rowwiseCrossings = 0.9
  /// The least distance of the two thresholds, in standard deviations of the sensor.
  public static let leastBand = 0.5
  /// How much more a sensor may move at switches than between them, as a factor of medians.
  public static let largestJump = 4.0

  private let record: ProcessRecord
  /// How much each tag moves from row to row, as a median; nil where nothing follows.
  private let usualChanges: [Double?]

  /// A search in recorded normal operation; O(rows · log rows) for each tag.
  public init(_ record: ProcessRecord) {
    self.record = record
    usualChanges = record.tags.indices.map { tag in
      let x = record.column(tag)
      return x.indices
        .compactMap { record.follows[$0] ? Self.number(abs(x[$0] - x[$0 - 1])) : nil }.median()
    }
  }

  /// The rule of a two-valued actuator by one of the sensors; nil where none fits.
  public func rule(of actuator: Int, by sensors: [Int]) -> HysteresisRule? {
    let states = record.column(actuator)
    let values = Set(states.filter { !$0.isNaN }).sorted()
    guard values.count == 2 else { return nil }
    let (off, on) = (values[0], values[1])
    var ons: [Int] = []
    var offs: [Int] = []
    for row in states.indices where record.follows[row] {
      if states[row - 1] == off, states[row] == on { ons.append(row) }
      if states[row - 1] == on, states[row] == off { offs.append(row) }
    }
    guard min(ons.count, offs.count) >= Self.fewestSwitches else { return nil }
    var best: (rule: HysteresisRule, weight: Double)?
    for sensor in sensors where sensor != actuator {
      let found = candidate(
        actuator, sensor, states: states, off: off, on: on, ons: ons, offs: offs)
      // A controller swings its own sensor from one threshold to the other; bystanders move less.
      if let found {
        let weight = found.rule.agreement * found.band / (found.band + 1)
        if weight > best?.weight ?? 0 { best = (found.rule, weight) }
      }
    }
    return best?.rule
  }

  private func candidate(
    _ actuator: Int, _ sensor: Int, states: [Double], off: Double, on: Double, ons: [Int],
    offs: [Int]
  ) -> (rule: HysteresisRule, band: Double)? {
    let x = record.column(sensor)
    let change = usualChanges[sensor]
    let jump = (ons + offs).compactMap { Self.number(abs(x[$0] - x[$0 - 1])) }.median()
    guard let change, let jump, change > 0, jump <= Self.largestJump * change else { return nil }
    guard let onMedian = ons.compactMap({ Self.number(x[$0]) }).median(),
      let offMedian = offs.compactMap({ Self.number(x[$0]) }).median(), onMedian != offMedian
    else { return nil }
    let isInverse = onMedian > offMedian
    let sign = isInverse ? -1.0 : 1.0
    let onFit = threshold(x, states: states, at: ons, falling: !isInverse)
    let offFit = threshold(x, states: states, at: offs, falling: isInverse)
    guard let onFit, let offFit, sign * onFit.value < sign * offFit.value,
      onFit.share >= Self.leastCrossings, offFit.share >= Self.leastCrossings
    else { return nil }
    let spread = Self.deviation(x)
    let band = sign * (offFit.value - onFit.value) / spread
    guard band >= Self.leastBand else { return nil }
    let step = record.tags[sensor].resolution ?? 0
    let rule = HysteresisRule(
      actuator: actuator, sensor: sensor, off: off, on: on, onAt: onFit.value,
      offAt: offFit.value, isInverse: isInverse, onUncertainty: max(onFit.uncertainty, step / 2),
      offUncertainty: max(offFit.uncertainty, step / 2),
      agreement: (onFit.share + offFit.share) / 2,
      switches: ons.count + offs.count, usualChange: jump)
    return (rule, band)
  }

  private struct Threshold {
    var value: Double
    var uncertainty: Double
    /// The share of switches at which the sensor crosses it.
    var share: Double
  }

  // A controller that acts on the rows themselves leaves one value that (nearly) every pair of rows encloses,
  // the later beyond it. One that acts between rows does not: its plant has turned before the next.
  private func threshold(
    _ x: [Double], states: [Double], at rows: [Int], falling: Bool
  ) -> Threshold? {
    let present = x.lazy.filter(\.isFinite)
    let end = falling ? present.min() : present.max()
    let intervals = rows.compactMap { interval(x, at: $0, falling: falling, end: end) }
    guard let reached = overlap(intervals) else { return nil }
    let pairs = rows.compactMap { row -> ClosedRange<Double>?? in
      guard x[row].isFinite, x[row - 1].isFinite else { return nil }
      let (low, high) = falling ? (x[row], x[row - 1]) : (x[row - 1], x[row])
      return .some(low <= high ? low...high : nil)
    }
    if let seen = overlap(pairs), seen.share >= Self.rowwiseCrossings { return seen }
    if let earlier = overlapOneRowBefore(x, at: rows, falling: falling) { return earlier }
    let turns = turns(x, states: states, at: rows)
    guard turns.count >= Self.fewestSwitches else { return reached }
    return Threshold(
      value: turns[turns.count / 2],
      uncertainty: (turns[3 * turns.count / 4] - turns[turns.count / 4]) / 2, share: reached.share)
  }

  // A command that is recorded a row late: the two rows before the switch enclose the threshold, and the sensor
  // turns in a row, the switch's or the one before. Where the plant turns between two rows it has done so by
  // chance more than half before either.
  private func overlapOneRowBefore(_ x: [Double], at rows: [Int], falling: Bool) -> Threshold? {
    var (onward, turned) = (0, 0)
    let pairs = rows.compactMap { row -> ClosedRange<Double>?? in
      guard row >= 2, row + 1 < x.count, record.follows[row - 1], record.follows[row + 1],
        (row - 2...row + 1).allSatisfy({ x[$0].isFinite })
      else { return nil }
      let step = x[row] - x[row - 1]
      if step / (x[row - 1] - x[row - 2]) >= 0.5 { onward += 1 }
      if step / (x[row + 1] - x[row]) >= 0.5 { turned += 1 }
      let (low, high) = falling ? (x[row - 1], x[row - 2]) : (x[row - 2], x[row - 1])
      return .some(low <= high ? low...high : nil)
    }
    guard Double(max(onward, turned)) >= Self.rowwiseCrossings * Double(pairs.count),
      let seen = overlap(pairs), seen.share >= Self.rowwiseCrossings
    else { return nil }
    return seen
  }

  // Where the line through the two rows before a switch meets the line through the two rows from it on,
  // ascending: the sensor's reading when the plant turned.
  private func turns(_ x: [Double], states: [Double], at rows: [Int]) -> [Double] {
    rows.compactMap { row -> Double? in
      guard row >= 2, row + 1 < x.count, record.follows[row - 1], record.follows[row + 1],
        states[row - 2] == states[row - 1], states[row + 1] == states[row]
      else { return nil }
      let before = x[row - 1] - x[row - 2]
      let after = x[row + 1] - x[row]
      // x₋₁ + before · u = x₀ − after · (1 − u)
      let part = (x[row] - after - x[row - 1]) / (before - after)
      guard part.isFinite else { return nil }
      let u = min(max(part, 0), 1)
      return (x[row - 1] + before * u + x[row] - after * (1 - u)) / 2
    }.sorted()
  }

  // In which the sensor must have crossed at a switch; nil inside where it stood still. `end` is as far as
  // the sensor ever goes.
  private func interval(
    _ x: [Double], at row: Int, falling: Bool, end: Double?
  ) -> ClosedRange<Double>?? {
    let (before, now) = (x[row - 1], x[row])
    guard before.isFinite, now.isFinite else { return nil }
    // Had the plant gone on as it did, it would have come this far before the controller acted.
    var reached = now
    if row >= 2, record.follows[row - 1], x[row - 2].isFinite {
      let onward = before + (before - x[row - 2])
      reached = falling ? min(now, onward) : max(now, onward)
      // A full tank crosses nothing, even where it begins to fall in the row of the switch.
      if before == end, reached == before { return .some(nil) }
    }
    return .some(min(before, reached, now)...max(before, reached, now))
  }

  // Where most intervals overlap; one without extent, or none at all, is crossed by nothing but counts.
  private func overlap(_ intervals: [ClosedRange<Double>?]) -> Threshold? {
    guard intervals.count >= Self.fewestSwitches else { return nil }
    var edges: [(at: Double, step: Int)] = []
    for interval in intervals {
      guard let interval, interval.lowerBound < interval.upperBound else { continue }
      edges.append((interval.lowerBound, 1))
      edges.append((interval.upperBound, -1))
    }
    edges.sort { ($0.at, -$0.step) < ($1.at, -$1.step) }
    var depth = 0
    var best = (depth: 0, from: 0.0, to: 0.0)
    for (k, edge) in edges.enumerated() {
      depth += edge.step
      if depth > best.depth, k + 1 < edges.count { best = (depth, edge.at, edges[k + 1].at) }
    }
    return Threshold(
      value: (best.from + best.to) / 2, uncertainty: (best.to - best.from) / 2,
      share: Double(best.depth) / Double(intervals.count))
  }

  private static func deviation(_ x: [Double]) -> Double {
    let present = x.filter(\.isFinite)
    let mean = present.reduce(0, +) / Double(max(present.count, 1))
    let squares = present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(max(present.count, 1))).squareRoot()
  }

  private static func number(_ value: Double) -> Double? { value.isFinite ? value : nil }
}
