import Foundation
import Pipeline
import TestSupport
import Testing

@Suite("tocsin check of plant.yaml") struct PlantCheckTests {
  private static func plant(_ text: String) throws -> TinyPlant {
    let plant = try TinyPlant()
    try plant.configure(
      "train:", "twin: { process: { use: identified }, plant: plant.yaml }\ntrain:")
    try plant.write(text, to: "plant.yaml")
    return plant
  }

  @Test("holds levels against what the store's rows show, once there is one")
  func ranges() throws {
    let plant = try Self.plant(
      """
      controllers:
        - id: PLC1
          reads: [L_T1, L_T2, D_1, F_P1, P_J1, S_P1]
          drives: [{ actuator: S_P1, sensor: L_T1, on-below: 2500, off-above: 3500 }]
      """)
    #expect(try plant.checked().contains("no problem found"))
    try plant.run(only: .ingest)
    let found = try plant.checked()
    for text in [
      "error: 'S_P1' is switched at 2500.0 of 'L_T1', which telemetry shows from ",
      "  at plant.yaml:4:14, controllers[0].drives[0]\n",
      "  hint: as telemetry counts: divided by 1000.0 it would be 2.5\n",
      "error: 'S_P1' is switched at 3500.0 of 'L_T1', which telemetry shows from ", "2 problems",
    ] { #expect(found.contains(text), "\(text) in \(found)") }
  }

  @Test("tells unknown tags beside faults of the network, and of scans that count otherwise")
  func allAtOnce() throws {
    let plant = try Self.plant(
      """
      controllers:
        - id: PLC1
          reads: [L_T1, L_T2, D_1, F_P1, P_J1, S_P9]
          drives: [{ actuator: S_P1 }]
          scan: 100ms
          program:
            - { use: two-point, of: L_T1, on-below: 2.5, off-above: 3.5, to: S_P1 }
      zones: [{ id: field }]
      hosts: [{ id: PLC1, zone: feild }, { id: hist, zone: field, kind: historian }]
      links: [{ from: PLC1, to: hist }]
      """)
    try plant.run(only: .ingest)
    let found = try plant.checked()
    for text in ["unknown zone 'feild'", "unknown tag 'S_P9'", "3 problems"] {
      #expect(found.contains(text), "\(text) in \(found)")
    }
    try plant.write(
      """
      controllers:
        - id: PLC1
          reads: [L_T1, L_T2, D_1, F_P1, P_J1, S_P1]
          drives: [{ actuator: S_P1 }]
          scan: 100ms
          program:
            - { use: two-point, of: L_T1, on-below: 2.5, off-above: 3.5, to: S_P1 }
      """, to: "plant.yaml")
    #expect(
      try plant.checked().hasSuffix(
        "no problem found; a scan of every 100ms counts as one of every 1s: the process goes by whole seconds, from 1s "
          + "to 24h (plant.yaml:5:11, controllers[0].scan)"))
  }

  @Test(
    "knows how far rows lie apart: a sensor's jitter and its sizes are told before a calibration")
  func sensors() throws {
    let plant = try Self.plant(
      """
      sensors:
        - { tags: [L_T1], jitter: 20min, bias: 50 }
      """)
    #expect(try plant.checked().contains("no problem found"))
    try plant.run(only: .ingest)
    let found = try plant.checked()
    for text in [
      "error: the jitter of 'L_T1' is 20min, the rows come every 10min\n  at plant.yaml:2:5, sensors[0]\n"
        + "  hint: at most the time between two rows",
      "error: a bias of 50.0 is more than 'L_T1' moves at all, which telemetry shows from ",
      "2 problems",
    ] { #expect(found.contains(text), "\(text) in \(found)") }
  }

  private static let controllers = """
    controllers:
      - id: PLC1
        reads: [L_T1, L_T2, D_1, F_P1, P_J1, S_P1]
        drives: [{ actuator: S_P1, sensor: L_T1, on-below: 2.5, off-above: 3.5 }]

    """

  @Test(
    "tags that the telemetry lacks are told with their line, before there is a store and with it")
  func absent() throws {
    let plant = try Self.plant(Self.controllers)
    try plant.write(
      "tag,role\nL_T1,sensor\nL_T2,sensor\nD_1,disturbance\nF_P1,sensor\nP_J1,sensor\nS_P1,status\nQ_Z99,sensor\n",
      to: "tags.csv")
    try plant.configure("events: events.csv", "events: events.csv\n  tags: tags.csv")
    let notice = "no telemetry file has the declared tag 'Q_Z99': it is left out (tags.csv:8)"
    #expect(try plant.checked().contains(notice))
    try plant.run(only: .ingest)
    #expect(try plant.checked().contains(notice))
    // A slip of the pen stops it, and what names the tag is told beside it.
    try plant.write(
      "tag,role\nL_T1,sensor\nL_T3,sensor\nD_1,disturbance\nF_P1,sensor\nP_J1,sensor\nS_P1,status\n",
      to: "tags.csv")
    let found = try plant.checked()
    #expect(
      found.contains(
        "error: no telemetry file has the declared tag 'L_T3'\n  at tags.csv:3\n  hint: did you mean 'L_T2'?"
      ),
      "\(found)")
    #expect(found.contains("unknown tag 'L_T2'"), "\(found)")
  }

  @Test("units of another quantity, and unknown ones, are told with their line, all at once")
  func units() throws {
    let plant = try Self.plant(Self.controllers)
    try plant.write(
      """
      tag,role,unit,quantity
      L_T1,sensor,L/s,level
      L_T2,sensor,L/s,
      D_1,disturbance,wobble,
      F_P1,sensor,wobble,flow
      P_J1,sensor,bar,pressure
      S_P1,status,,
      """, to: "tags.csv")
    try plant.configure("events: events.csv", "events: events.csv\n  tags: tags.csv")
    let found = try plant.checked()
    for text in [
      "error: tag 'L_T1' is declared as level and in L/s, a unit of flow\n  at tags.csv:2\n",
      "error: tag 'F_P1': unknown unit 'wobble'\n  at tags.csv:5\n", "2 problems",
    ] { #expect(found.contains(text), "\(text) in \(found)") }
    try plant.write(
      "tag,role,unit\nL_T1,sensor,m\nL_T2,sensor,L/s\nD_1,disturbance,wobble\nF_P1,sensor,L/s\nP_J1,sensor,bar\nS_P1,status,\n",
      to: "tags.csv")
    let passed = try plant.checked()
    for text in [
      "tag 'L_T2' is named as level and in L/s, a unit of flow: correct the unit in tags.csv (tags.csv:3)",
      "tag 'D_1': unknown unit 'wobble', so nothing is checked in it",
    ] { #expect(passed.contains(text), "\(text) in \(passed)") }
  }

  @Test("a poll that takes longer than a row, and one of an unknown tag, are told once each")
  func polls() throws {
    let plant = try Self.plant(
      """
      controllers:
        - { id: PLC1, reads: [L_T1, D_1, F_P1, P_J1], polls: [{ tag: L_T2, from: PLC2 }, { tag: L_T9, from: PLC2 }], drives: [{ actuator: S_P1 }] }
        - { id: PLC2, reads: [L_T2] }
      zones: [{ id: field }]
      hosts: [{ id: PLC1, zone: field }, { id: PLC2, zone: field }, { id: hist, zone: field, kind: historian }]
      links: [{ from: PLC2, to: PLC1, latency: 25min }, { from: PLC1, to: hist }, { from: PLC2, to: hist }]
      """)
    try plant.run(only: .ingest)
    let found = try plant.checked()
    #expect(found.contains("error: unknown tag 'L_T9'") && !found.contains("problems"), "\(found)")
    let text = try String(contentsOfFile: plant.folder.file("plant.yaml"), encoding: .utf8)
    try plant.write(text.replacing(", { tag: L_T9, from: PLC2 }", with: ""), to: "plant.yaml")
    #expect(
      try plant.checked().contains(
        "'L_T2' takes 25min from 'PLC2' to 'PLC1', longer than a row (10min): it counts as one row late"
      ))
  }

  @Test("a cyber layer whose elements no tag names is told once, with what to do")
  func cyberLayer() throws {
    let plant = try Self.plant("")
    try plant.configure("plant: plant.yaml }", "plant: town.cpa }")
    try plant.write(
      "[CYBERNODES]\nPLC1, P_T1, PU1\nPLC2, P_T2, PU2\nSCADA,,\n[CYBERLINKS]\nPLC2, PLC1, P_T2\nPLC1, SCADA, P_T1\n",
      to: "town.cpa")
    try plant.run(only: .ingest)
    let found = try plant.checked()
    #expect(
      found.contains("error: the cyber layer names 4 readings of elements (PU1 and so on)"),
      "\(found)")
    #expect(found.contains("none of the 6 tags says at which element it stands"))
    #expect(!found.contains("known: \n") && !found.contains("problems"), "\(found)")
  }
}
