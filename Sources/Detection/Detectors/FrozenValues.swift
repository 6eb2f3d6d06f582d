public import Diagnostics
internal import Telemetry

/// A reading that stands still may be held: a tag that repeats its value, to the bit, for longer than it ever
/// did in normal operation.
///
///     score = max over tags ( rows that repeat the one before / rows tolerated )
///
/// Tolerated is `factor` × the longest run of repeats in normal rows, at least `least` rows. What a sensor
/// measures has noise; a frozen sensor, a held output or a stuck valve has none, and no distance of one row
/// sees it, for its value is a usual one. A tag that never changed in normal time is tolerated for longer than
/// that time. A gap and a missing cell end a run. Complexity: O(n c).
public struct FrozenValues: Detector {
  /// The id in configuration files.
  public static let id = "frozen-values"
  /// What it is.
  public static let summary =
    "a tag that repeats its value for longer than it ever did in normal operation"

  /// How many times the longest normal run is tolerated, 1 to 100.
  public let factor: Double
  /// How many repeats are tolerated at least, 1 to 100,000.
  public let least: Int

  /// Reads `factor` and `least`.
  public init(_ fields: inout Fields) {
    factor = fields.number("factor", default: 2, in: 1...100)
    least = fields.integer("least", default: 6, in: 1...100_000)
  }

  /// 1: repeated for longer than is tolerated.
  public var naturalLimit: Double? { 1 }

  /// Both settings.
  public var settings: [String: String] { ["factor": "\(factor)", "least": "\(least)"] }

  /// The longest runs.
  public func emptyStatistic(_ context: TrainingContext) -> LongestRepeat {
    LongestRepeat(tags: context.tags.count, interval: context.interval)
  }

  /// Tolerates a multiple of the longest run.
  public func model(
    from statistic: LongestRepeat, _ context: TrainingContext
  ) throws(Fault) -> FrozenValuesModel {
    FrozenValuesModel(
      tolerated: statistic.longest.map { max(Double(least), factor * Double($0)) },
      interval: context.interval)
  }
}
