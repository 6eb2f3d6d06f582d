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
}
