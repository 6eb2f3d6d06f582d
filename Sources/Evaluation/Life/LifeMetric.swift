public import Diagnostics

/// One figure of merit of told remaining lives.
///
/// A metric is one file in `Life/Metrics/` and one line in ``LifeMetrics/catalog``; ids follow ``Metric``.
public protocol LifeMetric: Sendable, Catalogued {
  /// Whether the value counts in units of the clock of the lives.
  static var isInClockUnits: Bool { get }
  /// Which direction is better; nil where a nominal value is.
  var direction: Better? { get }
  /// The metric of a run; pure. Support: units.
  func callAsFunction(_ run: LifeRun) -> MetricValue
}

extension LifeRun {
  /// A value over all units, or the reason why there is none.
  func value(_ body: ([Double]) -> Double) -> MetricValue {
    guard count > 0 else { return .undefined(reason: "no unit's life was told") }
    let value = body(errors)
    return value.isFinite
      ? .value(value, support: count) : .undefined(reason: "the value is beyond all numbers")
  }

  /// A value over all intervals, or the reason why there is none.
  func intervalValue(_ body: ([Interval]) -> Double) -> MetricValue {
    guard count > 0 else { return .undefined(reason: "no unit's life was told") }
    guard let intervals else { return .undefined(reason: "no intervals were told") }
    return .value(body(intervals), support: count)
  }
}
