import Diagnostics
import Foundation
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Twin

/// Twins of both kinds whose controllers run programs that act all the time, so that whatever is edited shows.
enum ProgrammedPlants {
  /// Fills a tank: a delayed two-point rule, a rest on the way up that ends on the way down, an alarm, and a second
  /// interlock that acts where the rest does not come; all levels above a lowest one.
  private static func filling(_ level: String, _ pump: String, from low: Double) -> String {
    func at(_ metres: Double) -> Double { ((low + metres) * 10).rounded() / 10 }
    return """
      - { use: two-point, of: \(level), on-below: \(at(0)), off-above: \(at(1.5)), to: demand }
      - { use: limit-alarm, of: \(level), above: \(at(0.6)), deadband: 0.2, to: high }
      - { use: operating-mode, to: mode, modes: [auto, rest], changes: [{ to: rest, when: "\(level) > \(at(1))" }, { from: rest, to: auto, when: "\(level) < \(at(0.2))" }] }
      - { use: interlock, when: mode is rest, holds: demand }
      - { use: interlock, when: "\(level) > \(at(1.1)) and high", holds: demand }
      - { use: delay-timer, of: demand, on-after: 30min, to: \(pump) }
      """
  }

  /// A rule, and a trip that acts in every cycle before it.
  private static func tripping(
    _ rule: String, _ level: String, _ pump: String, when: String, reset: String
  ) -> String {
    """
    - { use: two-point, of: \(level), \(rule), to: \(pump) }
    - { use: safety-trip, when: "\(level) \(when)", reset: "\(level) \(reset)", sets: { \(pump): 0 }, to: tripped }
    """
  }

  private static func controller(
    _ id: String, _ program: String, tags: [Tag], reads: [String], drives: [String]
  ) throws -> LoopController {
    func indices(_ ids: [String]) -> [Int] {
      ids.compactMap { id in tags.firstIndex { $0.id == id } }.sorted()
    }
    let problems = Problems()
    let blocks = try YAMLText.settings(program, file: "plant.yaml")
    let task = Settings(
      .mapping([
        .init(
          key: "every", place: Place(), value: Settings(.scalar("10s", quoted: false))),
        .init(key: "program", place: Place(), value: blocks),
      ]))
    let declared = DeclaredProgram(tasks: Settings(.sequence([task])), problems: problems)
    let hears = indices(reads + drives)
    let program = ControlProgram(
      declared, controller: id, tags: tags, hears: hears, drives: indices(drives),
      problems: problems)
    try problems.throwIfAny()
    return LoopController(id: id, reads: hears, drives: indices(drives), program: program)
  }

  /// A twin learned from telemetry whose rules nothing overrides.
  static func ruledTanks() throws -> IdentifiedTwin { try tanks.get() }

  private static let tanks = Result {
    try IdentifiedTwin(
      SimulatedTanks(rows: 3_000, seed: 1).record, ridge: 1e-4, block: .hours(24), margin: 0.15,
      threads: 1)
  }

  /// The same with a program in each of two controllers.
  static func tankPrograms() throws -> IdentifiedTwin { try programmed.get() }

  private static let programmed = Result {
    let twin = try ruledTanks()
    return try twin.with(
      controllers: [
        try controller(
          "PLC1", filling("L_T1", "S_PU1", from: 2.4), tags: twin.tags, reads: ["L_T1"],
          drives: ["S_PU1"]),
        try controller(
          "PLC2",
          tripping(
            "on-above: 3.5, off-below: 1.5", "L_T2", "S_PU2", when: "< 2", reset: "> 3"),
          tags: twin.tags, reads: ["L_T2"], drives: ["S_PU2"]),
      ], rules: [])
  }

  /// Riverbend's network: programs for two of its pumps, the file's controls for another.
  static func network() throws -> HydraulicTwin { try hydraulic.get() }

  private static let hydraulic = Result {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let path = root.appendingPathComponent("Examples/riverbend/riverbend.inp")
    let tags =
      ["T1", "T2", "T3"].map { (name: String) in
        Tag(id: "L_\(name)", unit: "m", resolution: 0.01, element: name)
      }
      + ["PU1", "PU2", "PU3"].map { (name: String) in
        Tag(id: "S_\(name)", role: .status, element: name)
      }
    let rows = 288
    var values = Matrix(rows: rows, columns: tags.count)
    for row in 0..<rows {
      for tag in tags.indices {
        // Levels up and down over what they take, pumps off and on.
        values[row, tag] =
          tag >= 3 ? Double(row / 40 % 2) : 3.2 + 1.2 * sin(Double(row) / 20 + Double(tag))
      }
    }
    let record = ProcessRecord(
      tags: tags, interval: TimeSpan(seconds: 600),
      times: (0..<rows).map { newYear + TimeSpan(seconds: 600) * $0 }, values: values,
      follows: (0..<rows).map { $0 > 0 })
    let twin = try HydraulicTwin(
      network: [UInt8](try Data(contentsOf: path)), file: "riverbend.inp", record: record,
      settings: .init())
    return try twin.with(
      controllers: [
        try controller(
          "PLC1", filling("L_T2", "PU1", from: 3.2), tags: tags, reads: ["L_T2"], drives: ["S_PU1"]),
        try controller(
          "PLC2",
          tripping(
            "on-below: 2.6, off-above: 4.6", "L_T3", "PU3", when: "> 4", reset: "< 3"),
          tags: tags, reads: ["L_T3"], drives: ["S_PU3"]),
        LoopController(id: "PLC3", reads: [1, 4], drives: [4]),
      ], rules: [])
  }
}
