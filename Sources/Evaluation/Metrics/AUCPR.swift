/// Average precision: the area under precision over recall, in steps, over all limits.
///
/// Σ (recall_i − recall_{i−1})·precision_i over the distinct scores, highest first: scikit-learn's
/// `average_precision_score`, which TSB-AD calls AUC-PR; equal to 1e-9; 0 to 1. A row that could not be
/// scored ranks lowest. Support: rows in labelled windows. Undefined without scores or attack rows. O(n log n).
public struct AUCPR: Metric {
  /// `auc-pr`.
  public static let id = "auc-pr"
  /// One sentence for lists.
  public static let summary = "Area under the precision-recall curve of the scores, row by row."
  /// Higher is better.
  public let direction = Better.higher

  /// Makes the metric.
  public init() {}

  /// The area of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    guard let scores = run.rankedScores else { return .noScores }
    let positives = scores.indices.filter { run.attack[$0] }.map { scores[$0] }.sorted(by: >)
    guard !positives.isEmpty else { return .noWindows }
    let all = scores.sorted(by: >)
    var area = 0.0
    var hits = 0
    var predicted = 0
    while hits < positives.count {
      let limit = positives[hits]
      let before = hits
      while hits < positives.count, positives[hits] >= limit { hits += 1 }
      while predicted < all.count, all[predicted] >= limit { predicted += 1 }
      // Δrecall · precision; limits without an attack row have Δrecall = 0.
      area += Double(hits - before) / Double(positives.count) * (Double(hits) / Double(predicted))
    }
    return .value(area, support: positives.count)
  }
}
