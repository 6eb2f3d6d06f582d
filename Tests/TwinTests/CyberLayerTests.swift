import Diagnostics
import Foundation
import Hydraulics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("The cyber layer of an epanetCPA file") struct CyberLayerTests {
  private static let tags = [
    Tag(id: "L_T1", unit: "m", element: "T1"), Tag(id: "F_PU1", unit: "L/s", element: "PU1"),
    Tag(id: "S_PU1", role: .status, element: "PU1"),
  ]

  private func problems(_ text: String) -> String {
    do {
      _ = try PlantDescription(cyberLayer: text, file: "x.cpa").controllers(for: Self.tags)
      return "none"
    } catch { return error.all.map { "\($0)" }.joined(separator: "\n") }
  }

  @Test("is read with the line ends and the byte-order mark of Windows too")
  func lineEnds() throws {
    let text = "\u{FEFF}[CYBERNODES]\r\nPLC1, P_T1 F_PU1, PU1 ; a tank\r\n"
    let plant = try PlantDescription(cyberLayer: text, file: "x.cpa")
    #expect(plant.controllers.map(\.id) == ["PLC1"])
    #expect(plant.controllers[0].reads == ["P_T1", "F_PU1"])
  }

  @Test("becomes controllers, what they poll, and the way to the historian")
  func read() throws {
    let text = """
      [CYBERNODES]
      ; Name, Sensors, Actuators
       PLC1,  F_PU1,  PU1
       PLC2, P_T1,    ; a tank
      [CYBERLINKS]
      PLC2, PLC1, P_T1
      PLC2, SCADA, P_T1
      PLC1, SCADA, F_PU1
      [CYBEROPTIONS]
      verbosity, 1
      """
    let plant = try PlantDescription(cyberLayer: text, file: "x.cpa")
    #expect(
      try plant.controllers(for: Self.tags) == [
        LoopController(id: "PLC1", reads: [0, 1, 2], drives: [2]),
        LoopController(id: "PLC2", reads: [0], drives: []),
      ])
    #expect(plant.network.links.map(\.to) == ["PLC1", "SCADA", "SCADA"])
  }

  @Test("with faults names all of them with their lines")
  func faults() {
    let found = problems(
      """
      [CYBERNODES]
      PLC1, F_PU1, PU1
      PLC2, P_T1
      PLC3, P_T1,
      PLC3, P_T9,
      [CYBERLINKS]
      PLC4, PLC1, P_T1
      PLC3, SCADA, P_T1
      """)
    for text in [
      "2 fields instead of 3\n  at x.cpa:3",
      "host 'PLC3' stands on line 4 already\n  at x.cpa:5",
      "unknown host 'PLC4'\n  at x.cpa:7\n  hint: did you mean 'PLC1'? known: PLC1, PLC3, SCADA",
    ] { #expect(found.contains(text), "\(found)") }
  }

  @Test("without a way to the historian names the tag")
  func noWay() {
    let found = problems(
      """
      [CYBERNODES]
      PLC1, F_PU1 P_T1, PU1
      [CYBERLINKS]
      PLC1, SCADA, F_PU1
      """)
    #expect(
      found.contains("tag 'L_T1' has no way from 'PLC1' to a historian (SCADA)"), "\(found)")
  }

  @Test("without a way for states tells so in a notice: the format sends none")
  func states() throws {
    func notices(_ links: String) throws -> [String] {
      let plant = try PlantDescription(
        cyberLayer: """
          [CYBERNODES]
          PLC1, F_PU1 P_T1, PU1
          [CYBERLINKS]
          \(links)
          """, file: "x.cpa")
      let tags = Self.tags + [Tag(id: "S_PU9", role: .status, element: "PU9")]
      _ = try plant.controllers(for: tags)
      return plant.notices(for: tags).map(\.description)
    }
    #expect(
      try notices("PLC1, SCADA, F_PU1 P_T1") == [
        "warning: no link sends 'S_PU1', 'S_PU9' to SCADA: the historian has them at once, whatever links do (x.cpa)"
      ])
    #expect(
      try notices("PLC1, SCADA, F_PU1 P_T1 S_PU1") == [
        "warning: no link sends 'S_PU9' to SCADA: the historian has it at once, whatever links do (x.cpa)"
      ])
  }

  @Test(
    "of C-Town fits its network: every control runs in the controller that drives its link",
    .enabled(if: Datasets.folder != nil, "TOCSIN_DATASETS is not set"))
  func ctown() throws {
    let file = Datasets.path("epanet/scenarios/ctown/no_attacks.cpa")
    let plant = try PlantDescription(
      cyberLayer: try String(contentsOfFile: file, encoding: .utf8), file: file)
    let network = try Network(inp: Datasets.path("batadal/CTOWN.INP"))
    let record = try RecordedPlants.batadal()
    let tags = record.tags.map { tag in
      var tag = tag
      let name = String(tag.id.dropFirst(2))
      tag.element =
        network.link(name) == nil && network.node(name) == nil ? name.lowercased() : name
      tag.unit = tag.id.hasPrefix("F") ? "L/s" : tag.id.hasPrefix("S") ? nil : "m"
      return tag
    }
    let controllers = try plant.controllers(for: tags)
    #expect(controllers.map(\.id) == (1...9).map { "PLC\($0)" })
    let reader = try #require(controllers.first { $0.id == "PLC5" })
    #expect(reader.reads.map { tags[$0].id }.contains("L_T7"))
    let twin = try HydraulicTwin(
      network: [UInt8](
        try Data(contentsOf: URL(fileURLWithPath: Datasets.path("batadal/CTOWN.INP")))),
      file: "CTOWN.INP",
      record: ProcessRecordSlice.first(1_000, of: record, tags: tags), settings: .init())
    let placed = try twin.with(controllers: controllers, rules: [])
    // A control that no controller drives would be told what all are told.
    let driven = Set(controllers.flatMap(\.drives).map { twin.points[$0].element })
    #expect(network.controls.allSatisfy { driven.contains($0.link) })
    #expect(placed.controllers == controllers)
  }
}

private enum ProcessRecordSlice {
  static func first(_ rows: Int, of record: ProcessRecord, tags: [Tag]) -> ProcessRecord {
    ProcessRecord(
      tags: tags, interval: record.interval, times: Array(record.times[..<rows]),
      values: record.values.rows(0..<rows), follows: Array(record.follows[..<rows]))
  }
}
