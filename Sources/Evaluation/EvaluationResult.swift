internal import Diagnostics
public import Telemetry

/// Metrics by id; in JSON an object of id → `{"value", "support"}` or `{"undefined"}`.
public struct MetricTable: Sendable, Equatable, Codable {
  /// The values by id.
  public var values: [String: MetricValue]

  /// A table of values.
  public init(_ values: [String: MetricValue] = [:]) { self.values = values }

  /// The metrics of a run.
  public init(_ run: ScoredRun, _ metrics: [any Metric] = Metrics.all) {
    values = [:]
    for metric in metrics { values[type(of: metric).id] = metric(run) }
  }

  /// The value of an id; nil where it was not asked for.
  public subscript(id: String) -> MetricValue? { values[id] }

  /// The ids and values in the catalog's order, then those it does not list, by id.
  public var rows: [(id: String, value: MetricValue)] {
    let listed = Metrics.catalog.entries.map(\.id)
    let others = values.keys.filter { !listed.contains($0) }.sorted()
    return (listed + others).compactMap { id in values[id].map { (id, $0) } }
  }

  /// Decodes the object.
  public init(from decoder: any Decoder) throws {
    values = try decoder.singleValueContainer().decode([String: MetricValue].self)
  }

  /// Encodes the object; the encoder must sort keys where bytes matter.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(values)
  }
}

/// A value that says nothing by itself, with what random scores reach and why.
public struct DiscreditedValue: Sendable, Equatable, Codable {
  /// The value.
  public let value: MetricValue
  /// The mean over random scores on the same rows and truth.
  public let random: MetricValue
  /// Why the value says nothing.
  public let objection: String
}

/// Everything known about a judged run: what `metrics.json` holds for one detector.
public struct EvaluationResult: Sendable, Equatable, Codable {
  /// Rows that counted.
  public let rows: Int
  /// Rows in a labelled window.
  public let attackRows: Int
  /// Rows without a score.
  public let unscoredRows: Int
  /// Rows left out.
  public let ignoredRows: Int
  /// What a row stands for.
  public let sampleInterval: TimeSpan
  /// Time outside every labelled window.
  public let normalTime: TimeSpan
  /// What became of each labelled window.
  public let windows: [EventOutcome]
  /// Ids of the labelled windows that hold no row.
  public let windowsWithoutRow: [String]
  /// The false-alarm events: alarms that begin in no labelled window.
  public let falseAlarms: [TimeRange]
  /// The metrics.
  public let metrics: MetricTable
  /// The same metrics of random scores; nil where no control was asked for.
  public let random: RandomControlResult?
  /// What the same alarms catch at other times; nil without a labelled window.
  public let shifted: ShiftedControlResult?
  /// Metrics whose values say nothing by themselves, by id; nil where no control was computed beside them.
  public let discredited: [String: DiscreditedValue]?
  /// Intervals of the metrics; nil where none were asked for.
  public let intervals: IntervalTable?
  /// The delay that counts in operation; nil where nobody says when exports and runs are.
  public let operational: OperationalDelay?

  init(
    _ run: ScoredRun, _ outcomes: Outcomes, metrics: MetricTable, random: RandomControlResult?,
    shifted: ShiftedControlResult?, discredited: [String: DiscreditedValue]?,
    intervals: IntervalTable?, operational: OperationalDelay?
  ) {
    rows = run.count
    attackRows = outcomes.attackRows
    unscoredRows = run.unscoredRows
    ignoredRows = run.ignoredRows
    sampleInterval = run.sampleInterval
    normalTime = outcomes.normalTime
    windows = outcomes.windows
    windowsWithoutRow = run.windowsWithoutRow.map(\.id)
    falseAlarms = outcomes.falseAlarms
    self.metrics = metrics
    self.random = random
    self.shifted = shifted
    self.discredited = discredited
    self.intervals = intervals
    self.operational = operational
  }
}
