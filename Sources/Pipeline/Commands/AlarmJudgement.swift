public import Diagnostics
internal import Evaluation
internal import Foundation
internal import Ingest
internal import Telemetry

/// Metrics for alarms that anybody made: `tocsin evaluate --alarms A.csv --labels L.csv`.
public struct AlarmJudgement {
  /// What a person should know: unmatched stamps, repeated ones, rows without a score.
  public let notices: [Notice]
  private let result: EvaluationResult
  private let aligned: AlignedRun

  /// Reads and judges.
  ///
  /// - Throws: ``Fault`` of kind `badData` where a column is missing or no stamp matches.
  public init(
    alarms: String, labels: String, scores: String?, timeZone: String
  ) throws {
    let alarmRows = try NamedColumns(alarms, timeZone: timeZone).alarmRows()
    let scoreRows = try scores.map { try NamedColumns($0, timeZone: timeZone).scoreRows() } ?? []
    aligned = try Alignment.align(
      alarmRows: alarmRows, scoreRows: scoreRows,
      labels: try NamedColumns(labels, timeZone: timeZone).labels())
    result = Evaluator.evaluate(aligned.run)
    notices = aligned.notices
  }

  private struct Output: Encodable {
    var unmatchedAlarms: Int
    var unmatchedScores: Int
    var unmatchedLabels: Int
    var evaluation: EvaluationResult
  }

  /// The result as JSON.
  public func json() throws(Fault) -> String {
    try JSONFile.text(
      Output(
        unmatchedAlarms: aligned.unmatchedAlarms, unmatchedScores: aligned.unmatchedScores,
        unmatchedLabels: aligned.unmatchedLabels, evaluation: result))
  }

  /// The result as a table.
  public func table() -> String {
    TextColumns.aligned(
      result.metrics.rows.map { id, value in
        switch value {
        case .value(let number, let support): [id, "\(number)", "n = \(support)"]
        case .undefined(let reason): [id, "–", reason]
        }
      })
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
