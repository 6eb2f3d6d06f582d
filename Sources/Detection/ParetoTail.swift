internal import Foundation

/// A generalised Pareto distribution of excesses: P(Y > y) = (1 + ξ y / σ)^(−1/ξ), e^(−y/σ) for ξ = 0.
package struct ParetoTail: Equatable, Sendable {
  /// The shape ξ: 0 is exponential, below 0 the tail ends, above 0 it is heavy.
  package let shape: Double
  /// The scale σ, 0 where all excesses are alike.
  package let scale: Double
  /// The largest excess.
  package let largest: Double

  /// A tail of known numbers.
  package init(shape: Double, scale: Double, largest: Double = 0) {
    self.shape = shape
    self.scale = scale
    self.largest = largest
  }

  /// Fits by probability-weighted moments; O(n log n).
  ///
  ///     a₀ = mean(y),   a₁ = mean((1 − pᵢ) y₍ᵢ₎),   pᵢ = (i − 0.35) / n
  ///     ξ = 2 − a₀ / (a₀ − 2 a₁),   σ = 2 a₀ a₁ / (a₀ − 2 a₁)
  ///
  /// Source: Hosking & Wallis (1987), Technometrics 29(3), section 3.2 (there k = −ξ).
  /// - Parameter excesses: at least one, all > 0.
  package init(excesses: [Double]) {
    let sorted = excesses.sorted()
    let n = Double(sorted.count)
    let mean = sorted.reduce(0, +) / n
    var weighted = 0.0
    for (index, y) in sorted.enumerated() { weighted += (1 - (Double(index) + 0.65) / n) * y }
    let first = weighted / n
    largest = sorted.last ?? 0
    let spread = mean - 2 * first
    // Excesses that are all alike have no tail.
    guard spread > 0, largest - (sorted.first ?? 0) > 1e-9 * mean else {
      shape = 0
      scale = 0
      return
    }
    shape = 2 - mean / spread
    scale = 2 * mean * first / spread
  }

  /// The excess that a share of peaks, 0 to 1, passes; the largest one where there is no tail.
  package func level(exceededBy share: Double) -> Double {
    guard scale > 0 else { return largest }
    // y(p) = σ/ξ (p^−ξ − 1)
    return abs(shape) < 1e-9
      ? -scale * log(share) : scale / shape * (pow(share, -shape) - 1)
  }
}
