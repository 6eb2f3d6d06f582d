public import Diagnostics

/// How much of each alarm lies in attacks, the mean over alarms, after Tatbul.
///
/// The share of its rows under attack, divided by the number of attacks that it spans (α 0, flat bias,
/// reciprocal cardinality: TSB-AD's setting). Alarms and attacks are maximal stretches of rows. 0 to 1.
/// Support: alarms. Undefined without an alarm or without a labelled window. O(n).
/// Source: Tatbul et al. (2018), NeurIPS, section 4.2. ``RangeReward`` has the formula.
public struct RangePrecision: Metric {
  /// `range-precision`.
  public static let id = "range-precision"
  /// One sentence for lists.
  public static let summary =
    "How much of each alarm lies in attacks, the mean over alarms (Tatbul 2018)."
  /// Higher is better.
  public let direction = Better.higher
  /// How an alarm's share is counted.
  public let reward: RangeReward

  /// Makes the metric.
  public init(_ reward: RangeReward = RangeReward()) { self.reward = reward }

  /// Reads `existence`, `bias` and `cardinality`.
  public init(_ fields: inout Fields) { reward = RangeReward(&fields, existence: 0) }

  /// The value of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    let attacks = AlarmIntervals.maximal(in: run.attack)
    let alarms = AlarmIntervals.maximal(in: run.alarms)
    guard !attacks.isEmpty else { return .noWindows }
    guard let mean = reward.mean(of: alarms, metBy: attacks) else { return .noAlarms }
    return .value(mean, support: alarms.count)
  }
}
