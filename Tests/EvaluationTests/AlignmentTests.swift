import Diagnostics
import Evaluation
import Telemetry
import Testing

@Suite("Alignment of alarms and labels")
struct AlignmentTests {
  private func alarms(_ rows: [Int], on: Set<Int> = []) -> [AlarmRow] {
    rows.map { AlarmRow(time: Runs.time($0), alarm: on.contains($0)) }
  }

  private func labels(_ rows: [Int], attack: Set<Int> = [], unknown: Set<Int> = []) -> LabelSource {
    .rows(
      rows.map {
        LabelRow(time: Runs.time($0), attack: unknown.contains($0) ? nil : attack.contains($0))
      })
  }

  @Test("only stamps on both sides count; the others are counted and told")
  func intersection() throws {
    let aligned = try Alignment.align(
      alarmRows: alarms([5, 4, 3, 2, 1, 0], on: [3]),
      labels: labels([2, 3, 4, 5, 6, 7, 8], attack: [3, 4, 8]))
    #expect(aligned.run.times == [2, 3, 4, 5].map(Runs.time))
    #expect(aligned.run.alarms == [false, true, false, false])
    #expect(aligned.run.attack == [false, true, true, false])
    #expect(aligned.run.scores == nil)
    #expect(aligned.unmatchedAlarms == 2 && aligned.unmatchedLabels == 3)
    #expect(
      aligned.notices.map(\.text) == [
        "2 stamps of the alarms are not among the labels; they do not count",
        "3 stamps of the labels are not among the alarms; they do not count",
        "1 of 2 labelled windows hold no row and count nowhere: "
          + "'2' (1970-01-01T08:00:00Z to 1970-01-01T08:00:00Z)",
      ])
  }

  @Test("windows leave every other row normal; one without a row is told")
  func windows() throws {
    let aligned = try Alignment.align(
      alarmRows: alarms(Array(0..<10), on: [4]),
      labels: .windows([Runs.window(20...30, id: "late"), Runs.window(3...5, id: "a")]))
    #expect(aligned.run.windows.map(\.id) == ["a"])
    #expect(aligned.run.count == 10 && aligned.unmatchedAlarms == 0)
    #expect(aligned.unmatchedLabels == 1 && aligned.notices.count == 1)
    let none = try Alignment.align(alarmRows: alarms([0, 1]), labels: .windows([]))
    #expect(
      none.notices.map(\.text) == ["the labels hold no window: every row counts as normal"])
  }

  @Test("a row whose label is unknown is left out and ends a window")
  func unknown() throws {
    let aligned = try Alignment.align(
      alarmRows: alarms(Array(0..<8)),
      labels: labels(Array(0..<8), attack: [2, 3, 5], unknown: [4]))
    #expect(aligned.run.ignoredRows == 1 && aligned.run.count == 7)
    #expect(aligned.run.windows.map(\.rows) == [2..<4, 4..<5])
  }

  @Test("rows of one stamp count once: any alarm, any attack, the highest score")
  func repeated() throws {
    let time = Runs.time(1)
    let aligned = try Alignment.align(
      alarmRows: [
        AlarmRow(time: time, alarm: false, score: 2), AlarmRow(time: Runs.time(0), alarm: nil),
        AlarmRow(time: time, alarm: true, score: .nan), AlarmRow(time: time, alarm: nil, score: 5),
      ],
      labels: .rows([
        LabelRow(time: time, attack: true), LabelRow(time: time, attack: nil),
        LabelRow(time: time, attack: false), LabelRow(time: Runs.time(0), attack: false),
      ]))
    #expect(aligned.run.alarms == [false, true])
    #expect(aligned.run.attack == [false, true])
    #expect(aligned.run.rankedScores == [-.infinity, 5])
    #expect(
      aligned.notices.map(\.text) == [
        "2 rows of the alarms repeat a stamp; each counts once",
        "1 rows of the alarms have an empty alarm; they count as none",
        "2 rows of the labels repeat a stamp; each counts once",
        "1 of 2 rows have no score; they rank as the least suspicious",
      ])
  }

  @Test("scores of a second file join by stamp")
  func scoresFile() throws {
    let aligned = try Alignment.align(
      alarmRows: alarms([0, 1, 2]),
      scoreRows: [3, 2, 1].map { AlarmRow(time: Runs.time($0), score: Double($0)) },
      labels: labels([0, 1, 2], attack: [1]))
    #expect(aligned.run.rankedScores == [-.infinity, 1, 2])
    #expect(aligned.unmatchedScores == 1)
  }

  @Test("nothing to compare is bad data, with both spans")
  func nothing() {
    #expect(throws: Fault(.badData, "the alarms hold no row")) {
      try Alignment.align(alarmRows: [], labels: .windows([]))
    }
    #expect(throws: Fault(.badData, "the labels hold no row")) {
      try Alignment.align(alarmRows: alarms([0]), labels: .rows([]))
    }
    #expect(
      throws: Fault(
        .badData, "none of 1 rows of the alarms says whether there was an alarm",
        hint: "the column 'alarm' takes 0 or 1")
    ) {
      try Alignment.align(
        alarmRows: [AlarmRow(time: Runs.time(0), score: 1)], labels: .windows([]))
    }
    let hint = "are both in the same time zone? stamps without a zone are UTC unless told otherwise"
    #expect(
      throws: Fault(
        .badData,
        "no stamp of the alarms is among the labels: the alarms' 2 rows run from "
          + "1970-01-01T00:00:00Z to 1970-01-01T01:00:00Z, the labels' 1 from "
          + "1970-01-01T02:00:00Z to 1970-01-01T02:00:00Z", hint: hint)
    ) {
      try Alignment.align(alarmRows: alarms([0, 1]), labels: labels([2]))
    }
    #expect(
      throws: Fault(
        .badData,
        "none of 1 labelled windows holds a row of the alarms: the alarms' 2 rows run from "
          + "1970-01-01T00:00:00Z to 1970-01-01T01:00:00Z", hint: hint)
    ) {
      try Alignment.align(alarmRows: alarms([0, 1]), labels: .windows([Runs.window(5...6)]))
    }
    #expect(throws: Fault(.badData, "the label of every one of 2 matched rows is unknown")) {
      try Alignment.align(alarmRows: alarms([0, 1]), labels: labels([0, 1], unknown: [0, 1]))
    }
  }
}
