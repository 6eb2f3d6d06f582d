import Foundation
import Pipeline
import Telemetry
import TestSupport
import Testing

@Suite("A store of another tags.csv than there is now") struct OutdatedStoreTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  private static func example(_ name: String) throws -> String {
    try String(contentsOfFile: "\(root)/Examples/riverbend/\(name)", encoding: .utf8)
  }

  /// Riverbend's January and a twin, ingested with some tags.
  private static func plant(tags: String, process: String) throws -> TinyPlant {
    let plant = try TinyPlant(
      rows: 0..<1,
      configuration: """
        plant: outdated
        timezone: UTC
        data: { telemetry: \(root)/datasets/riverbend/2026-01.csv, tags: tags.csv }
        twin: { plant: plant.yaml, process: \(process) }
        train: { normal: { from: 2026-01-01, until: 2026-01-20, wait: 0s } }
        evaluate: { from: 2026-01-21 }

        """)
    try plant.write(try example("plant.yaml"), to: "plant.yaml")
    try plant.write(tags, to: "tags.csv")
    _ = try PipelineRun(try context(plant), only: .ingest).execute()
    return plant
  }

  private static func context(_ plant: TinyPlant) throws -> RunContext {
    Tocsin.prepare()
    return RunContext(
      configuration: try Configuration.read(plant.folder.file("tocsin.yaml")),
      asOf: Timestamp(iso8601: "2026-01-28T00:00:00Z"), seed: nil, threads: nil,
      listener: SilentListener())
  }

  private static func told(_ plant: TinyPlant, _ body: (RunContext) throws -> String) throws
    -> String
  {
    let context = try context(plant)
    let text: String
    do { text = try body(context) } catch { text = "\(error)" }
    return text.replacing(plant.folder.path + "/", with: "")
  }

  private static func checked(_ plant: TinyPlant) throws -> String {
    try told(plant) { try ConfigurationCheck($0).run() }
  }

  private static func calibrated(_ plant: TinyPlant) throws -> String {
    try told(plant) { "calibrated \(try PipelineRun($0, only: .calibrate).execute().run)" }
  }

  @Test("is refused by a calibration with what tocsin check tells: lost and renamed tags")
  func lost() throws {
    let tags = try Self.example("tags.csv")
    let plant = try Self.plant(tags: tags, process: "{ use: identified }")
    let edited = tags.split(separator: "\n").filter { !$0.hasPrefix("L_T3,") }
      .joined(separator: "\n").replacing("F_PU3,", with: "F_PUMP3,")
    try plant.write(edited + "\n", to: "tags.csv")
    let found = try Self.checked(plant)
    #expect(
      found.hasPrefix(
        "error: no telemetry file has the declared tag 'F_PUMP3'\n  at tags.csv:8\n  hint: did you mean 'F_PU3'?"
      ), "\(found)")
    #expect(found.contains("error: unknown tag 'L_T3'\n  at plant.yaml:"), "\(found)")
    #expect(try Self.calibrated(plant) == found)
  }

  private static let outdated =
    "the store was made of another tags.csv, which said otherwise of 'F_PU3' and 1 more tag"
  private static let hint =
    "run 'tocsin ingest', or 'tocsin run', which reads the telemetry anew"

  @Test("is refused where tags.csv was corrected since, with the word to ingest again")
  func corrected() throws {
    let tags = try Self.example("tags.csv")
    let plant = try Self.plant(
      tags: tags.replacing("F_PU3,sensor,L/s,0.01,PU3", with: "F_PU3,sensor,L/s,0.01,PU5")
        .replacing("F_PU5,sensor,L/s,0.01,PU5", with: "F_PU5,sensor,L/s,0.01,PU3"),
      process:
        "{ use: hydraulic, network: \(Self.root)/Examples/riverbend/riverbend.inp, timezone: America/Chicago }"
    )
    // Both tell the exchange while it stands.
    let before = try Self.checked(plant)
    #expect(before.contains("F_PU3") && before.hasPrefix("error: "), "\(before)")
    #expect(try Self.calibrated(plant) == before)
    try plant.write(tags, to: "tags.csv")
    let now = try Self.checked(plant)
    #expect(
      now.contains("no problem found")
        && now.hasSuffix("; \(Self.outdated): \(Self.hint) (tags.csv:9)"),
      "\(now)")
    #expect(
      try Self.calibrated(plant)
        == "error: \(Self.outdated)\n  at tags.csv:9\n  hint: \(Self.hint)")
    // Ingested again nothing is left of it.
    _ = try PipelineRun(try Self.context(plant), only: .ingest).execute()
    #expect(try !Self.checked(plant).contains("the store was made"))
  }
}
