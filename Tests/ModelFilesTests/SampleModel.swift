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

  /// Terms of a failure model.
  static func terms(of artifact: ModelArtifact) throws -> FailureTerms {
    try FailureTerms(
      model: artifact, columns: (artifact.lists["columns"] ?? []).map { Tag(id: $0) },
      unitColumn: "engine", ageColumn: "cycle", units: 100, failures: 94, achievedCoverage: 0.91,
      metrics: ["rmse": 13.25])
  }

  /// The manifest of a failure model alone.
  static func manifest(ofFailure artifact: ModelArtifact) throws -> ModelManifest {
    ModelManifest(
      plant: "engines", version: "2026-06-30-0f00aa", asOf: Timestamp(nanoseconds: 0),
      failure: try terms(of: artifact),
      data: [.init(name: "train.csv", sha256: String(repeating: "0", count: 64), rows: 20_631)],
      seeds: ["root": 1], versions: ["tocsin": "0.1"])
  }

  static func failureExport(of artifact: ModelArtifact) throws -> Exported {
    try ONNX().export(
      ExportInput(
        artifacts: [.failure: artifact],
        manifest: ModelManifest(
          plant: "engines", version: "v", asOf: Timestamp(nanoseconds: 0), tags: [],
          sampleInterval: nil, thresholds: [], alarms: nil)))
  }

  static func failureONNX(of artifact: ModelArtifact) throws -> [UInt8] {
    try #require(try failureExport(of: artifact).files.first).bytes
  }

  static func failureStates(of artifact: ModelArtifact) throws -> [StateTensor] {
    try #require(try failureExport(of: artifact).graphs.first).states
  }
}
