/// The harmonic mean of eTaP and eTaR: the figure by which HAI's competitions ranked.
///
/// 0 to 1; 0 where no alarm is correct, and without an alarm. Support: maximal stretches of labelled rows.
/// Undefined without one. Source: Hwang et al. (2022); ``ETaPR`` has the formula.
public struct ETaF1: Metric {
  /// `eta-f1`.
  public static let id = "eta-f1"
  /// One sentence for lists.
  public static let summary =
    "Harmonic mean of eta-precision and eta-recall, the figure of the HAI data sets."
  /// Higher is better.
  public let direction = Better.higher

  /// Makes the metric.
  public init() {}

  /// The value of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    let judged = ETaPR(run)
    guard let recall = judged.recall else { return .noWindows }
    let precision = judged.precision ?? 0
    // F1 = 2·P·R / (P + R), 0 where both are
    let sum = precision + recall
    return .value(
      sum > 0 ? 2 * precision * recall / sum : 0,
      support: AlarmIntervals.maximal(in: run.attack).count)
  }
}
