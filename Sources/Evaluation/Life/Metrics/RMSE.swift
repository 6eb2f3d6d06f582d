/// The root of the mean squared error, √(Σ (told − true)² / n), in units of the clock.
///
/// Support: units. Undefined without one.
public struct RMSE: LifeMetric {
  /// `rmse`.
  public static let id = "rmse"
  /// One sentence for lists.
  public static let summary = "Root of the mean squared error of told remaining lives."
  /// Units of the clock.
  public static let isInClockUnits = true
  /// Lower is better.
  public let direction: Better? = .lower

  /// Makes the metric.
  public init() {}

  /// The value of a run.
  public func callAsFunction(_ run: LifeRun) -> MetricValue {
    run.value { errors in
      (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot()
    }
  }
}
