import Diagnostics
import Evaluation
import Telemetry
import Testing

@Suite("Point-adjusted F1")
struct PointAdjustmentTests {
  @Test(
    "equals TSB-AD's for given alarms on 200 cases; its best limit is never below TSB-AD's best of 100"
  )
  func reference() throws {
    var equal = 0
    for (number, expected) in try ReferenceCases.file().cases.enumerated() {
      let (labels, scores) = ReferenceCases.make(number)
      let alarms = ReferenceCases.alarms(number, labels: labels)
      // TSB-AD never adjusts the first row, so cases whose attack begins there are left out.
      if let value = expected.pointAdjusted {
        equal += 1
        #expect(
          isClose(PointAdjustment.f1(alarms: alarms, attack: labels), value, within: 1e-12),
          "case \(number)")
      }
      if let best = expected.bestPointAdjusted {
        let own = PointAdjustment.bestF1(scores: scores, attack: labels)
        #expect(own.map { $0 >= best - 1e-12 } == true, "case \(number)")
      }
    }
    #expect(equal >= 150)
  }

  @Test("the best over all limits equals the best of trying each score, 200 seeds")
  func naive() {
    for seed in 0..<200 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let (labels, scores) = Runs.random(&generator, rows: 2...80, events: 5)
      let naive = scores.compactMap { limit in
        PointAdjustment.f1(alarms: scores.map { $0 >= limit }, attack: labels)
      }.max()
      let fast = PointAdjustment.bestF1(scores: scores, attack: labels)
      #expect(
        fast == nil && naive == nil || isClose(fast, naive, within: 1e-12), "seed \(seed)")
    }
  }

  @Test("random scores reach above 0.9 on long attacks, and the value never stands without them")
  func objection() throws {
    var generator = SeededGenerator(seed: 4)
    // Seven attacks of three days in half a year of hours, as in BATADAL.
    let windows = (0..<7).map { 300 + 550 * $0...300 + 550 * $0 + 71 }
    let run = try Runs.run(
      4_177, windows: windows, scores: (0..<4_177).map { _ in generator.uniform() })
    let value = try #require(PointAdjustedF1()(run).number)
    #expect(value > 0.8)
    #expect(Evaluator.evaluate(run).discredited == nil)
    #expect(Evaluator.evaluate(run).metrics["point-adjusted-f1"] == nil)
    let control = RandomControl(hold: .zero, merge: .zero, falseAlarmsPerWeek: 1, draws: 5)
    let judged = Evaluator.evaluate(run, control: (control, 1))
    let beside = try #require(judged.discredited?["point-adjusted-f1"])
    #expect(beside.value.number == value)
    #expect(beside.random.number.map { $0 > 0.8 } == true)
    #expect(beside.objection.hasPrefix("invalid: "))
    #expect(judged.random?.metrics["point-adjusted-f1"] == nil)
    // A control that was computed before does the same and is not repeated.
    let again = Evaluator.evaluate(run, beside: judged.random)
    #expect(again.discredited == judged.discredited && again.random == nil)
  }
}
