import Diagnostics
import Evaluation
import Foundation
import Telemetry
import Testing

@Suite("Metrics on alarms and events")
struct RowMetricTests {
  @Test("BATADAL's S of a run worked out by hand")
  func batadal() throws {
    // Windows: 10…19 (10 rows, first alarm at 13: 3/10), 40…43 (4 rows, alarm stands already: 0/4 by BATADAL's
    // definition, and no detection by ours), 60…69 (missed: 1). Alarms at 13…21, 38…41, 80…84.
    let run = try Runs.run(
      100, alarms: [13...21, 38...41, 80...84], windows: [10...19, 40...43, 60...69])
    let outcomes = Evaluator.outcomes(run)
    #expect(outcomes.windows.map(\.rowsToAlarm) == [3, 0, nil])
    #expect(outcomes.windows.map(\.rowsToDetect) == [3, nil, nil])
    #expect(outcomes.windows.map(\.isCovered) == [false, true, false])
    #expect(outcomes.windows.map(\.shareToDetect) == [0.3, 0, 1])
    #expect(outcomes.windows.map(\.alarmRows) == [7, 2, 0])
    // TPR = (7 + 2) / 24; false-positive rows: 20, 21, 38, 39, 80…84 = 9 of 76.
    let (positive, negative) = (9.0 / 24, 67.0 / 76)
    let score = 0.5 * (1 - 1.3 / 3) + 0.25 * (positive + negative)
    #expect(isClose(BATADALS()(run).number, score, within: 1e-15))
    #expect(BATADALS()(run).support == 3)
    #expect(isClose(TruePositiveRate()(run).number, positive))
    #expect(isClose(TrueNegativeRate()(run).number, negative))
    #expect(EventRecall()(run) == .value(1.0 / 3, support: 3))
    #expect(Precision()(run) == .value(9.0 / 18, support: 18))
    #expect(AlarmTimeShare()(run) == .value(0.18, support: 100))
    // 38…41 and 80…84 begin outside; 76 normal hours.
    #expect(
      outcomes.falseAlarms == [
        TimeRange(Runs.time(38), Runs.time(41)), TimeRange(Runs.time(80), Runs.time(84)),
      ])
    #expect(outcomes.alarmIntervals == 3)
    #expect(outcomes.normalTime == .hours(76))
    #expect(isClose(FalseAlarmsPerDay()(run).number, 48.0 / 76))
    #expect(FalseAlarmsPerDay()(run).support == 76)
    #expect(TimeToDetect()(run) == .value(10_800, support: 1))
  }

  @Test("both ends of a window belong to it; a detection in its last row of n counts (n − 1)/n")
  func ends() throws {
    let run = try Runs.run(30, alarms: [19...19], windows: [10...19])
    #expect(run.attack.indices.filter { run.attack[$0] } == Array(10...19))
    #expect(Evaluator.outcomes(run).windows[0].shareToDetect == 0.9)
    #expect(Evaluator.outcomes(run).windows[0].timeToDetect == .hours(9))
    #expect(Evaluator.outcomes(run).windows[0].firstAlarm == Runs.time(19))
    let after = try Runs.run(30, alarms: [20...20, 8...9], windows: [10...19])
    #expect(EventRecall()(after) == .value(0, support: 1))
    #expect(Evaluator.outcomes(after).falseAlarms.count == 2)
    // The row before counts as the first one: labels are known to a row.
    let before = try Runs.run(30, alarms: [9...9], windows: [10...19])
    #expect(Evaluator.outcomes(before).windows[0].timeToDetect == .zero)
    #expect(Evaluator.outcomes(before).windows[0].firstAlarm == Runs.time(9))
    #expect(Evaluator.outcomes(before).falseAlarms.isEmpty)
    // Not across a gap.
    let times = (0..<30).map { Runs.time($0 < 10 ? $0 : $0 + 5) }
    let gap = try ScoredRun(
      times: times, alarms: (0..<30).map { $0 == 9 }, windows: [Runs.window(15...19)],
      sampleInterval: .hours(1))
    #expect(Evaluator.outcomes(gap).detected == 0)
    #expect(Evaluator.outcomes(gap).falseAlarms.count == 1)
  }

  @Test("perfect alarms have S 1; alarms everywhere and nowhere have TPR + TNR 1")
  func laws() throws {
    let windows = [5...9, 20...20, 44...49]
    let perfect = try Runs.run(50, alarms: windows, windows: windows)
    #expect(BATADALS()(perfect) == .value(1, support: 3))
    #expect(FalseAlarmsPerDay()(perfect).number == 0)
    let always = try Runs.run(50, alarms: [0...49], windows: windows)
    let never = try Runs.run(50, windows: windows)
    for run in [always, never] {
      let positive = try #require(TruePositiveRate()(run).number)
      let negative = try #require(TrueNegativeRate()(run).number)
      #expect(positive + negative == 1)
    }
    // Always: half for promptness, a quarter for TPR. Never: a quarter for TNR.
    #expect(BATADALS()(always).number == 0.75)
    #expect(BATADALS()(never).number == 0.25)
    // By definition S asks for no beginning; every figure on events does.
    #expect(EventRecall()(always) == .value(0, support: 3))
    #expect(isClose(FalseAlarmsPerDay()(always).number, 24.0 / 38))
  }

  @Test("a metric that cannot be computed says why")
  func undefined() throws {
    let normal = try MetricTable(
      Runs.run(10, alarms: [3...3], scores: Array(repeating: 1, count: 10)))
    let noWindows = MetricValue.undefined(reason: "no labelled window holds a row")
    for id in [
      "batadal-s", "vus-pr", "auc-pr", "event-recall", "time-to-detect", "true-positive-rate",
      "precision",
    ] {
      #expect(normal[id] == noWindows, "\(id)")
    }
    #expect(isClose(normal["false-alarms-per-day"]?.number, 2.4))
    let attack = try MetricTable(
      Runs.run(10, windows: [0...9], scores: Array(repeating: 1, count: 10)))
    let noNormal = MetricValue.undefined(reason: "every row lies in a labelled window")
    for id in ["batadal-s", "vus-pr", "false-alarms-per-day", "true-negative-rate"] {
      #expect(attack[id] == noNormal, "\(id)")
    }
    #expect(attack["auc-pr"] == .value(1, support: 10))
    #expect(attack["time-to-detect"] == .undefined(reason: "no labelled window was detected"))
    #expect(attack["precision"] == .undefined(reason: "no row raises an alarm"))
    let alarmsOnly = try MetricTable(Runs.run(10, windows: [2...3]))
    #expect(alarmsOnly["vus-pr"] == .undefined(reason: "no scores"))
    #expect(alarmsOnly["auc-pr"] == .undefined(reason: "no scores"))
    let single = try ScoredRun(times: [Runs.time(0)], alarms: [true], windows: [])
    #expect(
      FalseAlarmsPerDay()(single) == .undefined(reason: "the sample interval is not known"))
    let empty = try MetricTable(ScoredRun(times: [], scores: [], alarms: [], windows: []))
    #expect(empty["alarm-time-share"] == .undefined(reason: "no rows"))
    #expect(empty["true-negative-rate"] == .undefined(reason: "no rows"))
    #expect(empty.rows.allSatisfy { $0.value.number == nil })
  }

  @Test("overlapping windows are attacks of their own, their rows count once")
  func overlapping() throws {
    let run = try Runs.run(20, alarms: [8...8], windows: [5...10, 8...12])
    #expect(Evaluator.outcomes(run).windows.map(\.rowsToDetect) == [3, 0])
    // One that begins before the second window detects the first alone.
    let early = try Runs.run(20, alarms: [6...12], windows: [5...10, 8...12])
    #expect(Evaluator.outcomes(early).windows.map(\.rowsToDetect) == [1, nil])
    #expect(Evaluator.outcomes(run).attackRows == 8)
    #expect(run.windows.map(\.id) == ["1", "2"])
  }

  @Test("an alarm that begins right after a labelled window between two rows is not false")
  func windowBetweenRows() throws {
    let between = TimeRange(Runs.time(4) + .hours(0.2), Runs.time(4) + .hours(0.4))
    let run = try ScoredRun(
      times: Runs.times(12), alarms: (0..<12).map { (5...6).contains($0) || $0 == 9 },
      windows: [LabelledWindow(id: "short", range: between)])
    #expect(Evaluator.outcomes(run).falseAlarms == [TimeRange(Runs.time(9), Runs.time(9))])
    let before = try run.replacing(scores: nil, alarms: (0..<12).map { (3...6).contains($0) })
    #expect(Evaluator.outcomes(before).falseAlarms == [TimeRange(Runs.time(3), Runs.time(6))])
    #expect(run.windows.isEmpty && run.windowsWithoutRow.map(\.id) == ["short"])
    #expect(
      run.notices.map(\.text) == [
        "1 of 1 labelled windows hold no row and count nowhere: "
          + "'short' (1970-01-01T04:12:00Z to 1970-01-01T04:24:00Z)"
      ])
  }

  @Test("the catalog's ids without hyphens are the type names in lower case, and all are listed")
  func catalog() {
    for metric in Metrics.all + Metrics.discredited {
      let name = "\(type(of: metric))".lowercased()
      #expect(type(of: metric).id.replacingOccurrences(of: "-", with: "") == name)
      #expect(type(of: metric).summary.hasSuffix("."))
    }
    #expect(
      Metrics.catalog.entries.map(\.id) == [
        "batadal-s", "vus-pr", "vus-roc", "auc-pr", "event-recall", "event-recall-at-budget",
        "time-to-detect", "time-to-detect-mean", "time-to-detect-p90", "time-to-detect-max",
        "false-alarms-per-day", "attribution-hit-rate", "range-precision", "range-recall",
        "eta-precision", "eta-recall", "eta-f1", "true-positive-rate", "true-negative-rate",
        "precision", "f1", "false-alarm-rate", "missed-alarm-rate", "alarm-time-share",
        "point-adjusted-f1",
      ])
    #expect(Metrics.discredited.map { type(of: $0).id } == ["point-adjusted-f1"])
    #expect(Metrics.all.count + 1 == Metrics.catalog.entries.count)
  }
}
