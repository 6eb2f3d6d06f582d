/// The share of normal rows with an alarm: SKAB's FAR, which it prints in percent.
///
/// FP / (FP + TN), 0 to 1. Rows, not events: false-alarms-per-day counts how often an operator
/// is called, this how long for nothing, what lasts after an attack included. Support: rows outside
/// all labelled windows. Undefined without one.
public struct FalseAlarmRate: Metric {
  /// `false-alarm-rate`.
  public static let id = "false-alarm-rate"
  /// One sentence for lists.
  public static let summary =
    "Share of the normal rows that have an alarm, SKAB's FAR."
  /// Lower is better.
  public let direction = Better.lower

  /// Makes the metric.
  public init() {}

  /// The value of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    guard run.count > 0 else { return .noRows }
    let outcomes = Outcomes(run)
    guard outcomes.normalRows > 0 else { return .noNormalRows }
    return .value(
      Double(outcomes.falsePositiveRows) / Double(outcomes.normalRows),
      support: outcomes.normalRows)
  }
}
