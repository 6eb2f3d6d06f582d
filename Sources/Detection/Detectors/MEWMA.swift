public import Diagnostics
public import Learning

/// A small shift that lasts, in any direction: the exponentially weighted mean of innovation *vectors*.
///
///     yₜ = (1 − α) yₜ₋₁ + α rₜ,   score = √( yₜ Ω⁻¹ yₜᵀ · (2 − α)/α / c )
///
/// r and Ω are the innovations of ``Autoregression`` and their covariance; with `lags: 0` rows themselves
/// and Σ. Averaging the vector, not its length, keeps the sign: noise cancels, a shift adds up. An
/// accumulator sees lengths alone and cannot do so. y starts at 0 and does so again after a gap, under the
/// covariance of the long run, α/(2 − α) Ω, which does not understate it at any age. Rows that cannot be judged
/// leave y alone. Lowry et al. take independent rows; innovations are nearly so, rows seldom are.
/// Complexity: as ``VARInnovations``. Reference: Lowry, Woodall, Champ & Rigdon (1992), Technometrics 34(1);
/// on residuals: Alwan & Roberts (1988), J. Business & Economic Statistics 6(1).
public struct MEWMA: Detector {
  /// The id in configuration files.
  public static let id = "mewma"
  /// What it is.
  public static let summary =
    "a small shift that lasts: the exponentially weighted mean of innovation vectors"

  /// The weight of the newest innovation, 0.001 to 1.
  public let alpha: Double
  /// How many earlier rows foresee a row, 0 to 48.
  public let lags: Int
  /// The ridge on the coefficients of standardised tags, 0 to 10.
  public let ridge: Double

  /// Reads `alpha`, `lags` and `ridge`.
  public init(_ fields: inout Fields) {
    alpha = fields.number("alpha", default: 0.1, in: 0.001...1)
    lags = fields.integer("lags", default: 2, in: 0...48)
    ridge = fields.number("ridge", default: 1e-3, in: 0...10)
  }

  /// All three.
  public var settings: [String: String] {
    ["alpha": "\(alpha)", "lags": "\(lags)", "ridge": "\(ridge)"]
  }

  /// Moments of the rows and their lags.
  public func emptyStatistic(_ context: TrainingContext) -> LaggedMoments {
    LaggedMoments(lags: lags, pilot: context.pilot)
  }

  /// Solves the normal equations and whitens the innovations.
  public func model(
    from moments: LaggedMoments, _ context: TrainingContext
  ) throws(Fault) -> MEWMAModel {
    let autoregression = try Autoregression(moments, ridge: ridge, context)
    return MEWMAModel(
      alpha: alpha, autoregression: autoregression,
      whitener: try whitener(of: autoregression.innovations))
  }
}
