/// Enhanced time-series aware precision (eTaP): how far alarms lie in detected attacks.
///
/// An alarm counts if at least half of it lies in attacks of which at least a tenth is covered; alarms weigh
/// by the root of their length. The metric of the HAI data sets. 0 to 1. Support: alarms. Undefined without an
/// alarm or a labelled window. Source: Hwang et al. (2022), section 3; ``ETaPR`` has the formula.
public struct ETaPrecision: Metric {
  /// `eta-precision`.
  public static let id = "eta-precision"
  /// One sentence for lists.
  public static let summary =
    "Enhanced time-series aware precision: alarms that lie in attacks, long ones by their root (Hwang 2022)."
  /// Higher is better.
  public let direction = Better.higher

  /// Makes the metric.
  public init() {}

  /// The value of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    let judged = ETaPR(run)
    guard judged.recall != nil else { return .noWindows }
    guard let precision = judged.precision else { return .noAlarms }
    return .value(precision, support: AlarmIntervals.maximal(in: run.alarms).count)
  }
}
