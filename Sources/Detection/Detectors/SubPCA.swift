public import Diagnostics
public import Learning
internal import LinearAlgebra

/// The shape of each tag's own course: what its last rows have outside the courses that it usually takes.
///
///     wⱼ = [zₜⱼ, zₜ₋₁ⱼ, …, zₜ₋ₗⱼ],   score = √( Σⱼ ‖wⱼ (I − VⱼVⱼᵀ)‖² / (c · mean residual of j) )
///
/// Vⱼ are the strongest directions of tag j's windows (its singular spectrum), as many as hold `variance` of them.
/// It sees jumps, noise and rhythms that are strange to a tag, and nothing of how tags go together. Every tag
/// weighs the same. The first `lags` rows after a gap cannot be scored.
/// Complexity: fit O(n c²(l+1)² + c(l+1)³), score O(n c²(l+1)²). References: Broomhead & King (1986), Physica D 20(2/3);
/// Sub-PCA of TSB-AD (Liu & Paparrizos 2024, NeurIPS), which scores whole windows; here the newest row is the
/// window's last, so that no score waits for rows to come.
public struct SubPCA: Detector {
  /// The id in configuration files.
  public static let id = "sub-pca"
  /// What it is.
  public static let summary =
    "the shape of each tag's own course, outside its singular spectrum of normal time"

  /// How many earlier rows a window has, 1 to 24.
  public let lags: Int
  /// The share of a tag's variance that its usual courses hold, 0.5 to 0.9999.
  public let variance: Double

  /// Reads `lags` and `variance`.
  public init(_ fields: inout Fields) {
    lags = fields.integer("lags", default: 5, in: 1...24)
    variance = fields.number("variance", default: 0.9, in: 0.5...0.9999)
  }

  /// Both settings.
  public var settings: [String: String] { ["lags": "\(lags)", "variance": "\(variance)"] }

  /// Moments of the rows and their lags.
  public func emptyStatistic(_ context: TrainingContext) -> LaggedMoments {
    LaggedMoments(lags: lags, pilot: context.pilot)
  }

  /// Decomposes each tag's autocovariances.
  public func model(
    from moments: LaggedMoments, _ context: TrainingContext
  ) throws(Fault) -> LaggedProjectionModel {
    let tags = try GaussianTags(moments: moments, floor: context.floor)
    let count = tags.mean.count
    let full = moments.standardisedCovariance(scale: tags.scale)
    var projection = Matrix(rows: full.rows, columns: full.rows)
    for j in 0..<count {
      let own = (0...lags).map { $0 * count + j }
      let floor = context.floor[j] / (tags.scale[j] * tags.scale[j])
      var windows = full.selecting(rows: own, columns: own)
      for k in own.indices { windows[k, k] = max(windows[k, k], 0) + floor }
      let subspace = try PrincipalSubspace(
        of: windows, floor: own.map { _ in floor }, share: variance, leavesResidual: true)
      let outside = subspace.projection(ofResidual: true)
      for (a, row) in own.enumerated() {
        for (b, column) in own.enumerated() {
          projection[row, column] = outside[a, b] / Double(count).squareRoot()
        }
      }
    }
    return LaggedProjectionModel(
      kind: Self.id, tags: tags, lags: lags, projection: projection, interval: context.interval)
  }
}
