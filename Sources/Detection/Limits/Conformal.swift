public import Diagnostics
internal import Telemetry

/// A limit with a guarantee: split conformal prediction on the largest scores of whole periods.
///
/// Normal time is cut into m periods as long as an alarm is held (a row at least), so that a period begins at
/// most one false alarm. With α = budget · period / week,
///
///     limit = the ⌈(m + 1)(1 − α)⌉-th smallest of the m largest scores
///
/// lets a further period that is exchangeable with these exceed with a probability of at most α, whatever the
/// scores' distribution: exactly so for a model that has seen none of them. Here each block is scored by a model without
/// it and the deployed one is fitted to all, cross-conformal prediction, for which it is approximate (Vovk 2015, Annals of
/// Mathematics and Artificial Intelligence 74). It is a little larger than the counted limit, for what chance may have hidden. A
/// period without scores does not count. Where a budget allows an event in every period there is nothing to keep.
/// Source: Vovk, Gammerman & Shafer (2005), Algorithmic Learning in a Random World, section 4.1; blocks for
/// dependent rows: Chernozhukov, Wüthrich & Zhu (2018), Exact and robust conformal inference, section 2.
public struct Conformal: LimitRule {
  /// The id in configuration files.
  public static let id = "conformal"
  /// What it is.
  public static let summary =
    "split conformal on the largest scores of periods: a guarantee for a further one"

  /// It has no settings.
  public init(_ fields: inout Fields) {}

  /// The conformal quantile of the periods' largest scores; O(n + m log m).
  ///
  /// - Throws: ``Fault`` of kind `badData` where there are fewer periods than the promise needs, 1/α − 1.
  public func limit(
    for blocks: [ScoredRows], budget: AlarmBudget, counted: Double
  ) throws(Fault) -> Double {
    let week = TimeSpan.hours(168)
    let period = max(budget.latch.hold, blocks.first?.interval ?? .zero)
    let alpha = budget.eventsPerWeek * (period.seconds / week.seconds)
    guard alpha < 1 else { return .leastNormalMagnitude }
    let largest = blocks.flatMap { Self.largest(in: $0, period: period) }.sorted()
    // ⌈(m + 1)(1 − α)⌉
    let rank = Int((Double(largest.count + 1) * (1 - alpha)).rounded(.up))
    guard rank <= largest.count else {
      let needed = Int((1 / alpha - 1).rounded(.up))
      throw Fault(
        .badData,
        "\(largest.count) periods of \(period) of normal time cannot promise "
          + "\(budget.eventsPerWeek) false alarms a week: that takes \(needed)",
        hint: "give more normal time, allow more false alarms, or use 'tail'")
    }
    return max(largest[max(rank, 1) - 1], .leastNormalMagnitude)
  }

  /// The largest score of each period of a block; those without a score are left out.
  static func largest(in rows: ScoredRows, period: TimeSpan) -> [Double] {
    var result: [Double] = []
    var end: Timestamp?
    var isOpen = false
    for (time, score) in zip(rows.times, rows.scores) {
      if end.map({ time >= $0 }) ?? true {
        end = time + period
        isOpen = false
      }
      guard !score.isNaN else { continue }
      if isOpen {
        result[result.count - 1] = max(result[result.count - 1], score)
      } else {
        result.append(score)
        isOpen = true
      }
    }
    return result
  }
}
