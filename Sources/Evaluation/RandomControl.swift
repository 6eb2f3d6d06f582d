internal import Diagnostics
public import Telemetry

/// Random scores at the same alarm budget: what a detector must beat to have found anything.
///
/// Each draw gives every row an independent uniform score. One limit for all draws is searched, so that
/// their alarms, held and merged like the detector's, have the wanted mean rate of false-alarm events on
/// the run's own normal rows. It is for figures of scores: what a detector's own alarms catch by lasting is told by
/// ``ShiftedControl``. Deterministic: draw i uses the child generator (seed, `random-control`, i).
public struct RandomControl: Sendable, Equatable {
  /// How rows above the limit become alarms; the detector's own spans, so that the two compare.
  public let rule: AlarmRule
  /// The budget: false-alarm events per week of normal time, at least 0.
  public let falseAlarmsPerWeek: Double
  /// How many draws the figures are means of.
  public let draws: Int

  /// Makes a control.
  ///
  /// - Parameters:
  ///   - hold: how long an alarm stays on at the least.
  ///   - merge: how long a quiet stretch inside one alarm may be.
  ///   - falseAlarmsPerWeek: the budget; negative or not finite acts as 0: no alarm at all.
  ///   - draws: at least 1; draws × rows scores are in memory at once (160 MB for 20 × 1 M).
  public init(hold: TimeSpan, merge: TimeSpan, falseAlarmsPerWeek: Double, draws: Int = 20) {
    rule = AlarmRule(hold: hold, merge: merge)
    self.falseAlarmsPerWeek =
      falseAlarmsPerWeek.isFinite ? max(0, falseAlarmsPerWeek) : 0
    self.draws = max(1, draws)
  }

  /// The mean metrics of random scores on the run's rows and truth.
  ///
  /// The limit is the one whose mean rate is nearest to the budget; where no limit reaches the budget
  /// (hold and merge bound the rate, short runs step it), the result's own rate says how near it came.
  /// - Complexity: O(draws · n) for each of about 30 limits, and the metrics of each draw.
  public func callAsFunction(
    _ run: ScoredRun, seed: UInt64, metrics: [any Metric] = Metrics.all
  ) -> RandomControlResult {
    let scores = (0..<draws).map { draw in
      var generator = SeededGenerator(root: seed, stage: "random-control", index: draw)
      return run.times.map { _ in generator.uniform() }
    }
    let count = counter(of: run, scores: scores)
    let limit = nearestLimit(run, count)
    let drawn = scores.map { alarmed(run, scores: $0, limit: limit) }
    let weeks = normalWeeks(of: run)
    return RandomControlResult(
      draws: draws, falseAlarmsPerWeek: falseAlarmsPerWeek,
      achievedPerWeek: weeks > 0 ? Double(count(limit)) / (Double(draws) * weeks) : nil,
      limit: limit, metrics: Self.mean(metrics, of: drawn),
      discredited: Self.mean(Metrics.discredited, of: drawn))
  }

  /// The run with a draw's scores and alarms.
  private func alarmed(_ run: ScoredRun, scores: [Double], limit: Double) -> ScoredRun {
    let alarms = rule.alarms(times: run.times, exceedances: scores.map { $0 > limit })
    return run.carrying(scores: scores, alarms: alarms)
  }

  /// Counts the false-alarm events of all draws at a limit.
  private func counter(of run: ScoredRun, scores: [[Double]]) -> (Double) -> Int {
    let answers = run.answers
    return { limit in
      scores.reduce(0) { sum, scores in
        let rows = scores.indices.filter { scores[$0] > limit }
        return sum
          + rule.intervals(times: run.times, exceeding: rows).count { !answers[$0.lowerBound] }
      }
    }
  }

  /// The highest limit whose count of events is nearest to the budget's.
  ///
  /// A lower limit first makes more events, then fewer, longer ones. So the search climbs from a limit
  /// that is too high in steps below the width of the peak, and bisects the first step that crosses.
  private func nearestLimit(_ run: ScoredRun, _ count: (Double) -> Int) -> Double {
    let wanted = falseAlarmsPerWeek * normalWeeks(of: run) * Double(draws)
    let normalRows = run.attack.count { !$0 }
    guard wanted > 0, normalRows > 0 else { return 1 }
    func distance(_ events: Int) -> Double { abs(Double(events) - wanted) }

    let rows = Double(draws * normalRows)
    var low = (share: 0.0, events: 0)
    var best = low
    // Half as many rows above as events wanted make too few; the peak lies near one row per span.
    let span = (rule.hold.seconds + rule.merge.seconds) / run.sampleInterval.seconds
    var share = max(0.5, min(wanted / 2, rows / (4 * (1 + span)))) / rows
    while share < 1 {
      let events = count(1 - share)
      if distance(events) < distance(best.events) { best = (share, events) }
      if Double(events) >= wanted { break }
      low = (share, events)
      share *= 1.2
    }
    guard share < 1 else { return 1 - best.share }
    var high = share
    while high - low.share > 0.1 / rows {
      let middle = (low.share + high) / 2
      let events = count(1 - middle)
      let isNearer = distance(events) < distance(best.events)
      if isNearer || (distance(events) == distance(best.events) && middle < best.share) {
        best = (middle, events)
      }
      if Double(events) < wanted { low = (middle, events) } else { high = middle }
    }
    return 1 - best.share
  }

  private func normalWeeks(of run: ScoredRun) -> Double {
    Outcomes(run).normalTime.seconds / 604_800
  }

  /// The means of the defined values; support is the number of draws that have one.
  private static func mean(_ metrics: [any Metric], of runs: [ScoredRun]) -> MetricTable {
    let tables = runs.map { MetricTable($0, metrics) }
    var means: [String: MetricValue] = [:]
    for id in metrics.map({ type(of: $0).id }) {
      let numbers = tables.compactMap { $0[id]?.number }
      means[id] =
        numbers.isEmpty
        ? tables.first?[id]
        : .value(numbers.reduce(0, +) / Double(numbers.count), support: numbers.count)
    }
    return MetricTable(means)
  }
}

/// What random scores reach at an alarm budget.
public struct RandomControlResult: Sendable, Equatable, Codable {
  /// How many draws the figures are means of.
  public let draws: Int
  /// The budget: false-alarm events per week of normal time.
  public let falseAlarmsPerWeek: Double
  /// The rate at the limit that was found; nil where there is no normal time.
  public let achievedPerWeek: Double?
  /// The limit on scores from 0 to 1; 1 = no alarm at all.
  public let limit: Double
  /// Means over the draws; support = draws in which the metric is defined.
  public let metrics: MetricTable
  /// The same of the metrics with an objection: what their values must be read beside.
  public let discredited: MetricTable
}
