import Attacks
import Diagnostics
import LinearAlgebra
import Telemetry
import Testing
import Twin

@Suite("Labels of every row")
struct SampleLabelTests {
  let plant = TankPlant()

  private func trace(_ text: String) throws -> AttackTrace {
    try ScenarioRunner(plant).run(Campaign.scenarios(text)[0])
  }

  @Test("A flood acts, then recovers to the last row that shows anything of it")
  func phases() throws {
    let trace = try trace(
      """
          - technique: T0855
            start: 2026-01-03
            trigger: { at: 30h }
            lasts: 12h
            actuator: { S_PU1: { use: override, value: 1 } }
      """)
    let samples = trace.samples
    #expect(samples[..<60].allSatisfy { $0.phase == .normal && $0.effects == [] })
    #expect(samples[60..<84].allSatisfy { $0.phase == .acting && $0.steps == 1 })
    // 0.7 in and at most 0.42 out for 24 rows: far above 4.1 and 5 % of 2.2 beside it.
    let usual = 4.1 + 0.05 * 2.2
    let level = trace.trace.truth.column(0)
    var (open, generator) = (OpenLine(), ScenarioRunner<TankPlant>.generator(of: trace.scenario))
    let untouched = try plant.run(
      from: trace.scenario.start, steps: 192, tap: &open, generator: &generator
    ).truth.column(0)
    #expect(level[84] > usual)
    let back = try #require(
      (84..<192).first { level[$0] <= usual || abs(level[$0] - untouched[$0]) < 0.11 })
    #expect(back > 90)
    // What the flood did to the pump's switching may show later: recovery lasts to the last of it.
    let last = try #require(samples.indices.last { samples[$0].effects != [] })
    #expect(last >= back - 1)
    #expect(samples[84...last].allSatisfy { $0.phase == .recovering && $0.steps == 0 })
    #expect(samples[(last + 1)...].allSatisfy { $0.phase == .normal })
    for row in 60..<192 {
      let isLost = level[row] > usual && untouched[row] <= usual
      #expect(samples[row].effects.contains(.overflow) == isLost)
      // Where the untouched run lacks water the tank runs over, and yet the hour is lost there too.
      let isUsual = untouched[row] >= 1.9 - 0.05 * 2.2
      if isLost, isUsual { #expect(samples[row].effects.contains(.hoursLost)) }
    }
  }

  @Test("A bomb that waits while another step acts and recovers is dormant until it goes off")
  func dormantStep() throws {
    let trace = try trace(
      """
          - name: two
            start: 2026-01-03
            steps:
              - name: view
                technique: T0832
                trigger: { at: 30h }
                lasts: 2h
                historian: { P_J1: { use: offset, by: 1 } }
              - name: bomb
                technique: T0832
                trigger: { dormant-until: 2026-01-05T12:00:00Z }
                lasts: 2h
                historian: { P_J1: { use: offset, by: -1 } }
      """)
    let phases = trace.samples.map(\.phase)
    #expect(phases[..<60].allSatisfy { $0 == .dormant })
    #expect(phases[60..<64].allSatisfy { $0 == .acting })
    #expect(phases[64..<120].allSatisfy { $0 == .dormant })
    #expect(phases[120..<124].allSatisfy { $0 == .acting })
    #expect(phases[124...].allSatisfy { $0 == .normal })
  }

  @Test("Rows before a logic bomb's trigger are dormant, all of them where it never goes off")
  func dormant() throws {
    let text = """
          - technique: T0832
            start: 2026-01-03
            trigger: { dormant-until: 2026-01-04T06:00:00Z }
            lasts: 2h
            historian: { P_J1: { use: offset, by: 1 } }
      """
    let samples = try trace(text).samples
    #expect(samples[..<60].allSatisfy { $0.phase == .dormant && $0.steps == 0 })
    #expect(samples[60..<64].allSatisfy { $0.phase == .acting })
    #expect(samples[64...].allSatisfy { $0.phase == .normal })
    let never = try trace(
      text.replacing(
        "dormant-until: 2026-01-04T06:00:00Z", with: "on-change: S_PU1, to: 0, after: 95.5h"))
    if !never.hasFired { #expect(never.samples.allSatisfy { $0.phase == .dormant }) }
    let plain = try trace(
      text.replacing("dormant-until: 2026-01-04T06:00:00Z", with: "at: 30h"))
    #expect(plain.samples[..<60].allSatisfy { $0.phase == .normal })
  }

  @Test("A look-alike has normal rows alone, whatever it does to the process")
  func lookAlikes() throws {
    var campaign = Campaign.default
    campaign.attacks = 0
    campaign.lookAlikes = 15
    for scenario in try campaign.plan(on: AttackSurface(plant)).scenarios {
      let trace = try ScenarioRunner(plant).run(scenario)
      #expect(trace.samples.allSatisfy { $0.phase == .normal && $0.steps == 0 })
    }
  }

  @Test("Numbers of the store are read back; what is none of them is nothing")
  func numbers() {
    for steps in [UInt32(0), 5, .max] {
      for phase in AttackPhase.allCases {
        for effects in [ProcessEffects(rawValue: 0), ProcessEffects(rawValue: 0b101101)] {
          let label = SampleLabel(steps: steps, phase: phase, effects: effects)
          #expect(SampleLabel(numbers: label.numbers) == label)
        }
      }
    }
    let nothing = SampleLabel(steps: 0, phase: .normal, effects: [])
    for odd in [[], [.nan, .nan, .nan], [-1, 9, 256], [1e300, -1e300, 0.5]] as [[Double]] {
      #expect(SampleLabel(numbers: odd) == nothing)
    }
  }

  @Test("Words of several steps stand side by side, each once")
  func words() {
    let text = SampleText(
      scenario: "s",
      steps: [
        .init(name: "a", technique: "T0855", targets: ["S_PU1"]),
        .init(name: "b", technique: "T0815", targets: ["L_T1", "P_J1"]),
        .init(name: "c", technique: "T0815", targets: ["L_T1"]),
      ])
    #expect(
      text.cells(
        SampleLabel(steps: 0b111, phase: .acting, effects: ProcessEffects(rawValue: 0b110001)))
        == ["T0855;T0815", "s", "a;b;c", "S_PU1;L_T1;P_J1", "acting", "overflow;wear;hours-lost"])
    #expect(
      text.cells(SampleLabel(steps: 0, phase: .recovering, effects: []))
        == ["", "s", "", "", "recovering", ""])
  }
}
