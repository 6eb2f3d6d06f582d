/// Point-adjusted F1 at its best limit, as many papers report it: invalid.
///
/// One row above the limit counts a whole attack as found, so long attacks are found by chance; and the limit is
/// chosen by the labels. Random scores reach 0.74 to 0.90 on public data sets. It is computed for comparison with
/// such papers, never without what random scores reach on the same rows. 0 to 1. Support: rows in labelled windows.
/// Undefined without scores or attack rows. O(n log n). TSB-AD tries 100 limits at equal steps, this all of them.
/// Source: Xu et al. (2018), WWW; against it: Kim et al. (2022), "Towards a rigorous evaluation", AAAI.
public struct PointAdjustedF1: Metric {
  /// `point-adjusted-f1`.
  public static let id = "point-adjusted-f1"
  /// One sentence for lists.
  public static let summary =
    "INVALID, shown beside random scores only: F1 as if one alarm had found a whole attack."
  /// Higher is better.
  public let direction = Better.higher
  /// What is wrong with it.
  public static let objection: String? =
    "invalid: one alarm counts a whole attack as found, and the limit is chosen by the labels; "
    + "random scores do as well"

  /// Makes the metric.
  public init() {}

  /// The value of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    guard let scores = run.rankedScores else { return .noScores }
    guard let best = PointAdjustment.bestF1(scores: scores, attack: run.attack) else {
      return .noWindows
    }
    return .value(best, support: run.attack.count { $0 })
  }
}
