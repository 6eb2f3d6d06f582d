public import Diagnostics
public import Telemetry

/// Alarms and labels brought together by their stamps.
public struct AlignedRun: Sendable, Equatable {
  /// The rows whose stamps are on both sides.
  public let run: ScoredRun
  /// Stamps of the alarms that the labels do not have.
  public let unmatchedAlarms: Int
  /// Stamps of the scores that the alarms do not have.
  public let unmatchedScores: Int
  /// Stamps of the labels that the alarms do not have; for windows, those without an alarm row.
  public let unmatchedLabels: Int
  /// What a person should know: how many did not match, doubled stamps, empty cells, and the run's own.
  public let notices: [Notice]
}

/// Brings alarms that Tocsin may not have made together with labels.
public enum Alignment {
  /// The run of the stamps that alarms and labels share.
  ///
  /// Rows may come in any order. Rows of one stamp count once: an alarm, a score or an attack in any of them
  /// counts (the highest score). An empty alarm cell is no alarm; a stamp without a score ranks lowest; a
  /// row whose label nobody knows is left out.
  ///
  /// - Parameters:
  ///   - alarmRows: the alarms, with scores where the file holds both.
  ///   - scoreRows: scores from a file of their own; their stamps must be among the alarms' to count.
  ///   - labels: the truth.
  ///   - sampleInterval: what a row stands for; nil takes the median distance of the matched rows.
  /// - Throws: bad data where there is nothing to compare or no stamp matches.
  /// - Complexity: O(n log n).
  public static func align(
    alarmRows: [AlarmRow], scoreRows: [AlarmRow] = [], labels: LabelSource,
    sampleInterval: TimeSpan? = nil
  ) throws(Fault) -> AlignedRun {
    var notices = Notices()
    let alarms = merged(alarmRows)
    guard let first = alarms.first, let last = alarms.last else {
      throw Fault(.badData, "the alarms hold no row")
    }
    guard alarms.contains(where: { $0.alarm != nil }) else {
      throw Fault(
        .badData, "none of \(alarms.count) rows of the alarms says whether there was an alarm",
        hint: "the column 'alarm' takes 0 or 1")
    }
    notices.add(
      alarmRows.count - alarms.count, "rows of the alarms repeat a stamp; each counts once")
    notices.add(
      alarms.count { $0.alarm == nil }, "rows of the alarms have an empty alarm; they count as none"
    )

    let (scored, unmatchedScores) = adding(scoreRows, to: alarms)
    notices.add(unmatchedScores, "stamps of the scores are not among the alarms; they do not count")

    let truth = try truth(labels, for: scored, from: first.time, to: last.time, &notices)
    let rows = truth.rows.map { scored[$0] }
    let run = try ScoredRun(
      times: rows.map(\.time),
      scores: rows.contains { $0.score != nil } ? rows.map { $0.score ?? .nan } : nil,
      alarms: rows.map { $0.alarm ?? false }, windows: truth.windows, ignored: truth.ignored,
      sampleInterval: sampleInterval)
    guard run.count > 0 else {
      throw Fault(.badData, "the label of every one of \(rows.count) matched rows is unknown")
    }
    return AlignedRun(
      run: run, unmatchedAlarms: scored.count - rows.count, unmatchedScores: unmatchedScores,
      unmatchedLabels: truth.unmatched, notices: notices.all + run.notices)
  }

  /// What the labels say about the alarms' rows.
  private struct Truth {
    var rows: [Int]
    var windows: [LabelledWindow]
    var ignored: [Bool]?
    var unmatched: Int
  }

  private static func truth(
    _ labels: LabelSource, for alarms: [AlarmRow], from first: Timestamp, to last: Timestamp,
    _ notices: inout Notices
  ) throws(Fault) -> Truth {
    let span = "the alarms' \(alarms.count) rows run from \(first) to \(last)"
    let hint = "are both in the same time zone? stamps without a zone are UTC unless told otherwise"
    switch labels {
    case .windows(let windows):
      let times = alarms.map(\.time)
      let unmatched = windows.count { $0.placed(in: times, number: 0).rows.isEmpty }
      if windows.isEmpty {
        notices.all.append(Notice("the labels hold no window: every row counts as normal"))
      } else if unmatched == windows.count {
        throw Fault(
          .badData, "none of \(windows.count) labelled windows holds a row of the alarms: \(span)",
          hint: hint)
      }
      return Truth(rows: Array(alarms.indices), windows: windows, unmatched: unmatched)
    case .rows(let given):
      let rows = merged(given)
      guard let firstLabel = rows.first, let lastLabel = rows.last else {
        throw Fault(.badData, "the labels hold no row")
      }
      notices.add(given.count - rows.count, "rows of the labels repeat a stamp; each counts once")
      let pairs = matches(alarms.map(\.time), rows.map(\.time))
      guard !pairs.isEmpty else {
        throw Fault(
          .badData,
          "no stamp of the alarms is among the labels: \(span), the labels' \(rows.count) from "
            + "\(firstLabel.time) to \(lastLabel.time)", hint: hint)
      }
      notices.add(
        alarms.count - pairs.count,
        "stamps of the alarms are not among the labels; they do not count")
      notices.add(
        rows.count - pairs.count, "stamps of the labels are not among the alarms; they do not count"
      )
      return Truth(
        rows: pairs.map(\.0), windows: windows(of: rows),
        ignored: pairs.map { rows[$0.1].attack == nil },
        unmatched: rows.count - pairs.count)
    }
  }

  /// The maximal stretches of consecutive attack rows, from the first stamp to the last.
  private static func windows(of rows: [LabelRow]) -> [LabelledWindow] {
    AlarmIntervals.maximal(in: rows.map { $0.attack == true }).map {
      LabelledWindow(range: TimeRange(rows[$0.lowerBound].time, rows[$0.upperBound - 1].time))
    }
  }

  /// The positions of equal stamps in two strictly ascending lists.
  private static func matches(_ a: [Timestamp], _ b: [Timestamp]) -> [(Int, Int)] {
    var pairs: [(Int, Int)] = []
    var (i, j) = (0, 0)
    while i < a.count, j < b.count {
      if a[i] == b[j] { pairs.append((i, j)) }
      let (left, right) = (a[i], b[j])
      if left <= right { i += 1 }
      if right <= left { j += 1 }
    }
    return pairs
  }

  /// The alarms with the scores of equal stamps, and how many scores have no alarm row.
  private static func adding(_ scores: [AlarmRow], to alarms: [AlarmRow]) -> ([AlarmRow], Int) {
    let scores = merged(scores.map { AlarmRow(time: $0.time, score: $0.score) })
    var rows = alarms
    let pairs = matches(alarms.map(\.time), scores.map(\.time))
    for (alarm, score) in pairs { rows[alarm] = worse(rows[alarm], scores[score]) }
    return (rows, scores.count - pairs.count)
  }

  private static func merged(_ rows: [AlarmRow]) -> [AlarmRow] {
    merged(rows, time: \.time, worse)
  }

  private static func merged(_ rows: [LabelRow]) -> [LabelRow] {
    merged(rows, time: \.time) { LabelRow(time: $0.time, attack: either($0.attack, $1.attack)) }
  }

  /// The rows by time, those of one stamp combined.
  private static func merged<Row>(
    _ rows: [Row], time: (Row) -> Timestamp, _ combine: (Row, Row) -> Row
  ) -> [Row] {
    var result: [Row] = []
    for row in rows.sorted(by: { time($0) < time($1) }) {
      if let last = result.last, time(last) == time(row) {
        result[result.count - 1] = combine(last, row)
      } else {
        result.append(row)
      }
    }
    return result
  }

  private static func worse(_ a: AlarmRow, _ b: AlarmRow) -> AlarmRow {
    let scores = [a.score, b.score].compactMap { $0 }.filter { !$0.isNaN }
    return AlarmRow(time: a.time, alarm: either(a.alarm, b.alarm), score: scores.max())
  }

  private static func either(_ a: Bool?, _ b: Bool?) -> Bool? {
    if a == true || b == true { return true }
    return a ?? b
  }
}

/// Collects notices that begin with a number, where it is not 0.
private struct Notices {
  var all: [Notice] = []

  mutating func add(_ count: Int, _ text: String) {
    if count > 0 { all.append(Notice("\(count) \(text)")) }
  }
}
