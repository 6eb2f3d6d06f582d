import Diagnostics
import Foundation
import Pipeline
import Telemetry
import TestSupport
import Testing

/// Riverbend's hydraulic twin with faults in its files.
@Suite("What is wrong with a twin's files") struct TwinFindingsTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  private static func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(root)/Examples/riverbend/\(name)", encoding: .utf8)
  }

  /// A flow in another unit, a declared level that the network has otherwise, a link's tag that is none.
  private static func plant() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    func write(_ text: String, _ name: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
    }
    let tags = try text("tags.csv")
    let plant = try text("plant.yaml")
    for (text, old) in [
      (tags, "F_PU3,sensor,L/s"), (plant, "on-below: 3.2, off-above: 5.2"),
      (plant, "latency: 400ms"),
    ] { try #require(text.contains(old), "\(old)") }
    try write(tags.replacing("F_PU3,sensor,L/s", with: "F_PU3,sensor,m3/h"), "tags.csv")
    try write(
      plant.replacing("on-below: 3.2, off-above: 5.2", with: "on-below: 3.2, off-above: 4.2")
        .replacing("latency: 400ms", with: "latency: 400ms, tags: [L_T2, L_T9]"), "plant.yaml")
    try write(
      """
      plant: wrong
      output: \(folder.path)
      timezone: UTC
      data: { telemetry: \(root)/datasets/riverbend/2026-01.csv, tags: tags.csv }
      twin:
        plant: plant.yaml
        process: { use: hydraulic, network: \(root)/Examples/riverbend/riverbend.inp, timezone: America/Chicago }
      train: { normal: { from: 2026-01-01, until: 2026-01-20, wait: 0s } }
      evaluate: { from: 2026-01-21 }
      """, "tocsin.yaml")
    return folder
  }

  private static func told(_ body: () throws -> Void) -> [String] {
    do {
      try body()
      return []
    } catch let faults as Faults {
      return faults.all.map { "\($0)" }
    } catch { return ["\(error)"] }
  }

  @Test("is told at once, and before a calibration as by tocsin check")
  func same() throws {
    let folder = try Self.plant()
    Tocsin.prepare()
    func context() throws -> RunContext {
      RunContext(
        configuration: try Configuration.read(folder.file("tocsin.yaml")),
        asOf: Timestamp(iso8601: "2026-01-28T00:00:00Z"), seed: nil, threads: nil,
        listener: SilentListener())
    }
    _ = try PipelineRun(try context(), only: .ingest).execute()
    let checked = Self.told { _ = try ConfigurationCheck(try context()).run() }
    let calibrated = Self.told {
      _ = try PipelineRun(try context(), only: .calibrate).execute()
    }
    #expect(checked == calibrated)
    let file = folder.path + "/"
    let found = checked.map { $0.replacing(file, with: "") }
    try #require(found.count == 3, "\(found.joined(separator: "\n"))")
    #expect(
      found[0].hasPrefix(
        "error: unknown tag 'L_T9'\n  at plant.yaml:49:5, links[0]\n  hint: did you mean 'L_T1'?"),
      "\(found[0])")
    #expect(
      found[1]
        == "error: 'S_PU1' is declared to go on below 3.2 and off above 4.2 of 'L_T2'; the network says 3.2 and 5.2\n  "
        + "at plant.yaml:11:9, controllers[0].drives[1]\n  hint: correct one of the two",
      "\(found[1])")
    #expect(
      found[2].hasPrefix("error: F_PU3 is declared as flow of PU3 in m3/h, which makes ")
        && found[2].contains("; as L/s the numbers make ")
        && found[2].contains("\n  at tags.csv:9\n"),
      "\(found[2])")
  }

  private static func checked(_ folder: TemporaryFolder) throws -> [String] {
    let context = RunContext(
      configuration: try Configuration.read(folder.file("tocsin.yaml")),
      asOf: Timestamp(iso8601: "2026-01-28T00:00:00Z"), seed: nil, threads: nil,
      listener: SilentListener())
    return told { _ = try ConfigurationCheck(context).run() }
      .map { $0.replacing(folder.path + "/", with: "") }
  }

  @Test(
    "readings that are driven, set points and sensors that the network has otherwise, and columns that are not there"
  )
  func drives() throws {
    let folder = try Self.plant()
    func write(_ text: String, _ name: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
    }
    let plant = try Self.text("plant.yaml")
      .replacing("{ actuator: V3, setpoint: 34 }", with: "{ actuator: V3, setpoint: 3400 }")
      .replacing("{ actuator: PU3, sensor: L_T3,", with: "{ actuator: PU3, sensor: F_PU3,")
      .replacing("{ actuator: PU4, sensor: L_T3,", with: "{ actuator: F_PU4, sensor: L_T3,")
      .replacing(
        "{ actuator: PU6, sensor: L_T5, on-below: 2.4, off-above: 3.6 }",
        with: "{ actuator: PU6, setpoint: 3 }"
      )
      .replacing("L_T1", with: "LEVEL_TANK_ONE")
    try write(plant, "plant.yaml")
    try write(
      try Self.text("tags.csv").replacing("L_T1,", with: "LEVEL_TANK_ONE,"), "tags.csv")
    Tocsin.prepare()
    _ = try PipelineRun(
      RunContext(
        configuration: try Configuration.read(folder.file("tocsin.yaml")),
        asOf: Timestamp(iso8601: "2026-01-28T00:00:00Z"), seed: nil, threads: nil,
        listener: SilentListener()), only: .ingest
    ).execute()
    let missing = try Self.checked(folder).joined(separator: "\n")
    #expect(
      missing.contains(
        "'LEVEL_TANK_ONE' is declared, but no telemetry file has such a column\n  at plant.yaml:5:5, controllers[0]\n"
          + "  hint: see tags.csv:2: give it the name of its column"), "\(missing)")
    #expect(
      missing.contains(
        "'F_PU4' is a reading, which nobody drives\n  at plant.yaml:23:9, controllers[2].drives[1]\n  hint: its element's state is S_PU4"
      ),
      "\(missing)")
    try write(
      plant.replacing("LEVEL_TANK_ONE", with: "L_T1").replacing(
        "actuator: F_PU4", with: "actuator: PU4"), "plant.yaml")
    try write(try Self.text("tags.csv"), "tags.csv")
    let found = try Self.checked(folder).joined(separator: "\n")
    for text in [
      "'V3' is declared to hold 3400.0; the network says 34.0\n  at plant.yaml:17:9, controllers[1].drives[0]\n",
      "'S_PU3' is declared to follow 'F_PU3'; the network's controls of PU3 go by T3\n  at plant.yaml:22:9, controllers[2].drives[0]\n",
      "'PU6' is to hold 3.0, and the network's PU6 is a pump, which holds nothing by itself\n  at plant.yaml:30:9, controllers[3].drives[2]\n",
    ] { #expect(found.contains(text), "\(text) in \(found)") }
  }

  @Test(
    "a wrong configuration does not hide what is wrong with the files that it names; nothing is told twice"
  )
  func configuration() throws {
    let folder = try Self.plant()
    func change(_ name: String, _ old: String, _ new: String) throws {
      let path = URL(fileURLWithPath: folder.file(name))
      let text = try String(contentsOf: path, encoding: .utf8)
      try #require(text.contains(old))
      try Data(text.replacing(old, with: new).utf8).write(to: path)
    }
    try change("tags.csv", "L_T1,sensor", "L_T1,sensr")
    try change(
      "plant.yaml", "polls: [{ tag: L_T2, from: PLC2 }]", "polls: [{ tag: L_T2, from: PLC9 }]")
    let alone = try Self.checked(folder)
    #expect(alone.count { $0.contains("unknown role 'sensr'") } == 1, "\(alone)")
    try change("tocsin.yaml", "timezone: UTC", "timezone: Mars/Olympus")
    let told = Self.told { _ = try Configuration.read(folder.file("tocsin.yaml")) }.joined(
      separator: "\n")
    for text in [
      "unknown time zone 'Mars/Olympus'", "unknown role 'sensr'",
      "'PLC1' polls 'L_T2' from 'PLC9', which is no controller",
    ] { #expect(told.contains(text), "\(text) in \(told)") }
  }

  @Test("units that are none of a tag's quantity do not hide others, nor what telemetry shows")
  func units() throws {
    let folder = try Self.plant()
    let path = URL(fileURLWithPath: folder.file("tags.csv"))
    let tags = try String(contentsOf: path, encoding: .utf8)
      .replacing("L_T5,sensor,m,", with: "L_T5,sensor,L/s,")
      .replacing("P_J4,sensor,m,", with: "P_J4,sensor,wobble,")
    try Data(tags.utf8).write(to: path)
    func texts(_ found: [String]) -> String { found.joined(separator: "\n") }
    let before = texts(try Self.checked(folder))
    for text in [
      "tag 'L_T5' at element 'T5' must be in a unit of a height or a pressure, got 'L/s'\n  at tags.csv:6\n",
      "tag 'P_J4': unknown unit 'wobble'\n  at tags.csv:24\n",
    ] { #expect(before.contains(text), "\(text) in \(before)") }
    Tocsin.prepare()
    _ = try PipelineRun(
      RunContext(
        configuration: try Configuration.read(folder.file("tocsin.yaml")),
        asOf: Timestamp(iso8601: "2026-01-28T00:00:00Z"), seed: nil, threads: nil,
        listener: SilentListener()), only: .ingest
    ).execute()
    let after = texts(try Self.checked(folder))
    for text in [
      "tag 'L_T5' at", "tag 'P_J4': unknown", "F_PU3 is declared as flow of PU3 in m3/h",
    ] {
      #expect(after.contains(text), "\(text) in \(after)")
    }
  }

  @Test(
    "a learned process is held against its telemetry by check: levels, sensors, exchanged flows")
  func learned() throws {
    let folder = try TemporaryFolder()
    func write(_ text: String, _ name: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file(name)))
    }
    let plant = try Self.text("plant.yaml")
      .replacing("on-below: 3.2, off-above: 5.2", with: "on-below: 3.2, off-above: 4.2")
    try write(plant, "plant.yaml")
    let tags = try Self.text("tags.csv")
      .replacing("F_PU3,sensor,L/s,0.01,PU3", with: "F_PU3,sensor,L/s,0.01,PU5")
      .replacing("F_PU5,sensor,L/s,0.01,PU5", with: "F_PU5,sensor,L/s,0.01,PU3")
    try write(tags, "tags.csv")
    try write(
      """
      plant: learned
      output: \(folder.path)
      timezone: UTC
      data: { telemetry: \(Self.root)/datasets/riverbend/2026-01.csv, tags: tags.csv }
      twin: { plant: plant.yaml, process: { use: identified } }
      train: { normal: { from: 2026-01-01, until: 2026-01-20, wait: 0s } }
      evaluate: { from: 2026-01-21 }
      """, "tocsin.yaml")
    Tocsin.prepare()
    func context() throws -> RunContext {
      RunContext(
        configuration: try Configuration.read(folder.file("tocsin.yaml")),
        asOf: Timestamp(iso8601: "2026-01-28T00:00:00Z"), seed: nil, threads: nil,
        listener: SilentListener())
    }
    _ = try PipelineRun(try context(), only: .ingest).execute()
    let checked = try Self.checked(folder)
    for text in [
      "'S_PU1' is declared to go on below 3.2 and off above 4.2 of 'L_T2'; telemetry shows 3.2",
      "'F_PU3' stands at PU5, but it flows while 'S_PU3' is on and not while 'S_PU5' is\n  at tags.csv:9\n",
      "'F_PU5' stands at PU3, but it flows while 'S_PU5' is on and not while 'S_PU3' is\n  at tags.csv:11\n",
    ] {
      #expect(
        checked.contains { $0.contains(text) }, "\(text) in \(checked.joined(separator: "\n"))")
    }
    let calibrated = Self.told {
      _ = try PipelineRun(try context(), only: .calibrate).execute()
    }.map { $0.replacing(folder.path + "/", with: "") }
    #expect(calibrated.count == checked.count, "\(calibrated.joined(separator: "\n"))")
  }
}
