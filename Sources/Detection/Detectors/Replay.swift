public import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// A tag that repeats an earlier stretch of its own, change by change, for longer than it ever did in normal
/// operation: somebody plays a record.
///
///     score = max over tags ( changes in a row that agree with those some rows before / changes tolerated )
///
/// Every lag up to `history` rows is compared; values agree within half of the tag's resolution (from the noise
/// floor). Tolerated is `factor` × the longest run in normal rows, at least `least`: schedules and switches that
/// repeat themselves are tolerated for as long as they do. Only what is played without added noise, and not older
/// than `history`, is seen. Complexity: O(n · history · c) to fit and to score. Kindred: self-join of the matrix profile
/// (Yeh et al. 2016, ICDM), of which this is the case of distance 0.
public struct Replay: Detector {
  /// The id in configuration files.
  public static let id = "replay"
  /// What it is.
  public static let summary =
    "a tag that repeats an earlier stretch of its own for longer than it ever did in normal operation"

  /// How many rows back a stretch may lie, 2 to 5,000.
  public let history: Int
  /// How many times the longest normal run is tolerated, 1 to 100.
  public let factor: Double
  /// How many changes that agree are tolerated at least, 2 to 10,000.
  public let least: Int

  /// Reads `history`, `factor` and `least`.
  public init(_ fields: inout Fields) {
    history = fields.integer("history", default: 200, in: 2...5_000)
    factor = fields.number("factor", default: 2, in: 1...100)
    least = fields.integer("least", default: 6, in: 2...10_000)
  }

  /// 1: repeated for longer than is tolerated.
  public var naturalLimit: Double? { 1 }

  /// All three.
  public var settings: [String: String] {
    ["history": "\(history)", "factor": "\(factor)", "least": "\(least)"]
  }

  /// The rows themselves.
  public func emptyStatistic(_ context: TrainingContext) -> KeptRows {
    KeptRows(tags: context.tags, interval: context.interval)
  }

  /// Runs through normal time and tolerates a multiple of what it finds.
  public func model(
    from statistic: KeptRows, _ context: TrainingContext
  ) throws(Fault) -> ReplayModel {
    let record = statistic.record
    // A step's rounding has the variance step² / 12; a hair less than half a step apart is the same step.
    let squares = context.floor.map { 3 * $0 }
    var search = ReplaySearch(tags: squares.count, history: history)
    var longest = [Int](repeating: 0, count: squares.count)
    for (i, time) in record.times.enumerated() {
      let runs = search.next(
        record.values.row(i), at: time, interval: context.interval, squares: squares)
      for j in longest.indices { longest[j] = max(longest[j], runs[j]) }
    }
    return ReplayModel(
      tolerated: longest.map { max(Double(least), factor * Double($0)) }, squares: squares,
      history: history, interval: context.interval)
  }
}
