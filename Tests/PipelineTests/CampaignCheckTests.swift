import Pipeline
import TestSupport
import Testing

@Suite("tocsin check of campaigns on the plant")
struct CampaignCheckTests {
  private static func plant(_ campaign: String, file: String = "attacks.yaml") throws -> TinyPlant {
    let plant = try TinyPlant()
    try plant.configure(
      "train:",
      "twin: { process: identified, plant: plant.yaml }\nattacks: { campaign: \(file) }\ntrain:"
    )
    try plant.write(
      """
      controllers:
        - id: PLC1
          reads: [L_T1, L_T2, D_1, F_P1, P_J1]
          drives: [{ actuator: S_P1 }]
          program:
            - { use: two-point, of: L_T1, on-below: 2.5, off-above: 3.5, to: S_P1 }
            - { use: limit-alarm, of: L_T1, above: 4, to: high }
      """, to: "plant.yaml")
    try plant.write(campaign, to: file)
    return plant
  }

  @Test("faults of the file and of names on the plant come together, once the tags are known")
  func together() throws {
    let plant = try Self.plant(
      """
      techniques: [T0870]
      scenarios:
        - technique: T0836
          start: 2026-03-01
          trigger: { below: 2, tag: L_T3 }
          program: { PLC1: { S_P1: { use: parameter-edit, parameter: onn, to: 1 }, hihg: alarm-suppression } }
          link: { PLC2: { L_T1: freeze } }
      """)
    let unread = """
      error: technique 'T0870' Detect Program State is retired from ATT&CK
        at attacks.yaml:1:14, techniques[0]
        hint: ATT&CK names none in its place: take the row that does what is meant, or write unknown for what no row does
      """
    #expect(try plant.checked() == unread, "nobody knows the tags yet")
    try plant.run(only: .ingest)
    #expect(
      try plant.checked() == """
        \(unread)
        error: 'start' 2026-03-01T00:00:00Z is outside of the recorded time, from 2026-01-01T00:00:00Z to \
        2026-01-20T23:50:00Z
          at attacks.yaml:4:12, scenarios[0].start
          hint: write a moment within it, or leave 'start' out
        error: unknown tag 'L_T3'
          at attacks.yaml:5:14, scenarios[0].trigger
          hint: did you mean 'L_T1'? known: D_1, F_P1, L_T1, L_T2, P_J1, S_P1
        error: unknown controller 'PLC2'
          at attacks.yaml:7:21, scenarios[0].link.PLC2.L_T1
          hint: did you mean 'PLC1'? known: PLC1
        error: no block of 'S_P1' in 'PLC1' has 'onn' written
          at attacks.yaml:6:24, scenarios[0].program.PLC1.S_P1
          hint: did you mean 'on'? known: of, off, off-above, on, on-below, to
        error: no block of 'PLC1' writes 'hihg'
          at attacks.yaml:6:78, scenarios[0].program.PLC1.hihg
          hint: did you mean 'high'? known: S_P1, high
        6 problems
        """)
  }

  @Test("an epanetCPA file is held against the plant too, and what is right is right")
  func cyberAttacks() throws {
    let plant = try Self.plant(
      "[CYBERATTACKS]\nSensor, L_T3, TIME==9, TIME==-1, Do\nSensor, L_T1, TIME==9, TIME==-1, DoS\n",
      file: "town.cpa")
    try plant.run(only: .ingest)
    #expect(
      try plant.checked() == """
        error: unknown method 'Do'
          at town.cpa:2
          hint: did you mean 'DoS'? known: DoS, constant, offset, replay
        error: 'L_T3' is neither a tag nor an element with one
          at town.cpa:2
          hint: did you mean 'L_T1'? known: D_1, F_P1, L_T1, L_T2, P_J1, S_P1
        2 problems
        """)
    try plant.write("[CYBERATTACKS]\nSensor, L_T1, TIME==9, TIME==-1, DoS\n", to: "town.cpa")
    #expect(try plant.checked().contains("no problem found"))
  }

  @Test("runs that are to begin now are refused where the twin is not to follow its plant")
  func startsNow() throws {
    let plant = try Self.plant("attacks: 3")
    try plant.configure(
      "attacks: { campaign: attacks.yaml }", "attacks: { campaign: attacks.yaml, starts: now }")
    #expect(try plant.checked().contains("no problem found"))
    try plant.configure("plant: plant.yaml }", "plant: plant.yaml, follow: none }")
    #expect(
      try plant.checked().contains(
        "'attacks.starts: now' needs a twin that follows its telemetry, and this one does not"))
  }

  @Test("where plant.yaml is wrong, that is told, and names of controllers are not held against it")
  func wrongPlant() throws {
    let plant = try Self.plant(
      """
      scenarios:
        - technique: T0804
          trigger: { at: 30h }
          link: { PLC7: { L_T1: freeze, L_T3: freeze } }
      """)
    try plant.run(only: .ingest)
    try plant.write("controllers: [{ id: PLC1, reads: [L_T9] }]", to: "plant.yaml")
    let found = try plant.checked()
    #expect(found.contains("unknown tag 'L_T9'") && found.contains("unknown tag 'L_T3'"))
    #expect(!found.contains("unknown controller"))
  }
}
