internal import Foundation

/// The score of the PHM 2008 challenge: Σ exp(−d/13) − 1 where early, exp(d/10) − 1 where late.
///
/// d = told − true life in cycles: the constants are cycles, so it says little of other clocks. A sum, so
/// it grows with the units. Support: units. Undefined without one, or where a penalty overflows.
/// Source: Saxena et al. (2008), Damage propagation modeling for aircraft engine run-to-failure simulation.
public struct NASAScore: LifeMetric {
  /// `nasa-score`.
  public static let id = "nasa-score"
  /// One sentence for lists.
  public static let summary =
    "Sum of exponential penalties of PHM 2008, late ones heavier; in cycles."
  /// A sum without a unit.
  public static let isInClockUnits = false
  /// Lower is better.
  public let direction: Better? = .lower

  /// Makes the metric.
  public init() {}

  /// The value of a run.
  public func callAsFunction(_ run: LifeRun) -> MetricValue {
    run.value { errors in
      errors.reduce(0) { sum, d in sum + exp(d < 0 ? -d / 13 : d / 10) - 1 }
    }
  }
}
