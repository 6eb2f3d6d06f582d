public import Diagnostics

/// How much of each attack alarms cover, the mean over attacks, after Tatbul.
///
/// A fifth for an attack that is met at all, the rest for the share of its rows with an alarm divided by the
/// number of alarms that cover it (α 0.2, flat bias, reciprocal cardinality: TSB-AD's setting). Attacks are
/// maximal stretches of labelled rows. 0 to 1. Support: such stretches. Undefined without one. O(n).
/// Source: Tatbul et al. (2018), NeurIPS, section 4.1. ``RangeReward`` has the formula.
public struct RangeRecall: Metric {
  /// `range-recall`.
  public static let id = "range-recall"
  /// One sentence for lists.
  public static let summary =
    "How much of each attack alarms cover, in few pieces, the mean over attacks (Tatbul 2018)."
  /// Higher is better.
  public let direction = Better.higher
  /// How an attack's share is counted.
  public let reward: RangeReward

  /// Makes the metric.
  public init(_ reward: RangeReward = RangeReward(existence: 0.2)) { self.reward = reward }

  /// Reads `existence`, `bias` and `cardinality`.
  public init(_ fields: inout Fields) { reward = RangeReward(&fields, existence: 0.2) }

  /// The value of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    let attacks = AlarmIntervals.maximal(in: run.attack)
    guard let mean = reward.mean(of: attacks, metBy: AlarmIntervals.maximal(in: run.alarms))
    else { return .noWindows }
    return .value(mean, support: attacks.count)
  }
}
