public import Diagnostics
public import Telemetry

/// How many false alarms a site accepts: events a week, and a share of time beyond the limit.
public struct AlarmBudget: Sendable {
  /// The most false-alarm events a week, 0.01 to 1,000.
  public let eventsPerWeek: Double
  /// The largest share of normal rows beyond the limit, 0.00001 to 0.5.
  public let exceedingShare: Double
  /// How alarms are made from exceedances.
  public let latch: AlarmLatch
  /// How the limit follows from normal scores.
  public let rule: any LimitRule

  /// Makes a budget.
  public init(
    eventsPerWeek: Double, exceedingShare: Double, latch: AlarmLatch,
    rule: any LimitRule = Counted()
  ) {
    self.eventsPerWeek = eventsPerWeek
    self.exceedingShare = exceedingShare
    self.latch = latch
    self.rule = rule
  }

  /// Reads `false-per-week`, `exceeding`, `hold`, `merge`, `clear`, `cooldown` and `limit`.
  public init(_ fields: inout Fields) {
    let year = TimeSpan.hours(24 * 365)
    eventsPerWeek = fields.number("false-per-week", default: 1, in: 0.01...1_000)
    exceedingShare = fields.number("exceeding", default: 0.005, in: 0.00001...0.5)
    let hold = fields.span("hold", default: .hours(12), in: .zero...year)
    latch = AlarmLatch(
      hold: hold, merge: fields.span("merge", default: hold, in: .zero...year),
      clear: fields.number("clear", default: 1, in: 0.1...1),
      cooldown: fields.span("cooldown", default: .zero, in: .zero...year))
    let chosen = fields.settings("limit").flatMap {
      LimitRules.catalog.make($0, problems: fields.problems)
    }
    rule = chosen ?? Counted()
  }

  /// The settings with defaults filled in.
  public var settings: [String: String] {
    [
      "false-per-week": "\(eventsPerWeek)", "exceeding": "\(exceedingShare)",
      "hold": "\(latch.hold)", "merge": "\(latch.merge)", "clear": "\(latch.clear)",
      "cooldown": "\(latch.cooldown)", "limit": rule.text,
    ]
  }

  /// The limit that keeps both parts of the budget on normal scores that no fit has seen.
  ///
  /// The share of rows beyond it is kept as counted, the events a week by the ``rule``.
  /// - Parameter blocks: per held-back block, its rows' moments and scores (NaN = not scored).
  /// - Returns: a limit above 0; scores above it are exceedances.
  /// - Throws: ``Fault`` of kind `badData` where there are no scores, or too little normal time for the rule.
  /// - Complexity: O(n log n).
  public func limit(for blocks: [ScoredRows]) throws(Fault) -> Double {
    let (counted, byShare) = try counts(blocks)
    return max(try rule.limit(for: blocks, budget: self, counted: counted), byShare)
  }

  /// The smallest limit with which these very rows keep both parts of the budget.
  ///
  /// - Throws: ``Fault`` of kind `badData` where there are no scores.
  public func countedLimit(for blocks: [ScoredRows]) throws(Fault) -> Double {
    try counts(blocks).both
  }

  // The limit by share and events, and by share alone.
  private func counts(_ blocks: [ScoredRows]) throws(Fault) -> (both: Double, byShare: Double) {
    let sorted = blocks.flatMap(\.scores).filter { !$0.isNaN }.sorted()
    guard let largest = sorted.last else {
      throw Fault(
        .badData, "no row of the normal time could be scored",
        hint: "check train.normal and the gaps in the telemetry")
    }
    // Share: at most floor(share · n) scores lie above the limit.
    let allowed = Int((exceedingShare * Double(sorted.count)).rounded(.down))
    let byShare = sorted.count - 1 - min(allowed, sorted.count - 1)
    let weeks = blocks.reduce(0) { $0 + $1.weeks }
    let most = eventsPerWeek * weeks
    // Events fall, almost steadily, as the limit rises: bisect, then walk up past any ripple.
    var low = byShare
    var high = sorted.count - 1
    while low < high {
      let middle = (low + high) / 2
      if Double(events(blocks, limit: sorted[middle])) <= most {
        high = middle
      } else {
        low = middle + 1
      }
    }
    while low < sorted.count - 1, Double(events(blocks, limit: sorted[low])) > most { low += 1 }
    return (
      max(low < sorted.count ? sorted[low] : largest, .leastNormalMagnitude),
      max(sorted[byShare], .leastNormalMagnitude)
    )
  }

  /// How many alarms the scores give under a limit; each block starts with the latch off.
  public func events(_ blocks: [ScoredRows], limit: Double) -> Int {
    blocks.reduce(0) { $0 + $1.alarms(latch, limit: limit).risingEdges }
  }
}

/// Moments and scores of consecutive rows.
public struct ScoredRows: Sendable {
  /// The rows' moments.
  public let times: [Timestamp]
  /// A score per row; NaN where it could not be scored.
  public var scores: [Double]
  /// The usual time between two rows.
  public let interval: TimeSpan

  /// Makes scored rows.
  public init(times: [Timestamp], scores: [Double], interval: TimeSpan) {
    precondition(times.count == scores.count, "a score per row is needed")
    self.times = times
    self.scores = scores
    self.interval = interval
  }

  /// How many weeks the rows stand for: one interval each.
  public var weeks: Double { Double(times.count) * interval.seconds / 604_800 }

  /// Whether the alarm is on at each row; a row that could not be scored never exceeds.
  public func alarms(_ latch: AlarmLatch, limit: Double) -> [Bool] {
    var latch = latch
    return zip(times, scores).map { latch.next($0, score: $1, limit: limit) }
  }
}

extension [Bool] {
  /// How many times false (or the start) is followed by true.
  public var risingEdges: Int {
    var count = 0
    var before = false
    for value in self {
      if value && !before { count += 1 }
      before = value
    }
    return count
  }
}
