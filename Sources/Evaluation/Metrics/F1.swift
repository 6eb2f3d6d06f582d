/// The harmonic mean of precision and recall, row by row: SKAB's F1.
///
///     F1 = TP / (TP + (FP + FN) / 2)
///
/// 0 to 1; 0 without an alarm. SKAB sums rows over its files before it divides. Support: rows in labelled
/// windows. Undefined without one. Source: SKAB's leaderboard, outlier detection.
public struct F1: Metric {
  /// `f1`.
  public static let id = "f1"
  /// One sentence for lists.
  public static let summary =
    "Harmonic mean of precision and recall row by row, SKAB's figure."
  /// Higher is better.
  public let direction = Better.higher

  /// Makes the metric.
  public init() {}

  /// The value of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    let outcomes = Outcomes(run)
    guard outcomes.attackRows > 0 else { return .noWindows }
    let hits = Double(outcomes.truePositiveRows)
    let missed = Double(outcomes.attackRows - outcomes.truePositiveRows)
    let wrong = Double(outcomes.falsePositiveRows)
    return .value(hits / (hits + (wrong + missed) / 2), support: outcomes.attackRows)
  }
}
