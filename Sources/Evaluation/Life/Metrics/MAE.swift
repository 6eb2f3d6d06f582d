/// The mean absolute error, Σ |told − true| / n, in units of the clock.
///
/// Support: units. Undefined without one.
public struct MAE: LifeMetric {
  /// `mae`.
  public static let id = "mae"
  /// One sentence for lists.
  public static let summary = "Mean absolute error of told remaining lives."
  /// Units of the clock.
  public static let isInClockUnits = true
  /// Lower is better.
  public let direction: Better? = .lower

  /// Makes the metric.
  public init() {}

  /// The value of a run.
  public func callAsFunction(_ run: LifeRun) -> MetricValue {
    run.value { errors in
      errors.reduce(0) { $0 + $1.magnitude } / Double(errors.count)
    }
  }
}
