public import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// How far out in its own tail each value lies, by the empirical distribution of each tag.
///
/// A comparator: others are better on plants.
///
///     L = −ln( (#{y ≤ x} + 1) / (n + 1) ),   R = −ln( (#{y ≥ x} + 1) / (n + 1) )
///     score = Σ over tags max(L, R)
///
/// y are at most `rows` values of training, chosen by their moments (``SampledRows``). A row is judged as if it
/// were the one value more, which is what PyOD's `decision_function` makes of a row alone; several at once PyOD ranks
/// among each other, which is not causal. The tail on the side of a tag's skewness, which PyOD takes the maximum
/// with as well, is one of the two and changes nothing; the paper sums each kind of tail over the tags first.
/// A missing cell has no part, the rest is scaled to all tags. Scores are bounded. Complexity: fit O(c n log n), score
/// O(c log n) per row. Reference: Li, Zhao, Hu, Botta, Ionescu & Chen (2022), IEEE TKDE 35(12), as PyOD 3.6 has it.
public struct ECOD: Detector {
  /// The id in configuration files.
  public static let id = "ecod"
  /// What it is.
  public static let summary =
    "comparator: how far out each value lies in the empirical distribution of its tag"

  /// The most rows that distributions are made of, 100 to 100,000.
  public let rows: Int

  /// Reads `rows`.
  public init(_ fields: inout Fields) {
    rows = fields.integer("rows", default: 5_000, in: 100...100_000)
  }

  /// The one setting.
  public var settings: [String: String] { ["rows": "\(rows)"] }

  /// A sample of the rows.
  public func emptyStatistic(_ context: TrainingContext) -> SampledRows {
    SampledRows(tags: context.tags.count, most: rows)
  }

  /// Sorts the values of each tag.
  public func model(
    from statistic: SampledRows, _ context: TrainingContext
  ) throws(Fault) -> ECODModel {
    let frame = statistic.frame(of: context.tags)
    var moments = LaggedMoments(lags: 0, pilot: context.pilot, incomplete: statistic.incomplete)
    moments.accumulate(frame, context: 0)
    // Refuses too few rows, as the others do.
    _ = try GaussianTags(moments: moments, floor: context.floor)
    return ECODModel(sorted: context.tags.indices.map { frame.values.column($0).sorted() })
  }
}
