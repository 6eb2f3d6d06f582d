internal import Diagnostics
public import Telemetry

/// `manifest.json` of a run folder: what went in, what came out, stage by stage.
public struct RunManifest: Codable, Sendable, Equatable {
  /// What one stage read and wrote.
  public struct Stage: Codable, Sendable, Equatable {
    /// The digest of everything that the stage's result depends on.
    public var key: String
    /// The line that the stage told.
    public var summary: String
  }

  /// The layout of this file.
  public var schemaVersion = 1
  /// The plant.
  public var plant: String
  /// The run's id.
  public var run: String
  /// "Now": nothing later was read.
  public var asOf: Timestamp
  /// The root seed.
  public var seed: UInt64
  /// Versions of everything that can change a bit.
  public var versions: [String: String]
  /// SHA-256 of the inputs.
  public var inputs: [String: String]
  /// The stages by name.
  public var stages: [String: Stage]
  /// SHA-256 of the folder's files, but for this one and `timing.json`.
  public var files: [String: String]
}
