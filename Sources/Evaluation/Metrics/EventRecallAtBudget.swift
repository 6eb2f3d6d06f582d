public import Diagnostics
internal import Telemetry

/// The share of attacks that scores catch while false alarms stay within a budget.
///
/// The limit falls from the highest score on, and stops before maximal stretches of rows at or above it that begin in no
/// labelled window are first more than the budget times normal time. An attack is caught where a stretch begins in it;
/// the figure is the best one of these limits, since a lower one may join an alarm to what lies before the attack. No
/// hold and no merging: the ranking alone is judged, whatever limit and latch made the alarms.
/// 0 to 1; 0 where even the highest score is too many. A row without a score never alarms. Equal scores cross
/// together, so a constant score catches nothing. Support: labelled windows. Undefined without scores, windows or
/// normal time. O(n log n).
public struct EventRecallAtBudget: Metric {
  /// `event-recall-at-budget`.
  public static let id = "event-recall-at-budget"
  /// One sentence for lists.
  public static let summary =
    "Share of attacks caught at the best limit that keeps one false alarm a day, from the scores."
  /// Higher is better.
  public let direction = Better.higher
  /// The budget: false-alarm events per day of normal time.
  public let falseAlarmsPerDay: Double

  /// Makes the metric; a negative budget acts as 0.
  public init(falseAlarmsPerDay: Double = 1) { self.falseAlarmsPerDay = max(0, falseAlarmsPerDay) }

  /// Reads `false-per-day` (0 to 86,400).
  public init(_ fields: inout Fields) {
    self.init(falseAlarmsPerDay: fields.number("false-per-day", default: 1, in: 0...86_400))
  }

  /// The share of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    guard let scores = run.rankedScores else { return .noScores }
    guard !run.windows.isEmpty else { return .noWindows }
    let outcomes = Outcomes(run)
    guard outcomes.normalRows > 0 else { return .noNormalRows }
    guard outcomes.normalTime > .zero else { return .noInterval }
    let allowed = falseAlarmsPerDay * (outcomes.normalTime.seconds / 86_400)
    let caught = FallingLimit(run).mostCaught(scores: scores, keeping: allowed)
    return .value(Double(caught) / Double(run.windows.count), support: run.windows.count)
  }

  /// Wilson's interval: where all attacks agree, resampling them tells no width.
  public func interval(of run: ScoredRun) -> MetricInterval? {
    guard case .value(let share, let windows) = self(run) else { return nil }
    return MetricInterval(WilsonInterval(Int((share * Double(windows)).rounded()), of: windows))
  }
}
