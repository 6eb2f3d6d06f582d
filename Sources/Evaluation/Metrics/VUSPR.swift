/// Volume under the range precision-recall surface: how well scores rank attacks, borders forgiven.
///
/// Equals the last value of TSB-AD 1.5's `RangeAUC_volume_opt(labels, score, 24, 250)` to 1e-9; 0 to 1.
/// A row that could not be scored ranks lowest. Support: rows in labelled windows. Undefined without
/// scores, attack rows or normal rows. O(n log n).
public struct VUSPR: Metric {
  /// `vus-pr`.
  public static let id = "vus-pr"
  /// One sentence for lists.
  public static let summary =
    "Volume under the range precision-recall surface of the scores, as TSB-AD computes it."
  /// Higher is better.
  public let direction = Better.higher
  /// The largest buffer around an attack in rows, and the number of limits.
  static let (window, thresholds) = (24, 250)

  /// Makes the metric.
  public init() {}

  /// The volume of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    guard let scores = run.rankedScores else { return .noScores }
    let positives = run.attack.count { $0 }
    guard positives > 0 else { return .noWindows }
    guard
      let volume = RangeVolume(
        labels: run.attack, scores: scores, window: Self.window, thresholds: Self.thresholds)
    else { return .noNormalRows }
    return .value(volume.precisionRecall(), support: positives)
  }
}
