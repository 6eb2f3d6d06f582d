import Diagnostics
import Foundation
import Ingest
import Pipeline
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("plant.yaml") struct PlantFileTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  private static let tags = [
    Tag(id: "L_T1", unit: "m", element: "T1"), Tag(id: "L_T2", unit: "m", element: "T2"),
    Tag(id: "S_PU1", role: .status, element: "PU1"), Tag(id: "S_V1", role: .status, element: "V1"),
  ]

  private func problems(_ text: String) -> [String] {
    do {
      _ = try PlantDescription(try YAMLFile.parse(text, file: "plant.yaml"))
        .controllers(for: Self.tags)
      return []
    } catch let error as Faults {
      return error.all.map { "\($0)" }
    } catch { return ["\(error)"] }
  }

  @Test("of riverbend fits its tags, its network and what telemetry shows of its rules")
  func riverbend() throws {
    let plant = try PlantDescription(
      try YAMLFile.read("\(Self.root)/Examples/riverbend/plant.yaml"))
    #expect(plant.controllers.map(\.id) == ["PLC1", "PLC2", "PLC3", "PLC4"])
    #expect(plant.network.hosts.count == 7 && plant.network.links.count == 8)
    let declared = try TagsFile.read("\(Self.root)/Examples/riverbend/tags.csv")
    let tags = declared.map {
      Tag(id: $0.tag, role: $0.role ?? .sensor, unit: $0.unit, element: $0.element)
    }
    let controllers = try plant.controllers(for: tags)
    let first = try #require(controllers.first)
    #expect(first.drives.map { tags[$0].id } == ["S_PU1", "S_PU2", "S_V1"])
    #expect(first.reads.map { tags[$0].id }.contains("L_T2"))
    // The level of T2 comes over the radio link; what is read on the spot comes at once.
    #expect(first.deliveries.map { tags[$0.tag].id } == ["L_T2"])
    #expect(first.deliveries.first?.latency == 0.4)
    #expect(plant.rules(for: tags).count == 8)
  }

  @Test("with faults names all of them at once, each with its place and what to do")
  func allAtOnce() {
    let found = problems(
      """
      controllers:
        - id: PLC1
          reads: [L_T1]
          polls: [{ tag: L_T2, from: PLC2 }]
          drives:
            - { actuator: PU1, sensor: L_T2, on-below: 5, off-above: 3 }
            - { actuator: V1, sensor: L_T9, on-below: 1, off-above: 3 }
        - id: PLC2
          reads: [L_T2]
        - { id: PLC3 }
      zones: [{ id: field }, { id: control, level: 7 }]
      hosts:
        - { id: PLC1, zone: field }
        - { id: PLC2, zone: feild }
        - { id: PLC3, zone: field, software: [{ name: x, vulnerabilities: [{ id: CVE-1, cvss: 11 }] }] }
        - { id: hist, zone: control, kind: historian }
      links:
        - { from: PLC1, to: hist }
        - { from: PLC9, to: PLC1 }
      """
    ).joined(separator: "\n")
    for text in [
      "plant.yaml:6", "'PU1' goes on below 5.0 and off above 3.0: between the two it would do both",
      "'PLC1' switches 'V1' by 'L_T9', which it neither reads nor polls",
      "controller 'PLC3' has no tag", "'level' must be a whole number", "unknown zone 'feild'",
      "did you mean 'field'?", "'CVE-1' is no CVE number",
      "'cvss' must be a number from 0.0 to 10.0",
      "the link from 'PLC1' to 'hist' leaves zone 'field' for 'control' without a conduit",
      "unknown host 'PLC9'", "'L_T2' has no way from 'PLC2' to 'PLC1'",
    ] { #expect(found.contains(text), "\(text) in \(found)") }
  }

  @Test("that does not fit the plant's tags says which, and who else claims them")
  func otherTags() {
    let found = problems(
      """
      controllers:
        - { id: A, reads: [L_T1, L_T3], drives: [{ actuator: PU1 }, { actuator: PU7 }] }
        - { id: B, reads: [L_T1], drives: [{ actuator: S_PU1 }] }
      """
    ).joined(separator: "\n")
    for text in [
      "unknown tag 'L_T3'", "'L_T1' is read by 'A' and by 'B'",
      "'S_PU1' is driven by 'A' and by 'B'", "'PU7' is neither a tag nor the element of one",
      "tag 'L_T2' has no way to a controller: none reads it",
    ] { #expect(found.contains(text), "\(text) in \(found)") }
  }

  @Test("an actuator with two rules, by its element and by its tag, is told with both")
  func twoRules() {
    let found = problems(
      """
      controllers:
        - id: A
          reads: [L_T1, L_T2]
          drives:
            - { actuator: PU1, sensor: L_T2, on-below: 3.2, off-above: 5.2 }
            - { actuator: S_PU1, sensor: L_T1, on-below: 1, off-above: 2 }
      """
    ).joined(separator: "\n")
    #expect(
      found.contains(
        "'S_PU1' has two rules: on below 3.2 and off above 5.2 of L_T2, and on below 1.0 and off above 2.0 of L_T1"
      ), "\(found)")
    #expect(found.contains("plant.yaml:6"))
  }

  @Test(
    "with sensors and a historian is read as the documentation writes them, and refused otherwise")
  func instruments() throws {
    let text = """
      sensors:
        - { tags: [L_T1, L_T2], lag: 30s, bias: 0.02, drift: 0.001, noise: 0.01, quantum: 0.01,
            dropout: { share: 0.001, lasts: 10min }, jitter: 5s }
      historian:
        - { tags: ["L_*"], dead-band: 0.05, longest: 1h }
        - { tags: ["S_*"], every: 30min }
      """
    let plant = try PlantDescription(try YAMLFile.parse(text, file: "plant.yaml"))
    let parts = try plant.parts(for: Self.tags, interval: TimeSpan(seconds: 600))
    #expect(parts.controllers.isEmpty)
    #expect(parts.instruments.sensors.map(\.tag) == [0, 1])
    #expect(parts.instruments.historian.map(\.tag) == [0, 1, 2, 3])
    // Sensors alone declare no controllers; what is wrong with them is told beside what else is.
    let found = problems(
      """
      controllers:
        - { id: A, reads: [L_T1, L_T2], drives: [{ actuator: PU1, on-below: 3 }] }
      sensors:
        - { tags: [L_T1], quantum: 0, bais: 1 }
      """
    ).joined(separator: "\n")
    for text in [
      "the rule of 'PU1' says only when it goes on", "'quantum' must be a number above 0, got 0.0",
      "did you mean 'bias'?", "plant.yaml:4",
    ] { #expect(found.contains(text), "\(text) in \(found)") }
  }

  @Test("without a controller, and of another form, is refused")
  func noController() {
    #expect(problems("sensor: x\n").joined().contains("no controller is declared"))
    #expect(problems("controlers: []\n").joined().contains("did you mean 'controllers'?"))
    #expect(problems("- a\n- b\n") != [])
  }
}
