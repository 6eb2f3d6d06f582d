internal import Telemetry

/// False-alarm events per day of normal time.
///
/// An event is a maximal alarm interval that begins in no labelled window, wherever it ends; normal time is the rows
/// outside all windows times the sample interval. How long alarms stand is counted by `false-alarm-rate`. Support: normal rows. Undefined without normal time.
public struct FalseAlarmsPerDay: Metric {
  /// `false-alarms-per-day`.
  public static let id = "false-alarms-per-day"
  /// One sentence for lists.
  public static let summary = "Alarms that begin in no attack, per day of normal time."
  /// Per day.
  public static let unit = "1/d"
  /// Lower is better.
  public let direction = Better.lower

  /// Makes the metric.
  public init() {}

  /// The rate of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    guard run.count > 0 else { return .noRows }
    let outcomes = Outcomes(run)
    guard outcomes.normalRows > 0 else { return .noNormalRows }
    guard let rate = outcomes.falseAlarmsPerDay else { return .noInterval }
    return .value(rate, support: outcomes.normalRows)
  }

  /// The exact interval of a count: where no draw has a false alarm, drawing events anew tells no width.
  public func interval(of run: ScoredRun) -> MetricInterval? {
    let outcomes = Outcomes(run)
    guard outcomes.normalTime > .zero else { return nil }
    let counts = PoissonInterval.of(outcomes.falseAlarms.count)
    let days = outcomes.normalTime.seconds / 86_400
    return .interval(low: counts.lowerBound / days, high: counts.upperBound / days)
  }
}
