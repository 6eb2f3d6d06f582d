import Attacks
import Diagnostics
import Telemetry
import Testing
import Twin

@Suite("Faults of a campaign's file and of the file on the plant, told together")
struct CampaignTogetherTests {
  private let january = TimeRange(newYear, newYear + .hours(31 * 24))

  // A fault in one line each.
  private func lines(_ problems: Problems) -> [String] {
    problems.all.map {
      "\($0)".replacing("error: ", with: "").split(separator: "\n")
        .map { $0.trimmingPrefix("  ") }.joined(separator: " | ")
    }
  }

  private func found(
    _ read: (TechniqueCatalog, Problems) throws -> Campaign, on surface: AttackSurface,
    recorded: TimeRange? = nil
  ) throws -> [String] {
    let problems = Problems()
    let catalog = try TechniqueCatalog.embedded()
    let campaign = try read(catalog, problems)
    #expect(throws: Faults.self) {
      try campaign.plan(
        for: surface, techniques: catalog, starts: january, recorded: recorded, seed: 1,
        problems: problems)
    }
    return lines(problems)
  }

  private func found(
    _ yaml: String, on surface: AttackSurface = AttackSurface(TankPlant()),
    recorded: TimeRange? = nil
  ) throws -> [String] {
    try found(
      { Campaign(try YAMLText.settings(yaml), techniques: $0, problems: $1) }, on: surface,
      recorded: recorded)
  }

  @Test("What is right of a scenario is held against the plant, whatever else of it is wrong")
  func scenarios() throws {
    let found = try found(
      """
      attacks: 0
      look-alikes: 0
      scenarios:
        - technique: T0833
          trigger: { above: 9, tag: L_T1 }
          controller: { L_T2: { use: offset, by: -0.5 } }
          sensor: { P_J1: { use: ofset, by: 1 } }
        - technique: T0856
          trigger: { at: soon }
          controller: { L_T1: { use: offset, by: -7 } }
      """)
    #expect(
      found.map { $0.split(separator: " | hint")[0] } == [
        "technique 'T0833' Modify Control Logic is retired from ATT&CK | at campaign.yaml:4:16, scenarios[0].technique",
        "unknown shape 'ofset' | at campaign.yaml:7:21, scenarios[0].sensor.P_J1",
        "'at' must be a length of time from 0s to 3660d, got 'soon' | at campaign.yaml:9:20, scenarios[1].trigger.at",
        "the trigger can never fire: 'L_T1' is never above 9, it ranges from 1.9 to 4.1 | at campaign.yaml:5:14, scenarios[0].trigger",
        "unknown tag 'L_T2' | at campaign.yaml:6:19, scenarios[0].controller.L_T2",
        "the offset moves 'L_T1' by 3.18 of its usual span of 2.2, T0856 goes up to 1 | at campaign.yaml:10:19, scenarios[1].controller.L_T1",
      ])
  }

  @Test("Steps of a list that has no order are held against the plant one by one")
  func steps() throws {
    let act = "technique: unknown, historian: { L_T9: freeze }"
    let found = try found(
      """
      attacks: 0
      look-alikes: 0
      scenarios:
        - steps:
            - { name: a, \(act), trigger: { after-step: a, from: start } }
            - { name: b, \(act), trigger: { above: 9, tag: L_T1 } }
      """)
    #expect(
      found.map { $0.split(separator: " | ")[0] } == [
        "the trigger can never fire: step 'a' waits for itself", "unknown tag 'L_T9'",
        "the trigger can never fire: 'L_T1' is never above 9, it ranges from 1.9 to 4.1",
        "unknown tag 'L_T9'",
      ])
  }

  @Test("A wrong line of an epanetCPA file hides neither its own names nor the other lines")
  func cyberAttacks() throws {
    let found = try found(
      {
        Campaign(
          cyberAttacks: """
            [CYBERATTACKS]
            Sensor, P_T9, TIME==0, TIME==-1, DoS
            Communication, PLC9-P_T1-PLC1, TIME==10, TIME==30, Do
            Communication, PLC2-P_T2-PLC1, TIME==10, TIME==30, DoS
            Control, CTRL3n, TIME==10, TIME==30, x
            """, file: "town.cpa", techniques: $0, problems: $1)
      }, on: AttackSurface(CyberFile.plant()))
    #expect(
      found.map { $0.split(separator: " | hint")[0] } == [
        "an attack must start after TIME 0, got 'TIME==0' | at town.cpa:2",
        "unknown method 'Do' | at town.cpa:3",
        "the argument needs one number, got 'x' | at town.cpa:5",
        "'P_T9' is neither a tag nor an element with one | at town.cpa:2",
        "unknown controller 'PLC9' | at town.cpa:3",
        "no two-point rule of the twin goes by control 3 of the network | at town.cpa:5",
        "'PLC1' does not read 'L_T2', so no link carries it there | at town.cpa:4",
      ])
  }

  @Test("A start outside of the recorded time is refused, one at its ends is not")
  func starts() throws {
    let text = ["2025-12-31", "2026-01-01", "2026-02-01", "2026-02-02"].map {
      "  - { technique: unknown, start: \($0), trigger: { at: 30h }, historian: { L_T1: freeze } }"
    }
    let problems = try found(
      "attacks: 0\nlook-alikes: 0\nscenarios:\n" + text.joined(separator: "\n"),
      recorded: january)
    func told(_ day: String, _ row: Int) -> String {
      "'start' \(day)T00:00:00Z is outside of the recorded time, from 2026-01-01T00:00:00Z to 2026-02-01T00:00:00Z"
        + " | at campaign.yaml:\(row + 4):34, scenarios[\(row)].start | hint: write a moment within it, or leave 'start' out"
    }
    #expect(problems == [told("2025-12-31", 0), told("2026-02-02", 3)])
  }

  @Test("A campaign whose techniques the plant has nothing for says why of each")
  func nothingApplies() throws {
    #expect(
      try found("attacks: 3\ntechniques: [T0878, T0803]", on: stillSurface) == [
        "none of the campaign's techniques applies to this plant | at campaign.yaml:2:13, techniques | hint: "
          + "T0803 Block Command Message: the plant has too few tags of the kind: actuator that changes; "
          + "T0878 Alarm Suppression: no controller has logic for alarm-suppression; name others, or set 'attacks: 0'"
      ])
    let quiet = try Campaign.text(
      """
      attacks: 0
      look-alikes: 0
      techniques: [T0878]
      scenarios: [{ technique: unknown, trigger: { at: 30h }, historian: { X: freeze } }]
      """
    ).plan(on: stillSurface)
    #expect(quiet.notices.isEmpty, "nothing is drawn, so nothing is left out")
  }

  private let stillSurface = AttackSurface(
    tags: [Tag(id: "X")], interval: .hours(1),
    profiles: [TagProfile(low: 1, high: 2, mean: 1.5, deviation: 0.1)])
}
