public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// What a row has outside (SPE, the Q statistic) or inside (T²) the principal subspace of normal rows.
///
///     t = z P,   SPE = ‖z − t Pᵀ‖² / (mean residual eigenvalue · (c − k)),   T² = Σ tₐ²/λₐ / k
///
/// The score is the square root. k is the smallest number of components that hold `variance` of the
/// total; for SPE at most one less than the tags that vary.
/// Complexity: fit O(n c² + c³), score O(n c k). Reference: Jackson & Mudholkar (1979), Technometrics
/// 21(3), without their limit: limits come from cross-fitting.
public struct PCAResidual: Detector {
  /// The id in configuration files.
  public static let id = "pca-residual"
  /// What it is.
  public static let summary =
    "distance from (spe) or inside (t2) the principal subspace of normal rows"

  /// The share of the variance that the subspace holds, 0.5 to 0.9999.
  public let variance: Double
  /// `spe` or `t2`.
  public let statistic: String

  /// Reads `variance` and `statistic`.
  public init(_ fields: inout Fields) {
    variance = fields.number("variance", default: 0.99, in: 0.5...0.9999)
    statistic = fields.word("statistic", default: "spe", of: ["spe", "t2"])
  }

  /// Both settings.
  public var settings: [String: String] { ["variance": "\(variance)", "statistic": statistic] }

  /// Plain moments.
  public func emptyStatistic(_ context: TrainingContext) -> LaggedMoments {
    LaggedMoments(lags: 0, pilot: context.pilot)
  }

  /// Decomposes the correlation, floored for T² only (see ``PrincipalSubspace``).
  public func model(
    from moments: LaggedMoments, _ context: TrainingContext
  ) throws(Fault) -> PCAResidualModel {
    let tags = try GaussianTags(moments: moments, floor: context.floor)
    let floor = context.floor.indices.map { context.floor[$0] / (tags.scale[$0] * tags.scale[$0]) }
    let subspace = try PrincipalSubspace(
      of: tags.covariance, floor: floor, share: variance, leavesResidual: statistic == "spe")
    let components = subspace.components
    return PCAResidualModel(
      tags: tags, components: subspace.directions.columns(0..<components),
      eigenvalues: Array(subspace.variances[..<components]), residual: subspace.residualVariance,
      statistic: statistic)
  }
}

/// A fitted ``PCAResidual`` detector; it keeps nothing between rows.
public struct PCAResidualModel: DetectorModel {
  /// Nothing crosses from row to row.
  public struct State: Codable, Sendable, Equatable {}

  let tags: GaussianTags
  let components: Matrix
  let eigenvalues: [Double]
  let residual: Double
  let statistic: String

  /// The empty state.
  public func initialState() -> State { State() }

  /// A score per row.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    let standard = tags.standardised(rows)
    let scores = standard.z.timesRowStable(components)
    let variates: Matrix
    let divisor: Double
    if statistic == "t2" {
      variates = scaled(scores)
      divisor = Double(components.columns)
    } else {
      variates = standard.z - scores.timesRowStable(components.transposed())
      divisor = residual * Double(components.rows - components.columns)
    }
    let sums = rootMeanSquare(variates, present: standard.present.map { $0 == 0 ? 0 : 1 })
    return sums.map { $0 / divisor.squareRoot() }
  }

  /// The projection onto the subspace is what was expected; the rest, by tag, is what stands out.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    let standard = tags.standardised(rows)
    let scores = standard.z.times(components)
    let projected = scores.times(components.transposed())
    var expected = projected
    var parts = projected
    // T² has no residual: a tag's part is its share of the scaled scores mapped back.
    let pulled = statistic == "t2" ? scaled(scores).times(components.transposed()) : projected
    for j in 0..<expected.columns {
      for i in 0..<expected.rows {
        let part = statistic == "t2" ? pulled[i, j] : standard.z[i, j] - projected[i, j]
        parts[i, j] = part * part
        expected[i, j] = tags.engineering(statistic == "t2" ? 0 : projected[i, j], tag: j)
      }
    }
    parts.clearMissing(standard.missing)
    return Explanation(expected: expected, shares: Explanation.normalised(parts))
  }

  private func scaled(_ scores: Matrix) -> Matrix {
    var result = scores
    for (a, value) in eigenvalues.enumerated() {
      let divisor = value.squareRoot()
      result.withUnsafeMutableColumn(a) { column in
        for i in column.indices { column[i] /= divisor }
      }
    }
    return result
  }

  /// Mean, scale, covariance, components and eigenvalues.
  public var artifact: ModelArtifact {
    var arrays = tags.arrays
    arrays["components"] = ModelArtifact.Array(components)
    arrays["eigenvalues"] = ModelArtifact.Array(eigenvalues)
    return ModelArtifact(
      kind: PCAResidual.id, texts: ["statistic": statistic],
      numbers: ["residual-variance": residual, "components": Double(components.columns)],
      arrays: arrays)
  }

  init(
    tags: GaussianTags, components: Matrix, eigenvalues: [Double], residual: Double,
    statistic: String
  ) {
    self.tags = tags
    self.components = components
    self.eigenvalues = eigenvalues
    self.residual = residual
    self.statistic = statistic
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    self.tags = try GaussianTags(artifact: artifact, tags: tags.count)
    let count = try artifact.count("components")
    components = try artifact.matrix("components", rows: tags.count, columns: count)
    eigenvalues = try artifact.vector("eigenvalues", count: count)
    residual = try artifact.number("residual-variance")
    statistic = try artifact.text("statistic")
    guard statistic == "spe" || statistic == "t2" else {
      throw Fault(
        .badData,
        "model 'pca-residual': 'statistic' must be one of 'spe', 't2', got '\(statistic)'")
    }
    let allowed = statistic == "t2" ? 1...max(tags.count, 1) : 0...max(tags.count - 1, 0)
    guard allowed.contains(count) else {
      throw Fault(
        .badData,
        "model 'pca-residual': 'components' must be from \(allowed.lowerBound) to "
          + "\(allowed.upperBound), got \(count)")
    }
    guard residual > 0, eigenvalues.allSatisfy({ $0 > 0 }) else {
      throw Fault(.badData, "model 'pca-residual': every eigenvalue and the residual must be > 0")
    }
  }
}
