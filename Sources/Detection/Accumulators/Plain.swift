public import Diagnostics
public import Learning

/// No accumulation: each row's score as it is.
public struct Plain: Accumulator {
  /// The id in configuration files.
  public static let id = "plain"
  /// What it is.
  public static let summary = "each score as it is"

  /// It has no settings.
  public init(_ fields: inout Fields) {}
  /// No settings.
  public var settings: [String: String] { [:] }
  /// It remembers nothing.
  public var memoryRows: Int { 0 }
  /// Passes scores on.
  public func start(center: Double) -> any RunningAccumulator { PassOn() }
  /// Nothing to keep.
  public var artifact: ModelArtifact { ModelArtifact(kind: Self.id) }
  /// Nothing to restore.
  public init(artifact: ModelArtifact) throws(Fault) {}

  private struct PassOn: RunningAccumulator {
    mutating func next(_ score: Double) -> Double { score }
    mutating func restart() {}
  }
}
