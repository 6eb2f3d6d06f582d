internal import Diagnostics
internal import Foundation
internal import Learning
internal import LinearAlgebra

/// The directions of the past that tell most of the future: canonical variates from lagged moments.
///
///     Lₚ Lₚᵀ = Σₚₚ,  L_f L_fᵀ = Σ_ff,   Lₚ⁻¹ Σₚ_f L_f⁻ᵀ = U diag(ρ) Vᵀ,   x = Uₖᵀ Lₚ⁻¹ p
///
/// p holds a row and those before it, f as many rows that follow. Both covariances get the noise floor and a
/// ridge. k is the smallest number of states that hold `information` of what past and future tell of each other,
/// −½ Σ log(1 − ρ²) of the Gaussian; ρ is held below 1. Source: Larimore (1990), "Canonical variate analysis in
/// identification, filtering, and adaptive control", 29th IEEE CDC; Russell, Chiang & Braatz (2000), Data-driven
/// Methods for Fault Detection and Diagnosis in Chemical Processes, chapter 7. They choose k by an
/// information criterion.
struct CanonicalVariates {
  /// Lₚ⁻ᵀ Uₖ, the states' directions as columns, the most telling first: *(rows · tags) × k*.
  let stateDirections: Matrix
  /// Lₚ⁻ᵀ Uₖ Uₖᵀ, *(rows · tags)²*: ‖p · this‖ is the length of the states.
  ///
  /// Unlike single directions, it does not turn where two correlations are alike.
  let stateProjection: Matrix
  /// Lₚ⁻ᵀ (I − Uₖ Uₖᵀ): ‖p · this‖ is the length of what the whitened past has besides.
  let residualProjection: Matrix
  /// The canonical correlations ρ, descending.
  let correlations: [Double]
  /// k, from 1 to one less than there are correlations; 1 where there is one.
  let states: Int

  /// Decomposes moments of 2 · `rows` − 1 lags.
  ///
  /// O((c · rows)³).
  init(
    _ moments: LaggedMoments, rows: Int, tags: GaussianTags, ridge: Double, information: Double,
    floor: [Double]
  ) throws(Fault) {
    let count = tags.mean.count
    let full = moments.standardisedCovariance(scale: tags.scale)
    let width = count * rows
    // Block b of the moments is b rows back: those that follow first, then the past.
    func block(_ a: Int, _ b: Int) -> Matrix {
      full.selecting(
        rows: Array(a * width..<(a + 1) * width), columns: Array(b * width..<(b + 1) * width))
    }
    func whitener(_ own: Matrix) throws(Fault) -> Matrix {
      var covariance = own
      for j in 0..<width {
        let scale = tags.scale[j % count]
        covariance[j, j] += floor[j % count] / (scale * scale) + ridge
      }
      do throws(LinearAlgebraError) {
        return try Cholesky(covariance).inverseLowerTransposed
      } catch {
        throw Fault(
          .badData, "the covariance of \(rows) rows cannot be inverted: \(error)",
          hint: "raise 'ridge' above \(ridge)")
      }
    }
    let past = try whitener(block(1, 1))
    let future = try whitener(block(0, 0))
    let svd: SVD
    do throws(LinearAlgebraError) {
      svd = try SVD(past.transposeTimes(block(1, 0)).times(future))
    } catch {
      throw Fault(.badData, "past and future have no canonical variates: \(error.problem)")
    }
    correlations = svd.values.map { min($0, 1 - 1e-9) }
    let told = correlations.map { Self.information($0) }
    let total = told.reduce(0, +)
    var held = 0.0
    var states = 0
    while states < max(width - 1, 1), states < 1 || held < information * total {
      held += told[states]
      states += 1
    }
    self.states = states
    let own = svd.left.columns(0..<states)
    stateDirections = past.times(own)
    stateProjection = stateDirections.timesTranspose(own)
    residualProjection = past - stateProjection
  }

  // −½ log(1 − ρ²), of which only ratios count.
  private static func information(_ correlation: Double) -> Double {
    -log(1 - correlation * correlation)
  }
}
