/// The share of rows with an alarm that are under attack.
///
/// 0 to 1. Support: rows with an alarm. Undefined without one, or without a labelled window.
public struct Precision: Metric {
  /// `precision`.
  public static let id = "precision"
  /// One sentence for lists.
  public static let summary = "Share of the rows with an alarm that are under attack."
  /// Higher is better.
  public let direction = Better.higher

  /// Makes the metric.
  public init() {}

  /// The share of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    let outcomes = Outcomes(run)
    guard outcomes.attackRows > 0 else { return .noWindows }
    guard outcomes.alarmRows > 0 else { return .noAlarms }
    return .value(
      Double(outcomes.truePositiveRows) / Double(outcomes.alarmRows), support: outcomes.alarmRows)
  }
}
