/// The median time from an attack's first row to its first alarm, over the detected attacks.
///
/// Seconds, at least 0; the mean of the middle two for an even number. Misses do not count here: read it
/// beside event-recall. Support: detected windows. Undefined without one.
public struct TimeToDetect: Metric {
  /// `time-to-detect`.
  public static let id = "time-to-detect"
  /// One sentence for lists.
  public static let summary =
    "Median time from an attack's start to its first alarm, of those detected."
  /// Seconds.
  public static let unit = "s"
  /// Lower is better.
  public let direction = Better.lower

  /// Makes the metric.
  public init() {}

  /// The median of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    DelaySummary.value(of: run) { $0.median }
  }
}
