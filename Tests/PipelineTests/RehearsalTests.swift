import Detection
import Diagnostics
import Evaluation
import Foundation
import LinearAlgebra
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("Rehearsals")
struct RehearsalTests {
  private static func result(
    _ traces: [HandmadeTrace], threads: Int = 1
  ) throws -> RehearsalResult {
    let suite = try HandmadePlant.trained().suite(
      of: ["mahalanobis", "missing-data"], policy: try HandmadePlant.policy(falsePerWeek: 0.01))
    return try Rehearsal(
      suite: suite.suite, shelf: try HandmadeTrace.shelf(traces), threads: threads
    ).result(techniques: [])
  }

  @Test("caught, missed, harmless, never fired and untouched are told apart, and the line says so")
  func result() throws {
    let traces = [
      HandmadeTrace(shift: 30), HandmadeTrace(name: "quiet"),
      HandmadeTrace(name: "all lost", tampered: 50..<54, shift: .nan),
      HandmadeTrace(kind: "look-alike", name: "storm", shift: 30),
      HandmadeTrace(kind: "look-alike", name: "calm"), HandmadeTrace(tampered: nil),
    ]
    let result = try Self.result(traces)
    #expect(result.attacks.map(\.isCaught) == [true, false, false])
    #expect(result.caught == 1)
    #expect(result.attacks[0].timeToDetect == .zero)
    #expect(result.attacks[0].why == nil)
    let peak = try #require(result.attacks[1].peak)
    #expect((0..<1).contains(peak))
    #expect(
      result.attacks[1].why?.wholeMatch(of: /the score reached 0\.\d+ of the limit/) != nil)
    #expect(result.lookAlikes.map(\.isCaught) == [true, false])
    #expect(result.neverFired == 1)
    // Fifty rows before each trigger, and all of the trace whose trigger never fired.
    #expect(result.untouchedTime == DetectionData.interval * 350)
    #expect(result.untouchedAlarms == 0)
    #expect(result.untouchedPerWeek == 0)
    #expect(
      RehearsalSummary.line(result)
        == "1 of 3 caught, half at once · most missed: all lost (1 of 1) · "
        + "1 of 2 harmless look-alikes alarmed · untouched twin: 0 alarms/week")
    #expect(
      RehearsalSummary.line(result, choseDetectors: true).hasPrefix(
        "1 of 3 caught, half at once (they chose the detectors: a little too good) · "))
    #expect(
      RehearsalSummary.line(try Self.result(traces, threads: 2)) == RehearsalSummary.line(result))
  }

  @Test("alarms before anything was tampered with count as false, per week of that time")
  func untouched() throws {
    let result = try Self.result([
      HandmadeTrace(rows: 504, tampered: 500..<504, shift: 40, shifted: 100..<110),
      HandmadeTrace(rows: 508, tampered: nil),
    ])
    #expect(result.untouchedAlarms == 1)
    // 500 and 508 rows of 10 min are a week.
    #expect(result.untouchedTime == .hours(168))
    #expect(result.untouchedPerWeek == 1)
    #expect(result.attacks.map(\.isCaught) == [false])
  }

  @Test("an alarm that stood before the attack does not catch it; one that begins in it does")
  func stoodBefore() throws {
    let trace = try HandmadeTrace.shelf([HandmadeTrace()]).traces[0]
    let stood = (0..<100).map { (40..<80).contains($0) }
    #expect(trace.firstBegun(stood) == nil)
    #expect(trace.firstBegun([Bool](repeating: true, count: 100)) == nil)
    // One that ended a row before the attack, and one that ended in it.
    for end in [49, 52] {
      let again = (0..<100).map { (40..<end).contains($0) || (53..<80).contains($0) }
      #expect(trace.firstBegun(again) == 53)
    }
    // The truth is exact here: the row before is not the attack's.
    #expect(trace.firstBegun((0..<100).map { (49..<80).contains($0) }) == nil)
    // A miss under such an alarm says so.
    let result = try Self.result([
      HandmadeTrace(rows: 100, tampered: 50..<54, shift: 40, shifted: 48..<54)
    ])
    #expect(result.attacks.map(\.why) == ["an alarm had begun before it and stood; none began"])
  }

  @Test("put on one axis, no alarm reaches from one trace into the next; only attacks are windows")
  func oneAxis() throws {
    let shelf = try HandmadeTrace.shelf([
      HandmadeTrace(), HandmadeTrace(kind: "look-alike"), HandmadeTrace(tampered: nil),
      HandmadeTrace(rows: 80, tampered: 79..<80),
    ])
    #expect(shelf.traces.map(\.tampered) == [50..<60, 50..<60, 0..<0, 79..<80])
    let run = try shelf.run(
      scores: shelf.traces.map { [Double](repeating: 2, count: $0.frame.count) },
      alarms: shelf.traces.map { [Bool](repeating: true, count: $0.frame.count) })
    #expect(run.times.count == 100 + 100 + 100 + 80 + 4)
    #expect(run.alarms.indices.filter { !run.alarms[$0] } == [100, 201, 302, 383])
    let scores = try #require(run.scores)
    #expect(scores.indices.filter { scores[$0].isNaN } == [100, 201, 302, 383])
    #expect(run.windows.map(\.id) == ["0", "3"])
    let starts = run.windows.map { run.times.firstIndex(of: $0.range.start) }
    #expect(starts == [50, 303 + 79])
  }
}
