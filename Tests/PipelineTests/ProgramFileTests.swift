import Diagnostics
import Foundation
import Pipeline
import Telemetry
import Testing
import Twin

@Suite("Programs in plant.yaml") struct ProgramFileTests {
  private static let tags = [
    Tag(id: "L_T1", unit: "m", element: "T1"), Tag(id: "L_T2", unit: "m", element: "T2"),
    Tag(id: "S_PU1", role: .status, element: "PU1"),
    Tag(id: "N_PU1", role: .setpoint, element: "PU1", quantity: .speed),
    Tag(id: "S_V1", role: .status, element: "V1"),
  ]

  private func controllers(_ text: String) throws -> [LoopController] {
    try PlantDescription(try YAMLFile.parse(text, file: "plant.yaml"))
      .controllers(for: Self.tags)
  }

  private func problems(_ text: String) -> String {
    do {
      _ = try controllers(text)
      return "none"
    } catch let error as Faults {
      return error.all.map { "\($0)" }.joined(separator: "\n")
    } catch { return "\(error)" }
  }

  @Test("are wired to the tags that they name, by tag or element")
  func wired() throws {
    let plant = try controllers(
      """
      controllers:
        - id: PLC1
          reads: [L_T1, L_T2]
          scan: { every: 1s, jitter: 0s }
          drives: [{ actuator: PU1 }, { actuator: V1, sensor: L_T2, on-below: 1, off-above: 2 }]
          program:
            - { use: operating-mode, to: mode, modes: [auto, manual], changes: [{ to: manual, when: "L_T2 < 0.3" }] }
            - { use: setpoint-schedule, to: stop, changes: [{ at: "06:00", value: 4.4 }, { at: "22:00", value: 5 }] }
            - { use: two-point, of: L_T1, on-below: 3, off-above: stop, to: PU1 }
            - { use: interlock, when: "mode is manual and L_T1 > 2", holds: PU1, at: 0 }
            - { use: pid-controller, of: L_T2, setpoint: 2, gain: 0.1, integral: 5min, to: N_PU1 }
      """)
    let program = try #require(plant.first?.program)
    #expect(program.drives.map { Self.tags[$0].id } == ["S_PU1", "N_PU1"])
    // The rule of V1 stays with the process's model.
    #expect(plant.first?.drives.count == 3)
  }

  @Test("several tasks have cycles of their own")
  func tasks() throws {
    let plant = try controllers(
      """
      controllers:
        - id: PLC1
          reads: [L_T1, L_T2, S_V1]
          drives: [{ actuator: PU1 }]
          tasks:
            - { id: fast, every: 1s, program: [{ use: logic-signal, when: "L_T1 < 2", to: low }] }
            - { id: slow, every: 30s, jitter: 2s, program: [{ use: delay-timer, of: low, on-after: 1min, to: PU1 }] }
      """)
    #expect(plant.first?.program?.declared.tasks.map(\.cycle) == [1, 30])
    #expect(plant.first?.program?.declared.tasks.map(\.jitter) == [0, 2])
  }

  @Test("with faults name all of them at once, each with its place and what to do")
  func allAtOnce() {
    let found = problems(
      """
      controllers:
        - id: PLC1
          reads: [L_T1]
          scan: 10ms
          drives: [{ actuator: PU1, sensor: L_T1, on-below: 1, off-above: 2 }]
          program:
            - { use: two-point, of: L_T1, on-below: 3, off-above: 5, to: PU1 }
            - { use: two-point, of: L_T2, on-below: 3, off-above: lvl, to: S_PU1 }
            - { use: two-point, of: L_T1, on-below: 3, off-above: 5, to: S_V1 }
            - { use: interlock, when: "mode is manual", holds: N_PU1 }
            - { use: delay-timer, of: L_T9, to: x, on-after: 3s }
            - { use: logic-signal, when: L_T1 > 3, to: v1 }
            - { use: logic-signal, when: L_T1 > 3, to: T1 }
        - id: PLC2
          reads: [L_T2]
          drives: [{ actuator: V1 }]
          program:
            - { use: interlock, when: "L_T2 > 4", holds: V1 }
      """)
    for text in [
      "plant.yaml:8", "'S_PU1' is written by two blocks, this one and that on line 7",
      "the program of 'PLC1' goes by 'L_T2', which it neither reads nor polls",
      "unknown signal 'lvl' in the program of 'PLC1'",
      "'PLC1' writes 'S_V1', which it does not drive",
      "error: 'PLC1' writes 'v1', which it does not drive\n  at plant.yaml:12",
      "hint: add { actuator: v1 } to its drives, or give the signal another name",
      "'mode' has no words: no operating mode writes it",
      "unknown signal 'L_T9' in the program of 'PLC1'", "did you mean 'L_T1'?",
      "'PU1' has a rule, and the program of 'PLC1' writes it too",
      "nothing but interlocks and trips writes 'V1' in the program of 'PLC2'",
    ] { #expect(found.contains(text), "\(text) in \(found)") }
    #expect(!found.contains("writes 'T1'"), "a tank is nothing that could be driven")
    #expect(
      problems(
        """
        controllers:
          - id: PLC1
            reads: [L_T1, L_T2]
            scan: 1s
            drives: [{ actuator: PU1 }]
            program: [{ use: delay-timer, of: L_T1, to: PU1 }]
            tasks: [{ every: 1s, jitter: 4s, program: [{ use: relay }] }]
        """
      ).contains("a controller has tasks or a program, not both"))
    let unread = problems(
      """
      controllers:
        - id: PLC1
          reads: [L_T1, L_T2]
          drives: [{ actuator: PU1 }]
          tasks: [{ every: 1s, jitter: 4s, program: [{ use: relay }, { use: delay-timer, of: L_T1, to: PU1, on-afer: 3s }] }, { every: 1s }]
        - { id: PLC2, reads: [], drives: [{ actuator: V1 }], scan: 1s }
      """)
    for text in [
      "a scan of every 1s cannot begin 4s late", "unknown control block 'relay'",
      "unknown key 'on-afer'", "did you mean 'on-after'?", "a task without a program",
      "a scan cycle without a program",
    ] { #expect(unread.contains(text), "\(text) in \(unread)") }
  }
}
