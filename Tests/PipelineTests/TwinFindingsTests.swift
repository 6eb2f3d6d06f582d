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
}
