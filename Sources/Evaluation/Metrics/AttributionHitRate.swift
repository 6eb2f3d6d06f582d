/// The share of detected attacks whose first alarm names what the attack concerned.
///
/// A window counts where it was detected, its label says what it concerned (a tag, or an element or a controller
/// with all its tags), and the first alarm that began in it names something; a hit is one name in common. How many names an alarm may
/// tell is up to whoever makes the run: the pipeline takes the three tags with the largest parts and the element of
/// the first. 0 to 1. Support: such windows. Undefined without one.
public struct AttributionHitRate: Metric {
  /// `attribution-hit-rate`.
  public static let id = "attribution-hit-rate"
  /// One sentence for lists.
  public static let summary =
    "Share of detected attacks whose first alarm names a tag or asset that was attacked."
  /// Higher is better.
  public let direction = Better.higher

  /// Makes the metric.
  public init() {}

  /// The share of a run.
  public func callAsFunction(_ run: ScoredRun) -> MetricValue {
    let windows = Outcomes(run).windows
    guard !windows.isEmpty else { return .noWindows }
    guard run.attributions != nil else { return .noAttribution }
    guard windows.contains(where: \.isDetected) else { return .nothingDetected }
    let judged = windows.compactMap(\.isNamed)
    guard !judged.isEmpty else { return .noConcern }
    return .value(Double(judged.count { $0 }) / Double(judged.count), support: judged.count)
  }

  /// Wilson's interval: where all attacks agree, resampling them tells no width.
  public func interval(of run: ScoredRun) -> MetricInterval? {
    let judged = Outcomes(run).windows.compactMap(\.isNamed)
    return MetricInterval(WilsonInterval(judged.count { $0 }, of: judged.count))
  }
}
