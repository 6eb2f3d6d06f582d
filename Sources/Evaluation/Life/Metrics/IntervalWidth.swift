/// The mean width of the told intervals, Σ (high − low) / n, in units of the clock.
///
/// An interval that is open above counts to where it was cut. Narrow is good only at a coverage that is
/// kept. Support: units. Undefined without one, or without intervals.
public struct IntervalWidth: LifeMetric {
  /// `interval-width`.
  public static let id = "interval-width"
  /// One sentence for lists.
  public static let summary = "Mean width of the told intervals."
  /// Units of the clock.
  public static let isInClockUnits = true
  /// Lower is better.
  public let direction: Better? = .lower

  /// Makes the metric.
  public init() {}

  /// The value of a run.
  public func callAsFunction(_ run: LifeRun) -> MetricValue {
    run.intervalValue { intervals in
      intervals.reduce(0) { $0 + ($1.high - $1.low) } / Double(intervals.count)
    }
  }
}
