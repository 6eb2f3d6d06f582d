import Attacks
import Diagnostics
import Telemetry
import Testing

@Suite("epanetCPA attacks on a plant")
struct CyberAttackPlacingTests {
  private func step(_ target: String, _ arguments: String, time: String = "TIME==60") throws
    -> String
  {
    try CyberFile.steps("\(target), \(time), TIME==70, \(arguments)")[0]
  }

  private func text(_ technique: String, _ rest: String) -> String {
    "technique: \(technique) trigger: { at: 60h } lasts: 10h \(rest)"
  }

  @Test("a receiver says at which point, a method which shape, both which technique")
  func points() throws {
    let (link, scada) = ("Communication, PLC2-P_T1-PLC1", "Communication, PLC2-P_T1-SCADA")
    #expect(
      try step(link, "DoS") == text("T0804", #"link: "PLC1": "L_T1": { use: freeze }"#))
    #expect(
      try step(link, "offset -0.5")
        == text("T0856", #"link: "PLC1": "L_T1": { use: offset, by: -0.5 }"#))
    #expect(
      try step(link, "offset -5")
        == text("unknown", #"link: "PLC1": "L_T1": { use: offset, by: -5 }"#))
    #expect(
      try step(link, "replay 50 0 7 0")
        == text("T0856", #"link: "PLC1": "L_T1": { use: replay, back: 50h }"#))
    // 0.3/√3, as the standard deviation of what lies evenly within ±0.3.
    #expect(
      try step(scada, "replay 24 0.3 6.5 0")
        == text(
          "T0832",
          #"historian: "L_T1": { use: replay, back: 1d, noise: \#(0.3 / 3.squareRoot()), clip: 1d }"#
        ))
    #expect(
      try step("Sensor, P_J2", "constant 41")
        == text("T0856", #"sensor: "P_J2": { use: constant, value: 41 }"#))
    // What comes from the device itself reaches all who have it from the receiver, as with epanetCPA.
    for device in ["NULL", "PHY"] {
      #expect(
        try step("Communication, \(device)-P_T2-PLC2", "constant 3.5")
          == text("T0856", #"sensor: "L_T2": { use: constant, value: 3.5 }"#))
    }
  }

  @Test("commands are forced or stand still, at the pump's states or a part of its speed")
  func actuators() throws {
    #expect(
      try step("Actuator, PU1", "0.5")
        == text("T0855", #"actuator: "S_PU1": { use: override, value: 0.5 }"#))
    #expect(
      try step("Communication, PLC1-PU1-NULL", "constant 1")
        == text("T0855", #"actuator: "S_PU1": { use: override, value: 1 }"#))
    #expect(
      try step("Communication, PLC1-S_PU1-NULL", "DoS")
        == text("T0803", #"actuator: "S_PU1": { use: freeze }"#))
  }

  @Test("without controllers what is sent to one is told to all")
  func noControllers() throws {
    var plant = CyberFile.plant()
    plant.controllers = []
    let scenario = try CyberFile.campaign(
      "Communication, PLC2-P_T1-PLC1, TIME==10, TIME==30, DoS\n"
        + "Communication, NULL-P_T2-PLC2, TIME==10, TIME==30, DoS"
    ).plan(on: AttackSurface(plant)).scenarios[0]
    #expect(scenario.chain.map { $0.tamperings.map(\.point) } == [[.controller], [.sensor]])
    #expect(scenario.tamperings.map(\.id) == ["L_T1", "L_T2"])
  }

  @Test("what does not fit the plant is told at its line, all at once")
  func refusing() throws {
    let campaign = try CyberFile.campaign(
      """
      Sensor, P_T9, TIME==10, TIME==30, DoS
      Actuator, PU9, TIME==10, TIME==30, 1
      Communication, PLC9-P_T1-PLC1, TIME==10, TIME==30, DoS
      Communication, NULL-P_T1-PLC7, TIME==10, TIME==30, DoS
      Control, CTRL3n, TIME==10, TIME==30, 1
      Sensor, P_T1, X>3, TIME==-1, DoS
      """)
    let tags = CyberFile.plant().tags.map(\.id).sorted().joined(separator: ", ")
    let known = "known: PLC1, PLC2, PLC3, PLC4"
    #expect(
      problems { _ = try campaign.plan(on: AttackSurface(CyberFile.plant())) } == [
        "error: 'P_T9' is neither a tag nor an element with one\n  at town.cpa:2\n"
          + "  hint: known: \(tags)",
        "error: 'PU9' is neither a tag nor an element with one\n  at town.cpa:3\n"
          + "  hint: known: \(tags)",
        "error: unknown controller 'PLC9'\n  at town.cpa:4\n  hint: did you mean 'PLC1'? \(known)",
        "error: unknown controller 'PLC7'\n  at town.cpa:5\n  hint: did you mean 'PLC1'? \(known)",
        "error: no two-point rule of the twin goes by control 3 of the network\n  at town.cpa:6\n"
          + "  hint: none of its rules is the network's",
        "error: 'X' is neither a tag nor an element with one\n  at town.cpa:7\n"
          + "  hint: known: \(tags)",
      ])
    // What holds for written scenarios holds here.
    let other = try CyberFile.campaign(
      "Communication, PLC1-P_T2-PLC1X, TIME==10, TIME==30, DoS\n"
        + "Communication, PLC2-P_T2-PLC1, TIME==10, TIME==30, DoS\n"
        + "Sensor, P_T1, TIME==10, TIME==30, replay 24 0 9 0")
    #expect(
      problems { _ = try other.plan(on: AttackSurface(CyberFile.plant())) } == [
        "error: unknown controller 'PLC1X'\n  at town.cpa:2\n  hint: did you mean 'PLC1'? \(known)",
        "error: 'PLC1' does not read 'L_T2', so no link carries it there\n  at town.cpa:3\n"
          + "  hint: read by PLC2",
        "error: the replay of 'L_T1' goes back 1d, but only 10h of the run lies before its trigger can fire\n"
          + "  at town.cpa:4\n  hint: shorten 'back', or let the trigger fire later",
      ])
  }

  @Test("a control of the network is the threshold of its rule; those of one moment are one step")
  func controls() throws {
    let surface = AttackSurface(try ProgrammedPlants.network())
    func scenario(_ lines: String) throws -> Scenario {
      try CyberFile.campaign(lines).plan(on: surface).scenarios[0]
    }
    // Riverbend opens PU2 below 2.9 m of T2 by its fifth control and closes it above 4.4 m by its sixth.
    let both = try scenario(
      "Control, CTRL5n, TIME==30, TIME==35, 3\nControl, CTRL6n, TIME==30, TIME==35, 3.6")
    #expect(both.chain.count == 1 && both.technique == "T0836")
    #expect(both.edits.items.map(\.controller) == ["PLC3", "PLC3"])
    #expect(both.edits.items.map(\.name) == ["S_PU2", "S_PU2"])
    #expect(both.edits.items.map(\.edit.text) == ["on set to 3", "off set to 3.6"])
    #expect(both.lasts == .hours(5))
    #expect(try scenario("Control, CTRL6n, TIME==30, TIME==-1, 40").technique == "unknown")
    let told = problems { _ = try scenario("Control, CTRL1n, TIME==30, TIME==35, 3") }
    #expect(
      told == [
        "error: no two-point rule of the twin goes by control 1 of the network\n  at town.cpa:2\n"
          + "  hint: known: 5, 6; write program: { PLC1: { demand: { use: parameter-edit, parameter: on, "
          + "to: 3 } } } in a campaign file of YAML"
      ])
    #expect(
      problems {
        _ = try scenario(
          "Control, CTRL5n, TIME==30, TIME==35, 3\nControl, CTRL6n, TIME==40, TIME==45, 3.6")
      } == [
        "error: two steps edit the logic of 'PLC3'\n  at town.cpa:3\n  hint: edit it in one of them"
      ])
  }
}
