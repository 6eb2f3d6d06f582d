import Attacks
import Diagnostics
import LinearAlgebra
import Telemetry
import Testing
import Twin

@Suite("Triggers in the loop")
struct TriggerTests {
  let plant = TankPlant()

  private func trace(_ trigger: String, start: String = "2026-01-03", seed: Int = 5) throws
    -> AttackTrace
  {
    try ScenarioRunner(plant).run(
      Campaign.scenarios(
        """
          - technique: T0832
            start: \(start)
            seed: \(seed)
            trigger: \(trigger)
            lasts: 2h
            historian: { P_J1: { use: offset, by: 1 } }
        """)[0])
  }

  // The first row from `row` on before which a rule held of the true row before.
  private func first(from row: Int, in trace: AttackTrace, _ holds: ([Double]) -> Bool) -> Int? {
    let truth = trace.trace.truth
    return (row..<truth.rows).first { row in
      holds(truth.columns == 0 ? [] : (0..<truth.columns).map { truth[row - 1, $0] })
    }
  }

  @Test("A condition over tags and modes fires in the first row before which it held")
  func condition() throws {
    let trace = try trace(
      "{ when: \"L_T1 > 2.5 and (S_PU1 is 0 or P_J1 > 41.5)\", after: 25h }")
    let expected = first(from: 50, in: trace) { $0[0] > 2.5 && ($0[1] == 0 || $0[2] > 41.5) }
    #expect(trace.rows.lowerBound == expected)
    #expect(trace.rows.count == 4)
    #expect(
      trace.scenario.text
        == "P_J1 at the historian moved by 1; "
        + "as soon as L_T1 > 2.5 and (S_PU1 is 0 or P_J1 > 41.5) (from 25 h on), for 2 h")
  }

  @Test("A condition waits for the campaign's lead where it does not say from when on")
  func lead() throws {
    let always = try trace("{ when: \"L_T1 > 1\" }")
    #expect(always.rows.lowerBound == 48, "a day of half hours")
    #expect(try trace("{ probability: 1 }").rows.lowerBound == 48)
    #expect(try trace("{ probability: 1, after: 0h }").rows.lowerBound == 0)
  }

  @Test("A word of a condition is one of the texts that the tag's source has for its values")
  func words() throws {
    var plant = plant
    plant.tags[TankPlant.pump].reading = TagReading(categories: ["stopped", "running"])
    let text = """
      attacks: 0
      look-alikes: 0
      scenarios:
        - technique: unknown
          start: 2026-01-03
          trigger: { when: "not (S_PU1 is running)" }
          historian: { P_J1: freeze }
      """
    let scenario = try Campaign.text(text).plan(on: AttackSurface(plant)).scenarios[0]
    let trace = try ScenarioRunner(plant).run(scenario)
    #expect(trace.rows.lowerBound == first(from: 48, in: trace) { $0[1] == 0 })
    #expect(
      problems {
        _ = try Campaign.text(text.replacing("running)", with: "runing)"))
          .plan(on: AttackSurface(plant))
      } == [
        """
        error: 'S_PU1' has no state 'runing'
          at campaign.yaml:6:14, scenarios[0].trigger
          hint: did you mean 'running'? known: running, stopped
        """
      ])
  }

  @Test("A hazard fires by its own chance: rows are geometric, and the process keeps its bits")
  func hazard() throws {
    var generator = SeededGenerator(seed: 9)
    let trigger = try #require(
      try Campaign.scenarios(
        """
          - technique: unknown
            trigger: { hazard: 0.2, after: 2h }
            historian: { P_J1: freeze }
        """)[0].trigger as? Hazard)
    var rows = 0
    let runs = 4_000
    for _ in 0..<runs {
      var waiting = trigger.begin(SeededGenerator(seed: generator.next()))
      var row = 0
      while !waiting.fires(
        TriggerMoment(elapsed: .hours(0.5) * row, interval: .hours(0.5), truth: []))
      {
        row += 1
      }
      #expect(row >= 4, "nothing before two hours")
      rows += row - 4
    }
    // Failures before the first success at p = 1 − e^−0.1: mean 1/p − 1 = 9.508, deviation 9.995 a run,
    // 0.158 of the mean of 4000; four of these.
    #expect(abs(Double(rows) / Double(runs) - 9.508) < 0.64)

    let early = try trace("{ hazard: 5 }")
    let late = try trace("{ hazard: 0.02 }")
    #expect(early.trace.truth.isIdentical(to: late.trace.truth))
    #expect(early.rows != late.rows)
    #expect(try trace("{ hazard: 5 }").rows == early.rows, "the same seed, the same chance")
    #expect(
      Set(try (1...20).map { try trace("{ hazard: 0.2 }", seed: $0).rows.lowerBound }).count > 5)
  }

  @Test("A logic bomb sleeps until its date, or until a mode changes to a state")
  func dormant() throws {
    let bomb = try trace("{ dormant-until: 2026-01-04T06:10:00Z }")
    // The first row at or after the date.
    #expect(bomb.firedAt == Timestamp(iso8601: "2026-01-04T06:30:00Z"))
    #expect(bomb.scenario.trigger.earliest == .hours(30) + TimeSpan(seconds: 600))
    for state in [0.0, 1] {
      let trace = try trace("{ on-change: S_PU1, to: \(Int(state)), after: 26h }")
      let pump = trace.trace.truth.column(TankPlant.pump)
      let expected = (52..<pump.count).first { row in
        pump[row - 1] == state && pump[row - 2] != state
      }
      #expect(trace.rows.lowerBound == expected)
    }
    let any = try trace("{ on-change: S_PU1 }")
    let pump = any.trace.truth.column(TankPlant.pump)
    let changed = (48..<pump.count).first { row in pump[row - 1] != pump[row - 2] }
    #expect(any.rows.lowerBound == changed)
  }

  @Test("A missing value is neither a change nor fulfils a comparison")
  func missing() throws {
    func fires(_ trigger: String, _ values: [Double]) throws -> [Bool] {
      let trigger = try Campaign.scenarios(
        """
          - technique: unknown
            trigger: \(trigger)
            historian: { P_J1: freeze }
        """)[0].trigger
      var waiting = trigger.begin(SeededGenerator(seed: 1))
      return values.enumerated().map { row, value in
        waiting.fires(
          TriggerMoment(
            elapsed: .hours(0.5) * row, interval: .hours(0.5), truth: [value, value, value, value]))
      }
    }
    let nan = Double.nan
    #expect(
      try fires("{ on-change: S_PU1, after: 0h }", [1, nan, 1, nan, 0, 0])
        == [false, false, false, false, true, false])
    #expect(try fires("{ when: L_T1 < 3 or L_T1 >= 3, after: 0h }", [nan, 2]) == [false, true])
    #expect(try fires("{ above: 3, tag: L_T1, after: 0h }", [nan, 4]) == [false, true])
    #expect(try fires("{ below: 3, tag: L_T1, after: 0h }", [nan, 2]) == [false, true])
  }

  @Test(
    "Every trigger is read back from its own writing",
    arguments: [
      "{ at: 30h }", "{ above: 3.5, tag: \"L_T1\", after: 1d }",
      "{ below: 2.5, tag: \"L_T1\", after: 25h }", "{ when: \"L_T1 < 2.5\", after: 1d }",
      "{ hazard: 0.02, after: 1d }", "{ probability: 0.1, after: 26h }",
      "{ dormant-until: 2026-01-04T06:10:00Z }", "{ on-change: \"S_PU1\", to: 1, after: 1d }",
    ])
  func writing(_ text: String) throws {
    let scenario = try trace(text).scenario
    let yaml = try #require(scenario.yaml)
    #expect(yaml.contains("trigger: \(text)\n"))
    let again = try Campaign.text("attacks: 0\nlook-alikes: 0\nscenarios:\n\(yaml)")
      .plan(on: AttackSurface(plant), seed: 8).scenarios[0]
    #expect(try ScenarioRunner(plant).run(again).rows == trace(text).rows)
  }

  @Test(
    "A technique's row can have drawn what a plant can wait for",
    arguments: [
      ("hazard", 24.0), ("probability", 24), ("dormant-until", 24), ("on-change", 24),
    ])
  func drawn(_ id: String, _ earliest: Double) throws {
    let text = String(decoding: TechniqueFile.bytes, as: UTF8.self)
      .replacing("triggers: [at, above]", with: "triggers: [\(id)]")
      .replacing("triggers: [at, below]", with: "triggers: [\(id)]")
    let problems = Problems()
    let catalog = TechniqueCatalog(try YAMLText.settings(text), problems: problems)
    #expect(problems.all.isEmpty)
    let plan = try Campaign.text("attacks: 60\ntechniques: [T0856]\nlook-alikes: 0").plan(
      for: AttackSurface(plant), techniques: catalog,
      starts: TimeRange(newYear, newYear + .hours(31 * 24)), seed: 1)
    let own = plan.scenarios.filter { type(of: $0.trigger).id == id }
    #expect(own.count >= 10)
    #expect(own.allSatisfy { $0.trigger.earliest >= .hours(earliest) })
    let fired = try own.count { try ScenarioRunner(plant).run($0).hasFired }
    #expect(fired * 2 > own.count)
  }

  @Test("A row with a trigger that cannot be drawn is refused", arguments: ["when", "after-step"])
  func undrawn(_ id: String) throws {
    let text = String(decoding: TechniqueFile.bytes, as: UTF8.self)
    let range = try #require(text.firstRange(of: "triggers: [at, above]"))
    let problems = Problems()
    _ = TechniqueCatalog(
      try YAMLText.settings(text.replacingCharacters(in: range, with: "triggers: [\(id)]")),
      problems: problems)
    #expect(problems.all.map(\.problem) == ["unknown trigger '\(id)'"])
  }
}

extension String {
  fileprivate func replacingCharacters(in range: Range<Index>, with text: String) -> String {
    self[..<range.lowerBound] + text + self[range.upperBound...]
  }
}
