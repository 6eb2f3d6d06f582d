/// The share of labelled windows in which an alarm begins.
///
/// The row before a window counts as its first. An alarm that stood from earlier detects nothing, so that none which is
/// always on does. 0 to 1. Support: labelled windows. Undefined without one.
public struct EventRecall: Metric {
  /// `event-recall`.
  public static let id = "event-recall"
  /// One sentence for lists.
  public static let summary = "Share of attacks during which at least one alarm began."
  /// Higher is better.
  public let direction = Better.higher

  /// Makes the metric.
  public init() {}

  /// The share of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    let outcomes = Outcomes(run)
    guard !outcomes.windows.isEmpty else { return .noWindows }
    return .value(
      Double(outcomes.detected) / Double(outcomes.windows.count), support: outcomes.windows.count)
  }

  /// Wilson's interval: where all attacks agree, resampling them tells no width.
  public func interval(of run: ScoredRun) -> MetricInterval? {
    let outcomes = Outcomes(run)
    return MetricInterval(WilsonInterval(outcomes.detected, of: outcomes.windows.count))
  }
}
