/// The share of normal rows without an alarm.
///
/// 0 to 1. Support: rows outside all labelled windows. Undefined without one.
public struct TrueNegativeRate: Metric {
  /// `true-negative-rate`.
  public static let id = "true-negative-rate"
  /// One sentence for lists.
  public static let summary = "Share of the normal rows that have no alarm."
  /// Higher is better.
  public let direction = Better.higher

  /// Makes the metric.
  public init() {}

  /// The share of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    guard run.count > 0 else { return .noRows }
    let outcomes = Outcomes(run)
    guard let rate = outcomes.trueNegativeRate else { return .noNormalRows }
    return .value(rate, support: outcomes.normalRows)
  }
}
