public import Telemetry

/// What a reader does where the file leaves a choice.
public struct CSVReaderOptions: Sendable {
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
  /// How many bytes are held as text at a time; at least as much as a sniffed header may take.
  public var windowBytes: Int
  /// About how many bytes of cells make one batch of rows.
  public var batchBytes: Int
  /// The texts of columns of categories that have numbers already, by the column's name.
  public var categories: [String: [String]]
  /// Whether the SHA-256 of the file's bytes is taken; ``FileAccount/sha256`` is empty where it is not.
  public var isDigested = true

  /// The usual choices: UTC, at most 20 % refused, the last duplicate stays, one nanosecond per
  /// step.
  public init(
    timeZone: String = "UTC", maxQuarantined: Double = 0.2, duplicates: DuplicatePolicy = .last,
    missing: [String] = MissingMarkers.standard,
    stepInterval: TimeSpan = TimeSpan(nanoseconds: 1), blockBytes: Int = 1 << 18,
    windowBytes: Int = 8 << 20, batchBytes: Int = 24 << 20, categories: [String: [String]] = [:]
  ) {
    self.timeZone = timeZone
    self.maxQuarantined = maxQuarantined
    self.duplicates = duplicates
    self.missing = missing
    self.stepInterval = stepInterval
    self.blockBytes = max(1, blockBytes)
    self.windowBytes = max(1, windowBytes)
    self.batchBytes = max(1, batchBytes)
    self.categories = categories
  }

  /// The options with the words that a file's columns of categories begin with, where no other file
  /// has numbered them.
  func beginning(_ format: CSVFormat) -> CSVReaderOptions {
    var options = self
    for column in format.columns where column.content == .category {
      guard let states = column.states, options.categories[column.name] == nil else { continue }
      options.categories[column.name] = states
    }
    return options
  }
}
