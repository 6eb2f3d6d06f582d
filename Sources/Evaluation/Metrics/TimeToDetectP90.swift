/// The 90 % quantile of the time from an attack's first row to its first alarm, over the detected attacks.
///
/// Interpolated between ranks as numpy does. Seconds, at least 0. Misses do not count here: read it beside event-recall. Support: detected windows.
/// Undefined without one.
public struct TimeToDetectP90: Metric {
  /// `time-to-detect-p90`.
  public static let id = "time-to-detect-p90"
  /// One sentence for lists.
  public static let summary =
    "90 % quantile of the time from an attack's start to its first alarm, of those detected."
  /// Seconds.
  public static let unit = "s"
  /// Lower is better.
  public let direction = Better.lower

  /// Makes the metric.
  public init() {}

  /// The value of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    DelaySummary.value(of: run) { $0.p90 }
  }
}
