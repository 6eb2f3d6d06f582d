public import Diagnostics
public import Learning

/// A small shift that lasts, in any direction: the exponentially weighted mean of innovation *vectors*.
///
///     yₜ = (1 − α) yₜ₋₁ + α rₜ min(1, b / ℓₜ),   ℓ = √( r Ω⁻¹ rᵀ / c ),   score = √( yₜ Ω⁻¹ yₜᵀ · (2 − α)/α / c )
///
/// r and Ω are the innovations of ``Autoregression`` and their covariance; with `lags: 0` rows themselves
/// and Σ. Averaging the vector, not its length, keeps the sign: noise cancels, a shift adds up. An
/// accumulator sees lengths alone and cannot do so. y starts at 0 and does so again after a gap, under the
/// covariance of the long run, α/(2 − α) Ω, which does not understate it at any age. Rows that cannot be judged
/// leave y alone. One row, however far off, moves y as far as a row of length b does and no farther: else a single
/// glitch would stand for a hundred rows. Usual rows have a length of about 1. Lowry et al. take independent rows; innovations are nearly so, rows seldom are.
/// The bound is a Huber weight on the length, Maronna (1976), Annals of Statistics 4(1); Lowry et al. have none.
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

  /// The length that counts of a row, 1 to 1e9.
  public let bound: Double

  /// Reads `alpha`, `lags`, `ridge` and `bound`.
  public init(_ fields: inout Fields) {
    alpha = fields.number("alpha", default: 0.1, in: 0.001...1)
    lags = fields.integer("lags", default: 2, in: 0...48)
    ridge = fields.number("ridge", default: 1e-3, in: 0...10)
    bound = fields.number("bound", default: 5, in: 1...1e9)
  }

  /// All four.
  public var settings: [String: String] {
    ["alpha": "\(alpha)", "lags": "\(lags)", "ridge": "\(ridge)", "bound": "\(bound)"]
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
      alpha: alpha, bound: bound, autoregression: autoregression,
      whitener: try whitener(of: autoregression.innovations))
  }
}
