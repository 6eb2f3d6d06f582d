import Attacks
import Diagnostics
import Telemetry
import Testing
import Twin

@Suite("Edits in scenario files")
struct WrittenEditTests {
  private func scenarios(_ program: String, technique: String = "unknown") throws -> [Scenario] {
    try Campaign.text(
      """
      attacks: 0
      look-alikes: 0
      scenarios:
        - technique: \(technique)
          trigger: { at: 30h }
          program: \(program)
      """
    ).plan(on: AttackSurface(ProgrammedPlants.tankPrograms())).scenarios
  }

  private func faults(_ program: String, technique: String = "unknown") -> [String] {
    problems { _ = try scenarios(program, technique: technique) }
  }

  // Without their places.
  private func told(_ program: String) -> [String] {
    faults(program).map { fault in
      fault.split(separator: "\n").filter { !$0.hasPrefix("  at ") }.joined(separator: "\n")
    }
  }

  @Test("each edit is read, says what it does and is written back")
  func reading() throws {
    let scenario = try scenarios(
      """
      { PLC1: { demand: [{ use: parameter-edit, parameter: on, by: -0.2 }, { use: setpoint-edit, to: 3 }, interlock-drop], high: alarm-suppression, mode: { use: mode-hold, mode: auto }, S_PU1: [{ use: parameter-edit, parameter: on-after, factor: 3 }, { use: logic-bomb, when: "L_T1 > 3", to: 1 }] }, PLC2: { tripped: trip-removal, S_PU2: [{ use: comparator-flip, block: two-point }, { use: scan-edit, every: 1h }] } }
      """)[0]
    #expect(
      scenario.edits.items.map(\.edit.text) == [
        "on moved by -0.2", "set point set to 3", "interlocks taken out", "alarm kept quiet",
        "mode held at auto", "on-after times 3", "forced to 1 while L_T1 > 3",
        "safety trips taken out", "comparisons turned round", "task scanned every 1 h",
      ])
    #expect(scenario.tags == ["L_T1", "S_PU1", "S_PU2"])
    #expect(scenario.text.hasPrefix("demand in the logic of PLC1: on moved by -0.2, "))
    #expect(scenario.edits.logic.count == 2)
    #expect(!scenario.isConcealed && scenario.falsifiedTags.isEmpty)
    let yaml = try #require(scenario.yaml)
    #expect(yaml.contains("    \"high\": { use: alarm-suppression }\n"))
    let again = try Campaign.text("attacks: 0\nlook-alikes: 0\nscenarios:\n\(yaml)")
      .plan(on: AttackSurface(ProgrammedPlants.tankPrograms())).scenarios[0]
    #expect(again.yaml == yaml)
  }

  @Test("what does not fit the plant is told with its place and a hint, all at once")
  func refusing() throws {
    #expect(
      faults(
        """
        { PLC7: { P: interlock-drop }, PLC1: { demnd: comparator-flip, high: trip-removal, mode: { use: mode-hold, mode: reset }, demand: { use: parameter-edit, parameter: on, by: 3 } } }
        """) == [
          "error: unknown controller 'PLC7'\n"
            + "  at campaign.yaml:6:24, scenarios[0].program.PLC7.P\n  hint: did you mean 'PLC1'? known: PLC1, PLC2",
          "error: no block of 'PLC1' writes 'demnd'\n"
            + "  at campaign.yaml:6:53, scenarios[0].program.PLC1.demnd\n  hint: did you mean 'demand'? known: S_PU1, demand, high, mode",
          "error: 'high' has no safety trip in 'PLC1'\n"
            + "  at campaign.yaml:6:77, scenarios[0].program.PLC1.high\n  hint: its blocks: limit-alarm",
          "error: 'mode' has no mode 'reset'\n"
            + "  at campaign.yaml:6:97, scenarios[0].program.PLC1.mode\n  hint: did you mean 'rest'? known: auto, rest",
          "error: 'demand' goes on below 5.4 and off above 3.9: between the two it would do both\n"
            + "  at campaign.yaml:6:136, scenarios[0].program.PLC1.demand\n  hint: on-below must be less than off-above",
        ])
    #expect(
      faults("{ PLC1: { S_PU1: { use: parameter-edit, parameter: gian, by: 2 } } }").first?
        .contains("no block of 'S_PU1' in 'PLC1' has 'gian' written") == true)
    #expect(
      faults("{ PLC1: { high: { use: parameter-edit, parameter: delay, to: 5min } } }").first?
        .contains("unknown key 'delay'") == true)
    #expect(
      told("{ PLC1: { S_PU1: { use: logic-bomb, when: \"L_T9 > 3\", to: 1 } } }") == [
        "error: unknown signal 'L_T9' in the program of 'PLC1'\n"
          + "  hint: did you mean 'L_T1'? known: L_T1, S_PU1, demand, high, mode"
      ])
    #expect(
      told("{ PLC1: { demand: { use: constant-edit, value: 3.4, to: 3 } } }") == [
        "error: no condition of 'demand' has the number 3.4\n"
          + "  hint: say which with value:, one of 3.5"
      ])
  }

  @Test("an edit that leaves a value as it is, is refused")
  func nothingChanged() {
    let demand = { (edit: String) in told("{ PLC1: { demand: { use: \(edit) } } }") }
    #expect(
      demand("parameter-edit, parameter: on, to: 2.40") == [
        "error: 'on-below' of 'demand' is 2.4 already\n  hint: write another value"
      ])
    #expect(
      demand("constant-edit, value: 3.5, to: 3.5") == [
        "error: 3.5 of 'demand' is 3.5 already\n  hint: write another value"
      ])
    #expect(
      demand("setpoint-edit, to: 3.15") == [
        "error: the band of 'demand' has its middle at 3.15 already\n  hint: write another value"
      ])
    #expect(
      told("{ PLC1: { S_PU1: { use: parameter-edit, parameter: on-after, by: 0s } } }") == [
        "error: 'by' moves nothing, got 0s"
      ])
  }

  @Test("a slip of a threshold's short name gets it, whatever is done to it")
  func slips() {
    for change in ["to: 2", "by: 0.2"] {
      #expect(
        told(
          "{ PLC1: { demand: { use: parameter-edit, parameter: onn, \(change), block: two-point } } }"
        ) == [
          "error: no block of 'demand' in 'PLC1' has 'onn' written\n"
            + "  hint: did you mean 'on'? known: of, off, off-above, on, on-below, to"
        ])
    }
  }

  @Test("a bomb whose condition nothing within what is usual fulfils is refused, alone")
  func bombs() throws {
    let bomb = { (when: String) in "{ use: logic-bomb, when: \"\(when)\", to: 1 }" }
    let profiles = try ProgrammedPlants.tankPrograms().profiles
    let level = try #require(
      ProgrammedPlants.tankPrograms().tags.firstIndex { $0.id == "L_T1" })
    let (low, high) = (profiles[level].low, profiles[level].high)
    let far = high + (high - low)
    let found = told("{ PLC1: { S_PU1: \(bomb("L_T1 > \(far)")) } }")
    #expect(found.count == 1)
    #expect(
      found.first?.hasPrefix(
        "error: the bomb can never go off: 'L_T1 > \(far)' never holds\n  hint: 'L_T1' ranges from "
      )
        == true)
    #expect(told("{ PLC1: { S_PU1: \(bomb("L_T1 > \(high)")) } }").isEmpty)
    // Memory may have any value, and another edit may bring the level there.
    #expect(told("{ PLC1: { S_PU1: \(bomb("L_T1 > \(far) or high")) } }").isEmpty)
    #expect(
      told("{ PLC1: { S_PU1: \(bomb("L_T1 > \(far)")), demand: interlock-drop } }").isEmpty)
  }

  @Test("what is wrong in the file itself is told before the plant is known")
  func strict() throws {
    #expect(
      faults("{ PLC1: { high: alarm-supression } }").first?.contains(
        "unknown program edit 'alarm-supression'") == true)
    #expect(
      faults("[1]").first?.contains("'program' must be a mapping of controllers to signals") == true
    )
    #expect(
      faults("{ PLC1: { demand: { use: parameter-edit, by: 1, to: 2 } } }").map {
        String($0.split(separator: "\n")[0].split(separator: ": ", maxSplits: 1)[1])
      } == ["'parameter' is missing", "only one of 'to', 'by', 'factor' can hold, got 2"])
    #expect(
      faults("{ PLC1: { high: alarm-suppression } }", technique: "T0836").first?.contains(
        "nothing in the scenario is what T0836 Modify Parameter does") == true)
  }

  @Test("a value is moved no further than its technique's row goes")
  func limit() throws {
    let text = faults(
      "{ PLC1: { demand: { use: setpoint-edit, by: 1.9 } } }", technique: "T0836")
    #expect(text.count == 1)
    #expect(text.first?.contains("T0836 goes up to 0.6") == true)
    #expect(
      try scenarios(
        "{ PLC1: { demand: { use: setpoint-edit, by: -0.5 } } }", technique: "T0836"
      )[0].title == "set point in the controller moved")
  }
}
