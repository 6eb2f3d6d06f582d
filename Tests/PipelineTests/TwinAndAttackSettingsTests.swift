import Detection
import Diagnostics
import Foundation
import Pipeline
import Telemetry
import TestSupport
import Testing

/// The problems of a text as `tocsin.yaml`, as they are printed, the folder's path taken out.
func configurationProblems(_ text: String) throws -> String {
  let folder = try TemporaryFolder()
  try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file("tocsin.yaml")))
  do {
    _ = try Configuration.read(folder.file("tocsin.yaml"))
    return ""
  } catch {
    return "\(error)".replacingOccurrences(of: folder.path + "/", with: "")
  }
}

extension TinyPlant {
  /// What `tocsin check` says, or its problems, the folder's path taken out.
  func checked() throws -> String {
    let text: String
    do {
      text = try ConfigurationCheck(
        RunContext(
          configuration: try Configuration.read(folder.file("tocsin.yaml")), asOf: nil, seed: nil,
          threads: 1, listener: SilentListener())
      ).run()
    } catch {
      text = "\(error)"
    }
    return text.replacingOccurrences(of: folder.path + "/", with: "")
  }
}

@Suite("Settings of twin and attacks")
struct TwinAndAttackSettingsTests {
  private static let plant = "plant: p\ndata: { telemetry: a.csv }\n"

  @Test("attacks need a twin to happen in")
  func attacksAlone() throws {
    let found = try configurationProblems(Self.plant + "attacks: { scenarios: 5 }\n")
    #expect(
      found == """
        error: 'attacks' needs a 'twin' to happen in
          at tocsin.yaml:3:10, attacks
          hint: twin: { process: { use: identified } }
        """)
  }

  @Test("a twin needs telemetry to be identified from, also where histories make do without")
  func twinWithoutTelemetry() throws {
    let text = """
      plant: p
      twin: { process: identified }
      train: { prognosers: [{ histories: h.csv, ends: failed }] }
      """
    let found = try configurationProblems(text)
    #expect(
      found == """
        error: 'twin' needs telemetry to be identified from: 'data.telemetry' is missing
          at tocsin.yaml:2:7, twin
          hint: data: { telemetry: exports/*.csv }
        """)
  }

  @Test("an unknown kind of twin is told once, with the nearest name; the attacks are not blamed")
  func unknownProcess() throws {
    let found = try configurationProblems(
      Self.plant + "twin: { process: { use: identifed } }\nattacks: { scenarios: 5 }\n")
    #expect(
      found == """
        error: unknown process 'identifed'
          at tocsin.yaml:3:18, twin.process
          hint: did you mean 'identified'? known: hydraulic, identified
        """)
  }

  @Test("a twin without a kind of process says what to write")
  func noProcess() throws {
    let found = try configurationProblems(Self.plant + "twin: { leave-out: [P_*] }\n")
    #expect(
      found == """
        error: 'process' is missing: which kind of twin?
          at tocsin.yaml:3:7, twin
          hint: process: { use: identified }
        """)
  }

  @Test("unknown keys and numbers out of range are told at once, each with its place")
  func keysAndRanges() throws {
    let text =
      Self.plant + """
        twin:
          process: { use: identified, rigde: 1 }
          leaveout: [P_J1]
        attacks:
          campain: default
          scenarios: 0
          look-alikes: 100001
        """
    let found = try configurationProblems(text)
    #expect(
      found == """
        error: unknown key 'rigde'
          at tocsin.yaml:4:31, twin.process.rigde
          hint: did you mean 'ridge'? known: block, inputs, margin, name, ridge, use
        error: unknown key 'leaveout'
          at tocsin.yaml:5:3, twin.leaveout
          hint: did you mean 'leave-out'? known: follow, leave-out, plant, process
        error: 'scenarios' must be a whole number from 1 to 100000, got '0'
          at tocsin.yaml:8:14, attacks.scenarios
        error: 'look-alikes' must be a whole number from 0 to 100000, got '100001'
          at tocsin.yaml:9:16, attacks.look-alikes
        error: unknown key 'campain'
          at tocsin.yaml:7:3, attacks.campain
          hint: did you mean 'campaign'? known: campaign, injected, look-alikes, scenarios, starts
        5 problems
        """)
  }

  @Test("neither telemetry nor histories: the telemetry is missing")
  func nothing() throws {
    let found = try configurationProblems("plant: p\ntrain: { blocks: 5 }\n")
    #expect(
      found == """
        error: 'telemetry' is missing: which CSV files?
          at tocsin.yaml:1:1, data
          hint: telemetry: exports/*.csv
        """)
  }

  @Test("check tells every problem of a campaign's file that needs no plant, with line and column")
  func campaignProblems() throws {
    let plant = try TinyPlant(rows: 0..<8)
    try plant.configure(
      "train:",
      "twin: { process: identified }\nattacks: { campaign: attacks.yaml, scenarios: 3 }\ntrain:")
    let missing = try plant.checked()
    #expect(
      missing == """
        error: the campaign's file does not exist
          at attacks.yaml
          hint: write it, or leave 'campaign' out for the default one
        """)
    try plant.write(
      """
      lengthh: 3d
      techniques: [T0856, T0865]
      scenarios:
        - technique: T0856
          trigger: { at: 9000h }
          historian: { L_T1: { use: drop, probability: 1.5 } }
      """, to: "attacks.yaml")
    let found = try plant.checked()
    #expect(
      found == """
        error: technique 'T0865' Spearphishing Attachment is not one that a twin can rehearse: it has no row
          at attacks.yaml:2:21, techniques[1]
          hint: rows of the tactic Initial Access: T0848, T0860, T0862; or write unknown for what no \
        row does
        error: the trigger can never fire: 375d is not before the run's end at 4d
          at attacks.yaml:5:14, scenarios[0].trigger
          hint: write an earlier time, or a longer 'length' of the campaign
        error: 'probability' must be a number from 0.0 to 1.0, got 1.5
          at attacks.yaml:6:50, scenarios[0].historian.L_T1.probability
        error: unknown key 'lengthh'
          at attacks.yaml:1:1, lengthh
          hint: did you mean 'length'? known: attacks, draws, injected, lead, length, look-alikes, \
        matrix, scenarios, starts, techniques
        4 problems
        """)
    try plant.write(
      "scenarios: [{ technique: T0803, trigger: { at: 30h }, actuator: { S_P1: freeze } }]\n",
      to: "attacks.yaml")
    #expect(try plant.checked() == "tocsin.yaml: 1 telemetry file, 2 events, no problem found")
  }

  @Test("check reads the attacks of an epanetCPA file where a campaign's file ends so")
  func cyberAttacks() throws {
    let plant = try TinyPlant(rows: 0..<8)
    try plant.configure(
      "train:", "twin: { process: identified }\nattacks: { campaign: town.CPA }\ntrain:")
    try plant.write(
      "[CYBERATTACKS]\nSensor, P_T1, TIME==0, TIME==-1, DoS\nSensor, P_T1, TIME==9, TIME==-1, Do\n",
      to: "town.CPA")
    #expect(
      try plant.checked() == """
        error: an attack must start after TIME 0, got 'TIME==0'
          at town.CPA:2
          hint: nothing untouched would lie before it: write TIME==24 for a day
        error: unknown method 'Do'
          at town.CPA:3
          hint: did you mean 'DoS'? known: DoS, constant, offset, replay
        2 problems
        """)
    try plant.write("[CYBERATTACKS]\nSensor, P_T1, TIME==9, TIME==-1, DoS\n", to: "town.CPA")
    #expect(try plant.checked() == "tocsin.yaml: 1 telemetry file, 2 events, no problem found")
  }

  @Test(
    "the configurations of the bundled examples, resolved, read back to the same",
    arguments: ["riverbend", "batadal", "cmapss"])
  func examples(_ name: String) throws {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    let first = try Configuration.read("\(root.path)/Examples/\(name)/tocsin.yaml")
    let resolved = ResolvedConfiguration(configuration: first, seed: first.seed).text
    let folder = try TemporaryFolder()
    try Data(resolved.utf8).write(to: URL(fileURLWithPath: folder.file("tocsin.yaml")))
    let second = try Configuration.read(folder.file("tocsin.yaml"))
    #expect(ResolvedConfiguration(configuration: second, seed: second.seed).text == resolved)
    #expect((second.twin == nil) == (name == "cmapss"))
    #expect(second.attacks?.scenarios == first.attacks?.scenarios)
    #expect(second.attacks?.lookAlikes == first.attacks?.lookAlikes)
    #expect(second.attacks?.campaign == first.attacks?.campaign)
    #expect(second.train.prognosers.map(\.name) == first.train.prognosers.map(\.name))
    #expect(second.train.chains.map(\.name) == first.train.chains.map(\.name))
    #expect(second.train.suites.map(\.chains) == first.train.suites.map(\.chains))
  }
}
