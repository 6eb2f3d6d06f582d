/// BATADAL's ranking score: half promptness, half row classification.
///
/// S = 0.5·(1 − mean(time to detect / length)) + 0.25·(TPR + TNR), 0 to 1. Time to detect and length are
/// counted in rows, to the first row with an alarm: by its definition one that stood from before counts as 0, so that an
/// alarm which is always on has 0.75. A miss counts 1. Support: labelled windows. Undefined without attack or normal rows.
/// Source: Taormina et al. (2018), "Battle of the Attack Detection Algorithms", rules 3.3 and 3.4.
public struct BATADALS: Metric {
  /// `batadal-s`.
  public static let id = "batadal-s"
  /// One sentence for lists.
  public static let summary =
    "BATADAL's S: half how early attacks are detected, half how well rows are classified."
  /// Higher is better.
  public let direction = Better.higher

  /// Makes the metric.
  public init() {}

  /// The score of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    let outcomes = Outcomes(run)
    guard let share = outcomes.meanShareToDetect, let positive = outcomes.truePositiveRate else {
      return .noWindows
    }
    guard let negative = outcomes.trueNegativeRate else { return .noNormalRows }
    // S = 0.5·(1 − mean(TTD / length)) + 0.25·(TPR + TNR)
    let score = 0.5 * (1 - share) + 0.25 * (positive + negative)
    return .value(score, support: outcomes.windows.count)
  }
}
