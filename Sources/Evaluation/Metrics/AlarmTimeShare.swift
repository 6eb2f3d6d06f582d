/// The share of all rows with an alarm: what an operator lives with.
///
/// 0 to 1; lower is better at the same recall. Support: rows. Undefined without one.
public struct AlarmTimeShare: Metric {
  /// `alarm-time-share`.
  public static let id = "alarm-time-share"
  /// One sentence for lists.
  public static let summary = "Share of all rows that have an alarm."
  /// Lower is better.
  public let direction = Better.lower

  /// Makes the metric.
  public init() {}

  /// The share of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    guard run.count > 0 else { return .noRows }
    return .value(Double(run.alarms.count { $0 }) / Double(run.count), support: run.count)
  }
}
