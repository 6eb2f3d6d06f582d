import Diagnostics
import Foundation
import Pipeline
import Telemetry
import TestSupport
import Testing

/// The example plants as they stand, run into a folder of their own.
private struct ExampleRun {
  let folder = URL(fileURLWithPath: NSTemporaryDirectory())
    .appendingPathComponent("tocsin-example-\(UUID().uuidString)")
  let outcome: RunOutcome
  let plant: String

  init(_ plant: String) throws {
    self.plant = plant
    let root = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in ["Examples", "datasets"] {
      try FileManager.default.copyItem(
        at: root.appendingPathComponent(name), to: folder.appendingPathComponent(name))
    }
    let configuration = try Configuration.read(
      folder.appendingPathComponent("Examples/\(plant)/tocsin.yaml").path)
    outcome = try PipelineRun(
      RunContext(
        configuration: configuration, asOf: nil, seed: nil, threads: 2, listener: SilentListener())
    ).execute()
  }

  func remove() { try? FileManager.default.removeItem(at: folder) }

  /// ONNX Runtime against the written scores.
  func parity() throws -> Parity {
    let report = try #require(outcome.folder)
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("References/onnx_real_rows.py").path
    let root = folder.path
    return try JSONDecoder().decode(
      Parity.self,
      from: ExternalTools.runPython(
        script, ["\(root)/models/\(plant)/current", report, "\(root)/store/\(plant)"]))
  }

  struct Parity: Decodable {
    var rows: Int
    var batch: Double
    var single: Double
    var differing: Int
  }
}

@Suite("Exported models on the rows of the example plants")
struct ONNXRealRowsTests {
  @Test(
    "riverbend: ONNX Runtime gives the written scores, in one call and row by row",
    .enabled(if: ExternalTools.python != nil, "TOCSIN_PYTHON is not set"))
  func riverbendONNX() throws {
    let run = try ExampleRun("riverbend")
    defer { run.remove() }
    let parity = try run.parity()
    #expect(parity.rows > 4_000)
    // The rule of the model folder: |onnx − tocsin| ≤ 1e-9 · max(1, |tocsin|), alarms equal.
    #expect(parity.batch <= 1e-9)
    #expect(parity.single <= 1e-9)
    #expect(parity.differing == 0)
  }

  @Test(
    "BATADAL: ONNX Runtime gives the written scores, in one call and row by row",
    .enabled(
      if: Datasets.folder != nil && ExternalTools.python != nil,
      "TOCSIN_DATASETS or TOCSIN_PYTHON is not set"))
  func batadalONNX() throws {
    let run = try ExampleRun("batadal")
    defer { run.remove() }
    let parity = try run.parity()
    #expect(parity.rows > 6_000)
    #expect(parity.batch <= 1e-9)
    #expect(parity.single <= 1e-9)
    #expect(parity.differing == 0)
  }
}
