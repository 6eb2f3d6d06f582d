import Diagnostics
import Evaluation
import Foundation
import Telemetry
import Testing

@Suite("Scored runs and outcomes")
struct ScoredRunTests {
  @Test("rows that are left out count nowhere, and those beside them are neighbours")
  func ignored() throws {
    let run = try ScoredRun(
      times: Runs.times(10), scores: (0..<10).map(Double.init),
      alarms: (0..<10).map { (2...6).contains($0) }, windows: [Runs.window(8...9)],
      ignored: (0..<10).map { (3...4).contains($0) })
    #expect(run.count == 8 && run.ignoredRows == 2)
    #expect(run.scores == [0, 1, 2, 5, 6, 7, 8, 9])
    #expect(run.windows.map(\.rows) == [6..<8])
    #expect(Evaluator.outcomes(run).falseAlarms == [TimeRange(Runs.time(2), Runs.time(6))])
    #expect(Evaluator.outcomes(run).normalTime == .hours(6))
    #expect(run.notices.map(\.text) == ["2 of 10 rows are left out"])
  }

  @Test("columns of different lengths and times that do not ascend are refused with both numbers")
  func refused() {
    #expect(throws: Fault(.badData, "3 times but 2 alarms; each row needs one")) {
      try ScoredRun(times: Runs.times(3), alarms: [true, false], windows: [])
    }
    #expect(throws: Fault(.badData, "1 times but 0 scores; each row needs one")) {
      try ScoredRun(times: Runs.times(1), scores: [], alarms: [true], windows: [])
    }
    #expect(
      throws: Fault(
        .badData,
        "times must ascend: row 3 is at 1970-01-01T01:00:00Z, the row before at 1970-01-01T01:00:00Z"
      )
    ) {
      try ScoredRun(
        times: [Runs.time(0), Runs.time(1), Runs.time(1)], alarms: [false, false, false],
        windows: [])
    }
  }

  @Test("the sample interval is the median distance of the rows unless it is given")
  func interval() throws {
    let times = [0, 1, 2, 3, 50].map(Runs.time)
    let alarms = times.map { _ in false }
    #expect(try ScoredRun(times: times, alarms: alarms, windows: []).sampleInterval == .hours(1))
    let given = try ScoredRun(
      times: times, alarms: alarms, windows: [], sampleInterval: .hours(2))
    #expect(given.sampleInterval == .hours(2))
    let extreme = [Timestamp(nanoseconds: .min), Timestamp(nanoseconds: .max)]
    let run = try ScoredRun(times: extreme, alarms: [true, false], windows: [])
    #expect(run.sampleInterval == TimeSpan(nanoseconds: .max))
    #expect(Evaluator.outcomes(run).normalTime == TimeSpan(nanoseconds: .max))
  }

  @Test("false-alarm intervals equal those found row by row, 200 seeds")
  func naiveFalseAlarms() throws {
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let (labels, scores) = Runs.random(&generator, rows: 1...60, events: 4)
      let alarms = scores.map { $0 > 3 }
      let run = try Runs.run(labels: labels, scores: scores, alarms: alarms)
      var expected: [TimeRange] = []
      var row = 0
      while row < alarms.count {
        var end = row
        while end < alarms.count, alarms[end] { end += 1 }
        if end > row, !labels[row], row + 1 == labels.count || !labels[row + 1] {
          expected.append(TimeRange(Runs.time(row), Runs.time(end - 1)))
        }
        row = max(end, row + 1)
      }
      #expect(Evaluator.outcomes(run).falseAlarms == expected, "seed \(seed)")
    }
  }

  @Test("a result survives JSON; a metric reads as value and support or as undefined")
  func json() throws {
    var generator = SeededGenerator(seed: 1)
    let run = try Runs.run(
      80, alarms: [12...14, 50...50], windows: [10...19, 60...65],
      scores: (0..<80).map { _ in generator.uniform() })
    let control = RandomControl(hold: .hours(3), merge: .hours(1), falseAlarmsPerWeek: 5, draws: 4)
    let result = Evaluator.evaluate(run, control: (rule: control, seed: 7))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let data = try encoder.encode(result)
    #expect(try JSONDecoder().decode(EvaluationResult.self, from: data) == result)
    let table = MetricTable([
      "event-recall": .value(0.5, support: 2), "vus-pr": .undefined(reason: "no scores"),
    ])
    #expect(
      String(decoding: try encoder.encode(table), as: UTF8.self)
        == #"{"event-recall":{"support":2,"value":0.5},"vus-pr":{"undefined":"no scores"}}"#)
    #expect(table.rows.map(\.id) == ["vus-pr", "event-recall"])
  }
}
