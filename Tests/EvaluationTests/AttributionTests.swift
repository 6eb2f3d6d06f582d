import Evaluation
import Telemetry
import Testing

@Suite("Attribution")
struct AttributionTests {
  private func run(_ told: [Attribution]?) throws -> ScoredRun {
    try ScoredRun(
      times: Runs.times(100),
      alarms: (0..<100).map { (12...14).contains($0) || (42...60).contains($0) || $0 == 82 },
      windows: [
        LabelledWindow(
          range: TimeRange(Runs.time(10), Runs.time(19)), concerns: ["T1", "L_T1"]),
        LabelledWindow(range: TimeRange(Runs.time(40), Runs.time(49)), concerns: ["PLC2"]),
        LabelledWindow(range: TimeRange(Runs.time(70), Runs.time(75)), concerns: ["PU3"]),
        LabelledWindow(range: TimeRange(Runs.time(80), Runs.time(85))),
      ], attributions: told, sampleInterval: .hours(1))
  }

  private func alarm(_ rows: ClosedRange<Int>, _ names: Set<String>) -> Attribution {
    Attribution(
      range: TimeRange(Runs.time(rows.lowerBound), Runs.time(rows.upperBound)), names: names)
  }

  @Test("the first alarm that touches a detected attack names it or does not; others do not count")
  func hits() throws {
    let run = try run([
      alarm(82...82, ["S_PU1"]), alarm(42...60, ["L_T2", "S_PU1"]),
      alarm(12...14, ["F_PU1", "L_T1"]),
    ])
    // Attack 1 is named, 2 is not, 3 is missed, 4's label says nothing.
    #expect(AttributionHitRate()(run) == .value(0.5, support: 2))
    #expect(Evaluator.outcomes(run).windows.map(\.isNamed) == [true, false, nil, nil])
  }

  @Test("undefined with its reason where alarms, labels or detections tell nothing")
  func undefined() throws {
    #expect(
      AttributionHitRate()(try run(nil)) == .undefined(reason: "no alarm says what it points at"))
    #expect(
      AttributionHitRate()(try run([]))
        == .undefined(
          reason: "no detected window says what it concerned"))
    let replaced = try run([alarm(12...14, ["L_T1"])]).replacing(
      scores: nil, alarms: Array(repeating: true, count: 100))
    #expect(
      AttributionHitRate()(replaced) == .undefined(reason: "no alarm says what it points at"))
    let silent = try ScoredRun(
      times: Runs.times(20), alarms: Array(repeating: false, count: 20),
      windows: [LabelledWindow(range: TimeRange(Runs.time(3), Runs.time(5)), concerns: ["T1"])],
      attributions: [])
    #expect(
      AttributionHitRate()(silent) == .undefined(reason: "no labelled window was detected"))
  }
}
