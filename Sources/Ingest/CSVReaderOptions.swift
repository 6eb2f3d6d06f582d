public import Telemetry

/// What a reader does where the file leaves a choice.
public struct CSVReaderOptions: Sendable {
  /// Which of several rows with the same time stays.
  public enum DuplicatePolicy: String, Sendable, Codable, CaseIterable {
    /// The last one in the file.
    case last
    /// The first one in the file.
    case first
  }

  /// The IANA name of the zone of stamps without one.
  public var timeZone: String
  /// The share of rows that may be refused, 0 to 1; more is a fault.
  public var maxQuarantined: Double
  /// Which of several rows with the same time stays.
  public var duplicates: DuplicatePolicy
  /// What stands in a cell without a measurement, whatever its case; an empty cell always does.
  public var missing: [String]
  /// How far apart rows are in a file without time.
  public var stepInterval: TimeSpan
  /// How many bytes one piece of parallel work takes, at least 1; the result does not depend on it.
  public var blockBytes: Int

  /// The usual choices: UTC, at most 20 % refused, the last duplicate stays, one nanosecond per
  /// step.
  public init(
    timeZone: String = "UTC", maxQuarantined: Double = 0.2, duplicates: DuplicatePolicy = .last,
    missing: [String] = MissingMarkers.standard,
    stepInterval: TimeSpan = TimeSpan(nanoseconds: 1), blockBytes: Int = 4 << 20
  ) {
    self.timeZone = timeZone
    self.maxQuarantined = maxQuarantined
    self.duplicates = duplicates
    self.missing = missing
    self.stepInterval = stepInterval
    self.blockBytes = max(1, blockBytes)
  }
}
