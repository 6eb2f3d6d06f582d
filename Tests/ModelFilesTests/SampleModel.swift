import Diagnostics
import Learning
import ModelFiles
import Telemetry
import TestSupport
import Testing

/// Models that tests of files use.
enum SampleModel {
  static func manifest(
    of artifact: ModelArtifact, version: String = "2026-06-30-7c1fa2"
  ) throws -> ModelManifest {
    let asOf = try #require(Timestamp(iso8601: "2026-06-30T23:50:00Z"))
    return try ModelManifest(
      plant: "riverbend", version: version, asOf: asOf,
      tags: (artifact.lists["tags"] ?? []).map { Tag(id: $0, unit: "m", resolution: 0.01) },
      detector: artifact, promisedFalsePerWeek: 1, achievedFalsePerWeek: 0.6,
      data: [.init(name: "2026-06.csv", sha256: String(repeating: "0", count: 64), rows: 4_320)],
      metrics: ["event-recall": 0.875, "auc-pr": 0.5], seeds: ["root": 1, "train": .max],
      versions: [
        "tocsin": "0.1", "swift": "6.3.1", "openblas": "0.3.26", "openblas-kernel": "Haswell",
      ])
  }

  static func onnx(of artifact: ModelArtifact) throws -> [UInt8] {
    let input = ExportInput(
      artifacts: [.detector: artifact], manifest: try manifest(of: artifact))
    return try #require(try ONNX().export(input).files.first).bytes
  }
}
