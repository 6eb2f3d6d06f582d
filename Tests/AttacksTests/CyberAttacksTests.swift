import Attacks
import Diagnostics
import LinearAlgebra
import Telemetry
import Testing
import Twin

/// Files of epanetCPA on four tanks whose tags have C-Town's elements.
enum CyberFile {
  /// Levels `L_T1`…, pumps `S_PU1`…, pressures `P_J1`… with elements; nobody calls them as epanetCPA does.
  static func plant() -> FarmPlant {
    var plant = FarmPlant()
    for index in plant.tags.indices {
      let name = plant.tags[index].id.drop { $0 != "_" }.dropFirst()
      if index % 4 == 3 { continue }
      plant.tags[index].element = String(name)
      plant.tags[index].quantity = [.level, .status, .pressure][index % 4]
    }
    return plant
  }

  /// The campaign of lines below the heading, the first of them on line 2.
  static func campaign(_ lines: String, file: String = "town.cpa") throws -> Campaign {
    let problems = Problems()
    let campaign = Campaign(
      cyberAttacks: "[CYBERATTACKS]\n\(lines)\n", file: file, techniques: try .embedded(),
      problems: problems)
    try problems.throwIfAny()
    return campaign
  }

  static func scenario(_ lines: String) throws -> Scenario {
    try campaign(lines).plan(on: AttackSurface(plant())).scenarios[0]
  }

  /// The steps in a campaign file's words, a line each, without names.
  static func steps(_ lines: String) throws -> [String] {
    try scenario(lines).chain.map { step in
      var texts: [Substring] = []
      for line in (step.yaml ?? "").split(separator: "\n").dropFirst(3) {
        texts.append(line.drop { $0 == " " })
      }
      return texts.joined(separator: " ")
    }
  }
}

@Suite("Attacks of epanetCPA files")
struct CyberAttacksTests {
  // The form and the names of C-Town's public scenarios.
  private static let town = """
    [CYBERNODES]
    ; Name, Sensors, Actuators
     PLC1, F_PU1 P_J280, PU1 PU2
     PLC2, P_T1,
    [CYBERLINKS]
    PLC2, PLC1, P_T1
    [CYBERATTACKS]
    ; Type,Target,Init_cond,End_cond,Arguments
    ;Control,\tCTRL17n,\tTIME==30,\tTIME==45,\t1

    Communication,\tPLC2-P_T1-PLC1, TIME==10, TIME==30, constant 0.5
    Communication,\tPLC2-P_T1-SCADA, TIME==10, TIME==20, offset -0.5
    Communication,\tPLC2-P_T1-SCADA, TIME==20, TIME==25, offset -1 ; more
    Communication,\tPLC2-P_T1-SCADA, TIME==25, TIME==30, offset -2

    [CYBEROPTIONS]
    verbosity, 1
    """

  private func campaign(_ text: String, file: String = "runs/town.cpa") throws -> Campaign {
    let problems = Problems()
    let campaign = Campaign(
      cyberAttacks: text, file: file, techniques: try .embedded(), problems: problems)
    try problems.throwIfAny()
    return campaign
  }

  @Test("a file is one scenario with a step per line, in the words of a campaign file")
  func steps() throws {
    let campaign = try campaign(Self.town)
    #expect(campaign.attacks == 0 && campaign.lookAlikes == 0 && campaign.injected == 0)
    #expect(campaign.length == .hours(96) && campaign.lead == .hours(10))
    let scenarios = try campaign.plan(on: AttackSurface(CyberFile.plant())).scenarios
    #expect(scenarios.count == 1)
    let yaml = try #require(scenarios[0].yaml)
    #expect(
      yaml.split(separator: "\n").filter { !$0.contains("start:") && !$0.contains("seed:") }
        .joined(separator: "\n") == """
          - name: "town"
            steps:
              - name: "line 11"
                technique: T0856
                trigger: { at: 10h }
                lasts: 20h
                link:
                  "PLC1":
                    "L_T1": { use: constant, value: 0.5 }
              - name: "line 12"
                technique: T0832
                trigger: { at: 10h }
                lasts: 10h
                historian:
                  "L_T1": { use: offset, by: -0.5 }
              - name: "line 13"
                technique: T0832
                trigger: { at: 20h }
                lasts: 5h
                historian:
                  "L_T1": { use: offset, by: -1 }
              - name: "line 14"
                technique: T0832
                trigger: { at: 25h }
                lasts: 5h
                historian:
                  "L_T1": { use: offset, by: -2 }
          """)
    let again = try Campaign.text(
      "attacks: 0\nlook-alikes: 0\nlength: 96h\nlead: 10h\nscenarios:\n\(yaml)")
    #expect(try again.plan(on: AttackSurface(CyberFile.plant())).scenarios[0].yaml == yaml)
  }

  @Test("lines of Windows are lines, and its byte-order mark is nothing")
  func lineEnds() throws {
    let windows =
      "\u{FEFF}"
      + Self.town.split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: "\r\n")
    let surface = AttackSurface(CyberFile.plant())
    #expect(
      try campaign(windows).plan(on: surface).scenarios[0].yaml
        == campaign(Self.town).plan(on: surface).scenarios[0].yaml)
  }

  @Test("the run goes on for two days after the latest time and is untouched for a day at most")
  func length() throws {
    let late = try CyberFile.campaign(
      "Sensor, P_T1, TIME==200, TIME==250, DoS\nSensor, P_T2, TIME==30, TIME==-1, DoS")
    #expect(late.length == .hours(298) && late.lead == .hours(24))
    let waiting = try CyberFile.campaign("Sensor, P_T1, PU1>0, TIME==-1, DoS")
    #expect(waiting.length == .hours(96) && waiting.lead == .hours(24))
  }

  @Test("a file without lines and one without the section are told of")
  func empty() {
    let text =
      "error: the file has no [CYBERATTACKS]\n  at runs/town.cpa\n"
      + "  hint: lines like Communication, PLC2-P_T1-PLC1, TIME==10, TIME==30, constant 0.5 below that heading"
    #expect(problems { _ = try campaign("[CYBERNODES]\nPLC1, P_T1, PU1\n") } == [text])
    #expect(problems { _ = try campaign("[CYBERATTACKS]\n; none\n") } == [text])
  }

  @Test("an imported attack moves the plant through the link alone, as the same in a campaign file")
  func running() throws {
    let plant = CyberFile.plant()
    let runner = ScenarioRunner(plant)
    let scenario = try CyberFile.scenario(
      "Communication, PLC2-P_T1-PLC1, TIME==30, TIME==50, constant 0.5")
    let trace = try runner.run(scenario)
    #expect(trace.rows == 60..<100)
    var open = OpenLine()
    var generator = ScenarioRunner<FarmPlant>.generator(of: scenario)
    let plain = try plant.run(
      from: scenario.start, steps: scenario.steps, tap: &open, generator: &generator)
    let (truth, usual) = (trace.trace.truth, plain.truth)
    for row in 0..<truth.rows {
      for tag in plant.tags.indices {
        // Of another tank nothing moves; the first one's pump never rests and its tank runs over.
        if tag >= 4 || row < 60 { #expect(truth[row, tag] == usual[row, tag]) }
        #expect(trace.trace.historian[row, tag] == truth[row, tag])
        // What all controllers are told is true.
        if row > 0 { #expect(trace.trace.controller[row, tag] == truth[row - 1, tag]) }
      }
      if (60..<100).contains(row) { #expect(truth[row, 1] == 1) }
    }
    #expect(truth[99, 0] > usual[99, 0] + 5)
    let written = try Campaign.text(
      """
      attacks: 0
      look-alikes: 0
      length: 98h
      scenarios:
        - technique: unknown
          start: \(scenario.start)
          seed: \(scenario.seed)
          trigger: { at: 30h }
          lasts: 20h
          link: { PLC1: { L_T1: { use: constant, value: 0.5 } } }
      """
    ).plan(on: AttackSurface(plant)).scenarios[0]
    let same = try runner.run(written)
    #expect(same.trace.truth.isIdentical(to: truth))
    #expect(same.trace.historian.isIdentical(to: trace.trace.historian))
  }
}
