/// The share of units whose true remaining life lies in the told interval, ends included.
///
/// 0 to 1, good where it is near the nominal one; ``WilsonInterval`` tells how sure it is.
/// Support: units. Undefined without one, or without intervals.
public struct Coverage: LifeMetric {
  /// `coverage`.
  public static let id = "coverage"
  /// One sentence for lists.
  public static let summary = "Share of true remaining lives that lie in the told interval."
  /// A share without a unit.
  public static let isInClockUnits = false
  /// The nominal coverage is best, neither more nor less.
  public let direction: Better? = nil

  /// Makes the metric.
  public init() {}

  /// The value of a run.
  public func callAsFunction(_ run: LifeRun) -> MetricValue {
    run.intervalValue { intervals in
      Double(zip(intervals, run.truth).count { $0.holds($1) }) / Double(intervals.count)
    }
  }
}
