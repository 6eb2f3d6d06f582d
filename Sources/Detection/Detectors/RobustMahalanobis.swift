public import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// As ``Mahalanobis``, of the part of normal time that agrees best: disturbances in it do not widen Σ.
///
///     score(x) = √( zᵀ Σ⁻¹ z / c ),   μ and Σ by ``MinimumCovarianceDeterminant``
///
/// For training time that may hold what is not normal. Where it is clean, ``Mahalanobis`` knows as much from
/// more rows. At most `rows` complete rows are looked at, chosen by their moments (``SampledRows``).
/// Complexity: fit O(C-steps · rows · c²), score O(n c²). Reference: Hubert, Rousseeuw & Verdonck (2012).
public struct RobustMahalanobis: Detector {
  /// The id in configuration files.
  public static let id = "robust-mahalanobis"
  /// What it is.
  public static let summary =
    "distance from the part of normal time that agrees best (minimum covariance determinant)"

  /// The part of the rows that is taken to be clean, 0.5 to 1.
  public let support: Double
  /// The most rows that are looked at, 100 to 1,000,000.
  public let rows: Int

  /// Reads `support` and `rows`.
  public init(_ fields: inout Fields) {
    support = fields.number("support", default: 0.75, in: 0.5...1)
    rows = fields.integer("rows", default: 20_000, in: 100...1_000_000)
  }

  /// Both settings.
  public var settings: [String: String] { ["support": "\(support)", "rows": "\(rows)"] }

  /// A sample of the rows.
  public func emptyStatistic(_ context: TrainingContext) -> SampledRows {
    SampledRows(tags: context.tags.count, most: rows)
  }

  /// Finds the clean rows; their moments, floor included, are the model.
  ///
  /// A pump that seldom runs stands in all clean rows: its plain variance is on the diagonal, or whenever it runs
  /// it would be infinitely far.
  public func model(
    from statistic: SampledRows, _ context: TrainingContext
  ) throws(Fault) -> MahalanobisModel {
    let frame = statistic.frame(of: context.tags)
    var all = LaggedMoments(lags: 0, pilot: context.pilot, incomplete: statistic.incomplete)
    all.accumulate(frame, context: 0)
    // Says how many rows are needed where there are too few.
    let plain = try GaussianTags(moments: all, floor: context.floor)
    let found = try MinimumCovarianceDeterminant(
      frame.values, support: support, floor: context.floor)
    let clean = found.isClean.indices.filter { found.isClean[$0] }
    var moments = LaggedMoments(lags: 0, pilot: context.pilot)
    moments.accumulate(
      Frame(
        times: clean.map { frame.times[$0] }, tags: frame.tags,
        values: frame.values.selecting(rows: clean, columns: Array(frame.tags.indices))),
      context: 0)
    let tags =
      clean.count >= context.tags.count + 2
      ? try GaussianTags(moments: moments, floor: found.floor) : plain
    return MahalanobisModel(
      kind: Self.id, tags: tags,
      whitener: try whitener(of: tags.covariance)
        .scaled(by: 1 / found.reweightingFactor.squareRoot()))
  }
}
