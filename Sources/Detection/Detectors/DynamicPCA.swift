public import Diagnostics
public import Learning
internal import LinearAlgebra

/// What a row and those before it have outside (SPE) or inside (T²) the principal subspace of normal ones.
///
/// As ``PCAResidual``, on x = [zₜ, zₜ₋₁, …, zₜ₋ₗ]: it sees relations over time, such as a level that rises
/// less than its inflow of the row before says, without naming causes. `variance` is the share of x that
/// the subspace holds. The first `lags` rows after a gap cannot be scored.
/// Complexity: fit O(n c²(l+1)² + (c(l+1))³), score O(n c²(l+1)²). Reference: Ku, Storer & Georgakis (1995),
/// Chemometrics and Intelligent Laboratory Systems 30(1); lags and variance are settings here, not their tests.
public struct DynamicPCA: Detector {
  /// The id in configuration files.
  public static let id = "dynamic-pca"
  /// What it is.
  public static let summary =
    "distance from (spe) or inside (t2) the principal subspace of normal rows with those before them"

  /// How many earlier rows are looked at, 1 to 48.
  public let lags: Int
  /// The share of the variance that the subspace holds, 0.5 to 0.9999.
  public let variance: Double
  /// `spe` or `t2`.
  public let statistic: String

  /// Reads `lags`, `variance` and `statistic`.
  public init(_ fields: inout Fields) {
    lags = fields.integer("lags", default: 2, in: 1...48)
    variance = fields.number("variance", default: 0.99, in: 0.5...0.9999)
    statistic = fields.word("statistic", default: "spe", of: ["spe", "t2"])
  }

  /// All three.
  public var settings: [String: String] {
    ["lags": "\(lags)", "variance": "\(variance)", "statistic": statistic]
  }

  /// Moments of the rows and their lags.
  public func emptyStatistic(_ context: TrainingContext) -> LaggedMoments {
    LaggedMoments(lags: lags, pilot: context.pilot)
  }

  /// Decomposes the correlation of rows with those before them.
  public func model(
    from moments: LaggedMoments, _ context: TrainingContext
  ) throws(Fault) -> LaggedProjectionModel {
    let tags = try GaussianTags(moments: moments, floor: context.floor)
    let count = tags.mean.count
    var covariance = moments.standardisedCovariance(scale: tags.scale)
    let floor = (0..<covariance.rows).map {
      context.floor[$0 % count] / (tags.scale[$0 % count] * tags.scale[$0 % count])
    }
    for j in floor.indices { covariance[j, j] = max(covariance[j, j], 0) + floor[j] }
    let isResidual = statistic == "spe"
    let subspace = try PrincipalSubspace(
      of: covariance, floor: floor, share: variance, leavesResidual: isResidual)
    return LaggedProjectionModel(
      kind: Self.id, tags: tags, lags: lags,
      projection: subspace.projection(ofResidual: isResidual),
      interval: context.interval)
  }
}
