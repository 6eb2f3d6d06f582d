public import Diagnostics
public import Learning
internal import LinearAlgebra

/// How surprising a row is given the few states that the rows before it come down to.
///
///     rₜ = zₜ − xₜ₋₁ C,   score = √( rₜ Ω⁻¹ rₜᵀ / p )
///
/// with the canonical variates x of ``CanonicalVariates`` over the `lags` rows before, and C by least squares: an
/// ``Autoregression`` whose coefficients have the rank k of the states. Of many tags that move together, or few
/// rows, it learns less of chance than ``VARInnovations``. The first `lags` rows after a gap cannot be scored.
/// Complexity: fit O(n c² lags² + (c·lags)³), score O(n c²(lags + 1)). Reference: Larimore (1990), 29th IEEE CDC;
/// innovations as charts: Negiz & Çinar (1997), AIChE Journal 43(8).
public struct SubspaceInnovations: Detector {
  /// The id in configuration files.
  public static let id = "subspace-innovations"
  /// What it is.
  public static let summary =
    "surprise given the few states that the rows before come down to, by canonical variates"

  /// How many earlier rows are looked at, 1 to 24.
  public let lags: Int
  /// The share of what past and future tell of each other that the states hold, 0.1 to 0.9999.
  public let information: Double
  /// What is added to the variance of standardised tags, 0 to 10.
  public let ridge: Double

  /// Reads `lags`, `information` and `ridge`.
  public init(_ fields: inout Fields) {
    lags = fields.integer("lags", default: 2, in: 1...24)
    information = fields.number("information", default: 0.9, in: 0.1...0.9999)
    ridge = fields.number("ridge", default: 1e-2, in: 0...10)
  }

  /// All three.
  public var settings: [String: String] {
    ["lags": "\(lags)", "information": "\(information)", "ridge": "\(ridge)"]
  }

  /// Moments of as many rows of the past as of the future.
  public func emptyStatistic(_ context: TrainingContext) -> LaggedMoments {
    LaggedMoments(lags: 2 * lags - 1, pilot: context.pilot)
  }

  /// Finds the states and what they foresee of the next row.
  public func model(
    from moments: LaggedMoments, _ context: TrainingContext
  ) throws(Fault) -> VARInnovationsModel {
    let tags = try GaussianTags(moments: moments, floor: context.floor)
    let found = try CanonicalVariates(
      moments, rows: lags, tags: tags, ridge: ridge, information: information,
      floor: context.floor)
    let states = found.stateDirections
    let autoregression = try Autoregression(moments, lags: lags, context) { terms in
      // The variates are uncorrelated and of variance 1, floor and ridge included: C = xᵀz.
      states.times(states.transposeTimes(terms.pastNow))
    }
    return VARInnovationsModel(
      kind: Self.id, autoregression: autoregression,
      whitener: try whitener(of: autoregression.innovations))
  }
}
