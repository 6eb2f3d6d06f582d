internal import Diagnostics

/// Everything known about judged remaining lives: what `metrics.json` holds for one prognoser.
public struct LifeResult: Sendable, Equatable, Codable {
  /// Units that counted.
  public let units: Int
  /// Units of which nothing was told.
  public let untold: Int
  /// Where lives were cut; absent for nowhere.
  public let cap: Double?
  /// The metrics by id.
  public let metrics: MetricTable
  /// The 95 % interval of the coverage; absent without intervals.
  public let coverageInterval: WilsonInterval?

  /// Judges a run by all metrics.
  public init(_ run: LifeRun, _ chosen: [any LifeMetric] = LifeMetrics.all) {
    units = run.count
    untold = run.untold
    cap = run.cap
    var values: [String: MetricValue] = [:]
    for metric in chosen { values[type(of: metric).id] = metric(run) }
    metrics = MetricTable(values)
    coverageInterval = run.intervals.map { intervals in
      WilsonInterval(zip(intervals, run.truth).count { $0.holds($1) }, of: run.count)
    }
  }
}
