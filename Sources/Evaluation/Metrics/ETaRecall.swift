/// Enhanced time-series aware recall (eTaR): how far attacks are covered by correct alarms.
///
/// An attack is detected if alarms that lie in attacks by half or more cover at least a tenth of it; it then earns a
/// half and half of its covered share. The metric of the HAI data sets. 0 to 1. Support: maximal stretches of
/// labelled rows. Undefined without one. Source: Hwang et al. (2022), section 3; ``ETaPR`` has the formula.
public struct ETaRecall: Metric {
  /// `eta-recall`.
  public static let id = "eta-recall"
  /// One sentence for lists.
  public static let summary =
    "Enhanced time-series aware recall: attacks that precise alarms cover (Hwang 2022)."
  /// Higher is better.
  public let direction = Better.higher

  /// Makes the metric.
  public init() {}

  /// The value of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    guard let recall = ETaPR(run).recall else { return .noWindows }
    return .value(recall, support: AlarmIntervals.maximal(in: run.attack).count)
  }
}
