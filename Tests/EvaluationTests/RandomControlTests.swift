import Diagnostics
import Evaluation
import Telemetry
import Testing

@Suite("Random control")
struct RandomControlTests {
  private func run(_ weeks: Int, scores: [Double]? = nil) throws -> ScoredRun {
    let rows = weeks * 168
    let windows = stride(from: 100, to: rows - 60, by: 500).map { $0...($0 + 49) }
    return try Runs.run(rows, windows: windows, scores: scores)
  }

  @Test("random alarms keep the budget on the normal rows")
  func budget() throws {
    let run = try run(12)
    for wanted in [0.25, 1, 3] {
      let control = RandomControl(hold: .hours(12), merge: .hours(6), falseAlarmsPerWeek: wanted)
      let result = control(run, seed: 1)
      #expect(isClose(result.achievedPerWeek, wanted, within: 0.02))
      // The mean rate of the draws' own metric is the achieved one.
      let perDay = result.metrics["false-alarms-per-day"]?.number
      #expect(isClose(perDay.map { $0 * 7 }, result.achievedPerWeek))
    }
  }

  @Test("a higher budget lowers the limit and catches more")
  func order() throws {
    let run = try run(12)
    let results = [0, 0.5, 2, 4].map {
      RandomControl(hold: .hours(12), merge: .hours(6), falseAlarmsPerWeek: $0)(run, seed: 3)
    }
    let recalls = results.compactMap { $0.metrics["event-recall"]?.number }
    #expect(recalls.count == 4 && recalls[0] == 0)
    #expect(zip(recalls, recalls.dropFirst()).allSatisfy { $0 < $1 })
    #expect(zip(results, results.dropFirst()).allSatisfy { $0.limit > $1.limit })
    #expect(results[0].limit == 1 && results[0].achievedPerWeek == 0)
    #expect(
      results[0].metrics["time-to-detect"]
        == .undefined(reason: "no labelled window was detected"))
    #expect(results[0].metrics["vus-pr"] == results[3].metrics["vus-pr"])
  }

  @Test("random scores have about the base rate as AUC-PR and no better S than silence or noise")
  func floor() throws {
    let run = try run(12)
    let control = RandomControl(hold: .hours(12), merge: .zero, falseAlarmsPerWeek: 1)
    let result = control(run, seed: 2)
    let base = Double(run.attack.count { $0 }) / Double(run.count)
    #expect(isClose(result.metrics["auc-pr"]?.number, base, within: 0.05))
    let score = try #require(result.metrics["batadal-s"]?.number)
    #expect(score > 0.25 && score < 0.5)
  }

  @Test("the same seed gives the same result, another seed another one")
  func deterministic() throws {
    let run = try run(6)
    let control = RandomControl(hold: .hours(4), merge: .hours(2), falseAlarmsPerWeek: 2, draws: 5)
    #expect(control(run, seed: 9) == control(run, seed: 9))
    #expect(control(run, seed: 9) != control(run, seed: 10))
  }

  @Test("a budget out of reach comes as near as hold and merge allow, and says how near")
  func unreachable() throws {
    let run = try run(6)
    let control = RandomControl(hold: .hours(24), merge: .hours(24), falseAlarmsPerWeek: 500)
    let result = control(run, seed: 4)
    let achieved = try #require(result.achievedPerWeek)
    #expect(achieved > 1 && achieved < 7)
  }

  @Test("a run of nothing but attack has no normal time and no alarms")
  func allAttack() throws {
    let run = try Runs.run(30, windows: [0...29])
    let result = RandomControl(hold: .zero, merge: .zero, falseAlarmsPerWeek: 1)(run, seed: 1)
    #expect(result.achievedPerWeek == nil && result.limit == 1)
  }
}
