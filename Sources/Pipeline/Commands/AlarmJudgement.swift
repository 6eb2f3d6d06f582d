public import Diagnostics
internal import Evaluation
internal import Foundation
internal import Ingest
public import Telemetry

/// Metrics for alarms that anybody made: `tocsin evaluate --alarms A.csv --labels L.csv`.
public struct AlarmJudgement {
  /// What a person should know: unmatched stamps, repeated ones, rows without a score.
  public let notices: [Notice]
  private let result: EvaluationResult
  private let aligned: AlignedRun
  private let seconds: [Double]?

  /// Draws of random scores × rows stop here: 20 draws of up to 100,000 rows, fewer of more.
  private static let mostDrawn = 2_000_000

  /// Reads and judges.
  ///
  /// The random control has the alarms' own rate of false alarms as its budget, without hold or merging. A metric
  /// with an objection is told with it and beside the control, alone too.
  ///
  /// - Parameters:
  ///   - exportLag: how late exports are; nil with a nil `schedule` tells no delay in operation.
  ///   - schedule: the time from one run to the next; nil for a stream.
  ///   - metric: one metric as YAML, like `{ use: vus-pr, window: 100 }`; nil for all.
  ///   - seed: the root seed of random scores and drawn events.
  /// - Throws: ``Fault`` of kind `badData` where a column is missing or no stamp matches; ``Faults`` where a metric is
  ///   not known or its settings are wrong.
  public init(
    alarms: String, labels: String, scores: String?, timeZone: String, exportLag: TimeSpan? = nil,
    schedule: TimeSpan? = nil, metric: String? = nil, seed: UInt64 = 1
  ) throws {
    let metrics = try metric.map { [try Self.metric($0)] }
    let alarmRows = try NamedColumns(alarms, timeZone: timeZone).alarmRows()
    let scoreRows = try scores.map { try NamedColumns($0, timeZone: timeZone).scoreRows() } ?? []
    aligned = try Alignment.align(
      alarmRows: alarmRows, scoreRows: scoreRows,
      labels: try NamedColumns(labels, timeZone: timeZone).labels())
    let run = aligned.run
    let reporting =
      exportLag == nil && schedule == nil
      ? nil : ReportingSchedule(exportLag: exportLag ?? .zero, schedule: schedule ?? .zero)
    if let metrics {
      let clock = ContinuousClock()
      seconds = (0..<Self.repetitions).map { _ in
        let elapsed = clock.measure { _ = MetricTable(run, metrics) }.components
        return Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
      }
      // What says nothing by itself is shown beside its control alone; where it has no value, the reason is enough.
      let isAlone = metrics.contains { type(of: $0).objection != nil && $0(run).number != nil }
      result = Evaluator.evaluate(
        run, metrics: isAlone ? [] : metrics,
        control: isAlone ? (Self.control(run, perWeek: 0), seed) : nil, schedule: reporting)
    } else {
      seconds = nil
      let weekly = Evaluator.outcomes(run).falseAlarmsPerDay.map { $0 * 7 }
      let control = Self.control(run, perWeek: weekly ?? 0)
      result = Evaluator.evaluate(
        run, control: run.windows.isEmpty || weekly == nil ? nil : (control, seed),
        bootstrap: run.windows.isEmpty ? nil : EventBootstrap(seed: seed), schedule: reporting)
    }
    notices = aligned.notices
  }

  private static func control(_ run: ScoredRun, perWeek: Double) -> RandomControl {
    RandomControl(
      hold: .zero, merge: .zero, falseAlarmsPerWeek: perWeek,
      draws: min(20, max(1, mostDrawn / max(run.count, 1))))
  }

  /// How often a metric that is asked for alone is timed.
  private static let repetitions = 15

  private static func metric(_ text: String) throws -> any Metric {
    let problems = Problems()
    let settings = try YAMLFile.parse(text, file: "--metric")
    let metric = Metrics.catalog.make(settings, problems: problems)
    try problems.throwIfAny()
    guard let metric else { throw Fault(.configuration, "'--metric' names no metric") }
    return metric
  }

  private struct Output: Encodable {
    var unmatchedAlarms: Int
    var unmatchedScores: Int
    var unmatchedLabels: Int
    /// Of each computation of a metric that was asked for alone.
    var seconds: [Double]?
    var evaluation: EvaluationResult
  }

  /// The result as JSON.
  public func json() throws(Fault) -> String {
    try JSONFile.text(
      Output(
        unmatchedAlarms: aligned.unmatchedAlarms, unmatchedScores: aligned.unmatchedScores,
        unmatchedLabels: aligned.unmatchedLabels, seconds: seconds, evaluation: result))
  }

  /// The result as a table.
  public func table() -> String {
    JudgementTable(result: result).text
  }
}

extension NamedColumns {
  private func rowPlace(_ row: Int) -> Place { Place(file: file, line: line(row)) }

  private func moment(_ column: String, _ row: Int) throws(Fault) -> Timestamp {
    let text = text(column, row)
    guard let time = time(text) else {
      throw Fault(
        .badData, "'\(text)' in column '\(column)' is not a time", at: rowPlace(row),
        hint: "like 2026-06-30T21:10:00Z")
    }
    return time
  }

  private func number(_ column: String, _ row: Int) throws(Fault) -> Double? {
    let text = text(column, row)
    if text.isEmpty { return nil }
    guard let number = Double(text) else {
      throw Fault(.badData, "'\(text)' in column '\(column)' is not a number", at: rowPlace(row))
    }
    return number.isNaN ? nil : number
  }

  private func require(_ column: String) throws(Fault) {
    guard has(column) else {
      throw Fault(
        .badData, "column '\(column)' is missing", at: Place(file: file, line: 1),
        hint: Suggestion.hint(for: column, in: columns))
    }
  }

  /// Rows of `timestamp,alarm[,score]`.
  func alarmRows() throws(Fault) -> [AlarmRow] {
    try require("timestamp")
    try require("alarm")
    var rows: [AlarmRow] = []
    for row in 0..<count {
      rows.append(
        AlarmRow(
          time: try moment("timestamp", row), alarm: try number("alarm", row).map { $0 != 0 },
          score: has("score") ? try number("score", row) : nil))
    }
    return rows
  }

  /// Rows of `timestamp,score`.
  func scoreRows() throws(Fault) -> [AlarmRow] {
    try require("timestamp")
    try require("score")
    var rows: [AlarmRow] = []
    for row in 0..<count {
      rows.append(
        AlarmRow(time: try moment("timestamp", row), score: try number("score", row)))
    }
    return rows
  }

  /// Labels: `timestamp,label` or `start,end[,id]`.
  func labels() throws(Fault) -> LabelSource {
    if has("start"), has("end") {
      var windows: [LabelledWindow] = []
      for row in 0..<count {
        let start = try moment("start", row)
        let end = try moment("end", row)
        guard start <= end else {
          throw Fault(
            .badData, "the end \(end) lies before the start \(start)", at: rowPlace(row))
        }
        windows.append(
          LabelledWindow(id: has("id") ? text("id", row) : "", range: TimeRange(start, end)))
      }
      return .windows(windows)
    }
    try require("timestamp")
    try require("label")
    var rows: [LabelRow] = []
    for row in 0..<count {
      // 1 attack, 0 normal, anything else (−999) unknown.
      let value = try number("label", row)
      rows.append(
        LabelRow(
          time: try moment("timestamp", row),
          attack: value == 1 ? true : value == 0 ? false : nil))
    }
    return .rows(rows)
  }
}
