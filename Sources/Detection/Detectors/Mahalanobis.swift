public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// Distance of a row from normal operation under the full covariance of all tags.
///
///     score(x) = √( zᵀ Σ⁻¹ z / c ),   z = (x − μ) / σ
///
/// Σ includes the noise floor. Sees a value that is possible alone but not beside the others.
/// Complexity: fit O(n c² + c³), score O(n c²). Reference: Hotelling (1947); Mahalanobis (1936).
public struct Mahalanobis: Detector {
  /// The id in configuration files.
  public static let id = "mahalanobis"
  /// What it is.
  public static let summary = "distance from normal under the full covariance of all tags"

  /// It has no settings.
  public init(_ fields: inout Fields) {}
  /// No settings.
  public var settings: [String: String] { [:] }

  /// Plain moments.
  public func emptyStatistic(_ context: TrainingContext) -> LaggedMoments {
    LaggedMoments(lags: 0, pilot: context.pilot)
  }

  /// Whitens by the Cholesky factor of the floored covariance.
  public func model(
    from statistic: LaggedMoments, _ context: TrainingContext
  ) throws(Fault) -> MahalanobisModel {
    let tags = try GaussianTags(moments: statistic, floor: context.floor)
    return MahalanobisModel(
      kind: Self.id, tags: tags, whitener: try whitener(of: tags.covariance))
  }
}

/// A fitted ``Mahalanobis`` or ``RobustMahalanobis`` detector; it keeps nothing between rows.
public struct MahalanobisModel: DetectorModel {
  /// Nothing crosses from row to row.
  public struct State: Codable, Sendable, Equatable {}

  /// The detector's id.
  let kind: String
  let tags: GaussianTags
  let whitener: Matrix

  /// The empty state.
  public func initialState() -> State { State() }

  /// A score per row.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    let standard = tags.standardised(rows)
    return rootMeanSquare(standard.z.timesRowStable(whitener), present: standard.present)
  }

  /// What each tag was expected to be given the others.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    let standard = tags.standardised(rows)
    var (expected, parts) = conditionalParts(
      standard.z, whitener: whitener, missing: standard.missing)
    for j in 0..<expected.columns {
      for i in 0..<expected.rows { expected[i, j] = tags.engineering(expected[i, j], tag: j) }
    }
    return Explanation(expected: expected, shares: Explanation.normalised(parts))
  }

  /// Mean, scale, covariance and whitener.
  public var artifact: ModelArtifact {
    var arrays = tags.arrays
    arrays["whitener"] = ModelArtifact.Array(whitener)
    return ModelArtifact(kind: kind, arrays: arrays)
  }

  init(kind: String, tags: GaussianTags, whitener: Matrix) {
    self.kind = kind
    self.tags = tags
    self.whitener = whitener
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    kind = artifact.kind
    self.tags = try GaussianTags(artifact: artifact, tags: tags.count)
    whitener = try artifact.matrix("whitener", rows: tags.count, columns: tags.count)
  }
}
