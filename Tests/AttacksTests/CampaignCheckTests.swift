import Attacks
import Diagnostics
import Telemetry
import Testing
import Twin

@Suite("Campaigns held against what is declared of a plant")
struct CampaignCheckTests {
  // Levels and pumps of two tanks, a program for the first pump; what rules the second pump is not known.
  private static func surface(controllers: Bool = true) throws -> AttackSurface {
    let twin = try ProgrammedPlants.network()
    return AttackSurface(
      declared: twin.tags, interval: .hours(1), controllers: controllers ? twin.controllers : nil)
  }

  private func found(
    _ items: String, on surface: AttackSurface? = nil, recorded: TimeRange? = nil
  ) throws -> [String] {
    let problems = Problems()
    let campaign = try Campaign.text("attacks: 0\nlook-alikes: 0\nscenarios:\n\(items)")
    campaign.check(on: try surface ?? Self.surface(), recorded: recorded, problems: problems)
    return problems.all.map {
      "\($0)".replacing("error: ", with: "").split(separator: "\n")
        .map { $0.trimmingPrefix("  ") }.joined(separator: " | ")
    }
  }

  @Test("Names of tags, controllers, links and logic are held against what is declared, at once")
  func names() throws {
    let tags = "known: L_T1, L_T2, L_T3, S_PU1, S_PU2, S_PU3"
    let found = try found(
      """
        - technique: unknown
          trigger: { above: 9, tag: L_T9 }
          sensor: { L_T8: freeze }
          historian: { L_T1: { use: swap, with: L_T7 } }
          link: { PLC9: { L_T1: freeze }, PLC2: { L_T2: freeze } }
        - technique: unknown
          trigger: { at: 30h }
          historian: { L_T1: { use: delay, by: 10min } }
          program: { PLC1: { high: trip-removal, S_PU3: comparator-flip }, PLC7: { P: interlock-drop } }
      """)
    #expect(
      found == [
        "unknown tag 'L_T9' | at campaign.yaml:5:14, scenarios[0].trigger | hint: did you mean 'L_T1'? \(tags)",
        "unknown tag 'L_T8' | at campaign.yaml:6:15, scenarios[0].sensor.L_T8 | hint: did you mean 'L_T1'? \(tags)",
        "unknown tag 'L_T7' | at campaign.yaml:7:18, scenarios[0].historian.L_T1 | hint: did you mean 'L_T1'? \(tags)",
        "unknown controller 'PLC9' | at campaign.yaml:8:21, scenarios[0].link.PLC9.L_T1 | hint: did you mean 'PLC1'? known: PLC1, PLC2, PLC3",
        "'PLC2' does not read 'L_T2', so no link carries it there | at campaign.yaml:8:45, scenarios[0].link.PLC2.L_T2 | hint: read by PLC1, PLC3",
        "'by' must be at least one row of 1h, got 10min | at campaign.yaml:11:18, scenarios[1].historian.L_T1 | hint: a shorter time falls between the rows",
        "'high' has no safety trip in 'PLC1' | at campaign.yaml:12:24, scenarios[1].program.PLC1.high | hint: its blocks: limit-alarm",
        "no block of 'PLC1' writes 'S_PU3' | at campaign.yaml:12:44, scenarios[1].program.PLC1.S_PU3 | hint: did you mean 'S_PU1'? known: PU1, S_PU1, demand, high, mode",
        "unknown controller 'PLC7' | at campaign.yaml:12:78, scenarios[1].program.PLC7.P | hint: did you mean 'PLC1'? known: PLC1, PLC2, PLC3, rules",
      ])
  }

  @Test("What only the calibrated twin tells is left to it")
  func unknown() throws {
    #expect(
      try found(
        """
          - technique: T0856
            trigger: { above: 900, tag: L_T1 }
            controller: { L_T1: { use: offset, by: -70 } }
          - { technique: T0855, trigger: { on-change: L_T1 }, actuator: { S_PU1: { use: override, value: 7 } } }
          - { technique: unknown, trigger: { when: S_PU1 is running }, program: { PLC3: { PU2: comparator-flip } } }
          - { technique: unknown, trigger: { dormant-until: 2031-01-01 }, program: { rules: { S_PU3: comparator-flip } } }
        """
      ).isEmpty)
    // Where plant.yaml is wrong, that is told, and nothing of the controllers that it does not tell.
    #expect(
      try found(
        """
          - technique: unknown
            trigger: { at: 30h }
            link: { PLC9: { L_T1: freeze } }
            program: { PLC9: { X: comparator-flip } }
        """, on: Self.surface(controllers: false)
      ).isEmpty)
  }

  @Test("Without controllers there is no link, and rules stand under their own name")
  func noControllers() throws {
    let bare = AttackSurface(
      declared: [Tag(id: "L_T1"), Tag(id: "F", quantity: .flow)], interval: nil, controllers: [])
    let found = try found(
      """
        - technique: unknown
          trigger: { at: 1ns }
          link: { PLC1: { L_T1: freeze } }
          actuator: { F: freeze, L_T1: freeze }
          program: { PLC1: { L_T1: comparator-flip }, rules: { L_T1: comparator-flip, L_T2: comparator-flip } }
      """, on: bare)
    #expect(
      found.map { $0.replacing(/\ \| at [^|]+\|/, with: " |") } == [
        "'F' is no actuator that the twin can drive | hint: known: L_T1",
        "unknown controller 'PLC1' | hint: the twin has none: name plant.yaml in twin: plant",
        "unknown controller 'PLC1' | hint: known: rules",
        "no block of 'rules' writes 'L_T2' | hint: did you mean 'L_T1'? known: L_T1",
      ])
  }

  @Test("A condition that contradicts itself, an unrecorded start and targets are told too")
  func others() throws {
    let problems = Problems()
    let campaign = try Campaign.text(
      """
      attacks: 0
      look-alikes: 0
      matrix: { targets: [L_T1, L_T9] }
      scenarios:
        - { technique: unknown, start: 2031-01-01, trigger: { when: L_T1 < 2 and L_T1 > 3 }, sensor: { L_T1: freeze } }
      """)
    campaign.check(
      on: try Self.surface(), recorded: TimeRange(newYear, newYear + .hours(24)),
      problems: problems)
    #expect(
      problems.all.map(\.problem) == [
        "'start' 2031-01-01T00:00:00Z is outside of the recorded time, from 2026-01-01T00:00:00Z to 2026-01-02T00:00:00Z",
        "the trigger can never fire: 'L_T1 < 2 and L_T1 > 3' never holds", "unknown tag 'L_T9'",
      ])
    #expect(problems.all[1].hint == "'L_T1' may have any value")
  }
}
