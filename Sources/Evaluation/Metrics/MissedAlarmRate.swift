/// The share of attack rows without an alarm: SKAB's MAR, which it prints in percent.
///
/// FN / (FN + TP), 0 to 1. Support: rows in labelled windows. Undefined without one.
public struct MissedAlarmRate: Metric {
  /// `missed-alarm-rate`.
  public static let id = "missed-alarm-rate"
  /// One sentence for lists.
  public static let summary =
    "Share of the rows under attack that have no alarm, SKAB's MAR."
  /// Lower is better.
  public let direction = Better.lower

  /// Makes the metric.
  public init() {}

  /// The value of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    let outcomes = Outcomes(run)
    guard outcomes.attackRows > 0 else { return .noWindows }
    return .value(
      Double(outcomes.attackRows - outcomes.truePositiveRows) / Double(outcomes.attackRows),
      support: outcomes.attackRows)
  }
}
