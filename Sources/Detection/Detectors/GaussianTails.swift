public import Diagnostics
internal import Learning
internal import LinearAlgebra

/// Each tag against its own last course: how unlikely its residual is, gathered over the tags.
///
///     uₜ = (rₜ − μₜ₋₁) / (κ σₜ₋₁),   score = Σ over tags −log₁₀ P(|N(0, 1)| > |u|) / p
///
/// rₜ is the innovation of ``Autoregression`` in units of its deviation, or with `lags: 0` the standardised value
/// itself; μ and σ are exponentially weighted over the last `memory` rows and go on while the model runs, so that a tag
/// that has become noisier, or drifts with the season, is judged by what it is now:
///
///     h = rₜ − μₜ₋₁ held within 3 σₜ₋₁,   μₜ = μₜ₋₁ + α h,   σ²ₜ = (1 − α)(σ²ₜ₋₁ + α h²),   α = 1 / memory
///
/// Digits grow with u²: a state that switches once a week is 50 σ away when it does, hundreds of digits in one row, and
/// a few such rows would set the limit of all tags. So a tag whose normal rows reach farther than a normal distribution
/// would is counted in units of that, the one number κ ≥ 1 of each tag:
///
///     κ = max(1, |u|₍₅₎ / z₍₅₎),   |u|₍₅₎ the fifth largest |rₜ − μₜ₋₁| / σₜ₋₁ of n normal rows,   P(|N(0, 1)| > z₍₅₎) = 5 / (n + 1)
///
/// the fifth, so that up to four glitches do not blind a tag. Covariances play no part: what is impossible only beside other tags is for ``Mahalanobis``. Deviations from the
/// paper: weights that fade instead of a window, which needs no memory of rows; a row is judged by the moments before
/// it; both tails; what a row teaches is held within 3 σ, so that an attack does not soon count as usual; σ² is
/// never below `least` of that of training. They start from those of training. A missing cell has no part and teaches nothing. The first `lags`
/// rows after a gap cannot be scored. Fitting keeps the rows of normal time. Complexity: as ``VARInnovations``. References: Garg, Zhang, Samaran, Savitha &
/// Foo (2021), IEEE TNNLS 33(6), section III-C (Gauss-D); the recursion: Finch (2009), Incremental calculation of
/// weighted mean and variance, section 9.
public struct GaussianTails: Detector {
  /// The id in configuration files.
  public static let id = "gaussian-tails"
  /// What it is.
  public static let summary =
    "each tag's residual against its own last mean and variance, as tail probabilities that add up"

  /// How many deviations of a tag's residual a row teaches at most.
  public static let held = 3.0
  /// Which of the largest normal residuals, from 1, says how far a tag reaches.
  static let reaching = 5

  /// How many earlier rows foretell a row, 0 to 48; 0 judges the values themselves.
  public let lags: Int
  /// The ridge on the coefficients of standardised tags, 0 to 10.
  public let ridge: Double
  /// After how many rows a value counts for 1/e in mean and variance, 10 to 1,000,000.
  public let memory: Int
  /// The least variance, as a share of that of training, 0.001 to 1.
  public let least: Double

  /// Reads `lags`, `ridge`, `memory` and `least`.
  public init(_ fields: inout Fields) {
    lags = fields.integer("lags", default: 2, in: 0...48)
    ridge = fields.number("ridge", default: 1e-3, in: 0...10)
    memory = fields.integer("memory", default: 500, in: 10...1_000_000)
    least = fields.number("least", default: 0.25, in: 0.001...1)
  }

  /// All four.
  public var settings: [String: String] {
    ["lags": "\(lags)", "ridge": "\(ridge)", "memory": "\(memory)", "least": "\(least)"]
  }

  /// Moments of the rows and their lags, and the rows themselves.
  public func emptyStatistic(_ context: TrainingContext) -> MomentsAndRows {
    MomentsAndRows(lags: lags, context)
  }

  /// Solves the normal equations; the innovations' variances are where the running ones start.
  public func model(
    from statistic: MomentsAndRows, _ context: TrainingContext
  ) throws(Fault) -> GaussianTailsModel {
    GaussianTailsModel(
      autoregression: try Autoregression(statistic.moments, ridge: ridge, context),
      memory: Double(memory), least: least, record: statistic.rows.record)
  }
}
