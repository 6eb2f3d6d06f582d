/// The share of attack rows with an alarm.
///
/// 0 to 1. Support: rows in labelled windows. Undefined without one.
public struct TruePositiveRate: Metric {
  /// `true-positive-rate`.
  public static let id = "true-positive-rate"
  /// One sentence for lists.
  public static let summary = "Share of the rows under attack that have an alarm."
  /// Higher is better.
  public let direction = Better.higher

  /// Makes the metric.
  public init() {}

  /// The share of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    let outcomes = Outcomes(run)
    guard let rate = outcomes.truePositiveRate else { return .noWindows }
    return .value(rate, support: outcomes.attackRows)
  }
}
