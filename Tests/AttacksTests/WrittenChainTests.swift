import Attacks
import Diagnostics
import LinearAlgebra
import Telemetry
import Testing
import Twin

@Suite("Scenarios of several steps")
struct WrittenChainTests {
  let plant = TankPlant()

  private static let text = """
      - name: blind, then flood
        start: 2026-01-03
        seed: 7
        steps:
          - name: flood
            technique: T0855
            trigger: { after-step: blind, from: start, delay: 2h }
            lasts: 4h
            actuator: { S_PU1: { use: override, value: 1 } }
          - name: blind
            technique: T0815
            trigger: { at: 30h }
            lasts: 3h
            historian: { L_T1: { use: drop, probability: 0.5 } }
          - name: lie
            technique: T0856
            trigger: { after-step: flood, delay: 1h }
            lasts: 2h
            controller: { L_T1: { use: offset, by: -0.5 } }
    """

  private func trace(_ text: String = text) throws -> AttackTrace {
    try ScenarioRunner(plant).run(Campaign.scenarios(text)[0])
  }

  @Test("Each step acts in its time, in whatever order they are listed, and labels say which")
  func courses() throws {
    let trace = try trace()
    // At 32 h for 4 h, at 30 h for 3 h, at 37 h for 2 h; half hours.
    #expect(trace.courses.map(\.rows) == [64..<72, 60..<66, 74..<78])
    #expect(trace.rows == 60..<78)
    #expect(trace.firedAt == trace.trace.times[60])
    #expect(
      trace.labels.indices.filter { trace.labels[$0] == 1 } == Array(60..<72) + Array(74..<78))
    #expect(trace.rows(tag: "L_T1", channel: .historian) == 60..<66)
    #expect(trace.rows(tag: "S_PU1", channel: .actuator) == 64..<72)
    for row in 64..<72 { #expect(trace.trace.truth[row, TankPlant.pump] == 1) }
    for row in 60..<66 { #expect(!trace.trace.truth[row, 0].isNaN) }
    #expect((60..<66).contains { trace.trace.historian[$0, 0].isNaN })
    for row in trace.trace.times.indices.dropFirst() {
      let isTrue = trace.trace.controller[row, 0] == trace.trace.truth[row - 1, 0]
      #expect(isTrue == !(74..<78).contains(row))
    }
    let samples = trace.samples
    #expect(samples[65].steps == 0b011 && samples[70].steps == 0b001 && samples[75].steps == 0b100)
    let scenario = trace.scenario
    #expect(scenario.technique == "T0855" && scenario.tags == ["S_PU1", "L_T1"])
    #expect(scenario.title == scenario.chain.map(\.title).joined(separator: ", then "))
    #expect(
      scenario.text.hasPrefix(
        "flood: S_PU1 at the actuator forced to 1; 2 h after step 'blind' starts, for 4 h; blind: ")
    )
  }

  @Test("A scenario of one step in a list gives the bits of the same without")
  func oneStep() throws {
    func text(_ steps: String, indent: Int) -> String {
      let lines = [
        "technique: T0856", "trigger: { at: 30h }", "lasts: 10h",
        "sensor: { P_J1: { use: ramp, rate: 0.2, bound: 1 } }",
        "controller: { L_T1: { use: offset, by: -0.4 } }",
      ]
      let blanks = String(repeating: " ", count: indent)
      return "  - start: 2026-01-03\n    seed: 4\n\(steps)" + lines.joined(separator: "\n" + blanks)
    }
    let listed = try trace(text("    steps:\n      - ", indent: 8))
    let plain = try trace(text("    ", indent: 4))
    #expect(listed.rows == plain.rows && listed.labels == plain.labels)
    #expect(listed.trace.truth.isIdentical(to: plain.trace.truth))
    #expect(listed.trace.controller.isIdentical(to: plain.trace.controller))
    #expect(listed.trace.historian.isIdentical(to: plain.trace.historian))
    #expect(listed.consequence == plain.consequence)
  }

  @Test("A step whose forerunner never fires never fires")
  func neverFired() throws {
    let trace = try trace(
      Self.text.replacing("{ at: 30h }", with: "{ above: 4.6, tag: L_T1 }"))
    #expect(!trace.hasFired && trace.labels.allSatisfy { $0 == 0 })
    #expect(trace.courses.map(\.rows) == [0..<0, 0..<0, 0..<0])
  }

  @Test("Where two steps change one value, the later in the list has the last word")
  func overlap() throws {
    let trace = try trace(
      """
          - start: 2026-01-03
            steps:
              - { name: a, technique: unknown, trigger: { at: 30h }, lasts: 4h, historian: { P_J1: { use: constant, value: 39 } } }
              - { name: b, technique: T0832, trigger: { at: 31h }, lasts: 1h, historian: { P_J1: { use: offset, by: 1 } } }
      """)
    #expect((60..<68).map { trace.trace.historian[$0, 2] } == [39, 39, 40, 40, 39, 39, 39, 39])
  }

  @Test("Its own file replays it bit for bit")
  func replayed() throws {
    let trace = try trace()
    let yaml = try #require(trace.scenario.yaml)
    let again = try Campaign.text("attacks: 0\nlook-alikes: 0\nscenarios:\n\(yaml)")
      .plan(on: AttackSurface(plant), seed: 99).scenarios[0]
    #expect(try TraceTable(ScenarioRunner(plant).run(again)).csv == TraceTable(trace).csv)
  }

  private func found(_ text: String) -> [String] {
    problems { _ = try Campaign.scenarios(text) }.map {
      $0.split(separator: "\n").map { $0.trimmingPrefix("  ") }.joined(separator: " | ")
    }
  }

  private static let act = "technique: unknown, historian: { L_T1: freeze }"

  @Test("Unknown steps, circles, steps that never end and names twice are told at once")
  func refused() {
    #expect(
      found(
        """
            - steps:
                - { name: a, \(Self.act), trigger: { after-step: c } }
                - { name: b, \(Self.act), trigger: { after-step: a }, lasts: 1h }
                - { name: c, \(Self.act), trigger: { after-step: b }, lasts: 1h }
                - { name: d, \(Self.act), trigger: { after-step: x } }
            - steps:
                - { name: a, \(Self.act), trigger: { after-step: a, from: start } }
            - technique: T0815
              steps:
                - { name: a, \(Self.act), trigger: { at: 3h }, seed: 4 }
                - { name: a, \(Self.act), trigger: { at: 3h } }
            - steps: []
        """) == [
          "error: the trigger can never fire: step 'a' lasts to the run's end | at campaign.yaml:7:80, scenarios[0].steps[1].trigger | hint: give it 'lasts', or write 'from: start' here",
          "error: the trigger can never fire: the scenario has no step 'x' | at campaign.yaml:9:80, scenarios[0].steps[3].trigger | hint: did you mean 'a'? known: a, b, c, d",
          "error: the trigger can never fire: steps wait for each other: 'a' for 'c' for 'b' for 'a' | at campaign.yaml:6:80, scenarios[0].steps[0].trigger | hint: let one of them start by itself, like { at: 24h }",
          "error: the trigger can never fire: step 'a' waits for itself | at campaign.yaml:11:80, scenarios[1].steps[0].trigger | hint: let one of them start by itself, like { at: 24h }",
          "error: unknown key 'technique' | at campaign.yaml:12:7, scenarios[2].technique | hint: a scenario with 'steps' has it in each step",
          "error: a step has no 'seed' of its own | at campaign.yaml:14:11, scenarios[2].steps[0] | hint: write it beside 'steps'",
          "error: two steps have the name 'a' | at campaign.yaml:15:11, scenarios[2].steps[1]",
          "error: 'steps' must list 1 to 32 steps, got 0 | at campaign.yaml:16:7, scenarios[3]",
        ])
  }

  @Test("Steps that together come after the run's end are refused with both numbers")
  func tooLate() {
    #expect(
      found(
        """
            - steps:
                - { name: a, \(Self.act), trigger: { at: 90h }, lasts: 5h }
                - { name: b, \(Self.act), trigger: { after-step: a, delay: 3h } }
        """) == [
          "error: the trigger can never fire: 98h is after the run's last row at 5730min | at campaign.yaml:7:80, scenarios[0].steps[1].trigger | hint: write an earlier time, or a longer 'length' of the campaign"
        ])
  }
}
