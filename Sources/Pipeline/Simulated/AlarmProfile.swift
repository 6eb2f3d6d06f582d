/// An alarm as a few distributions, so that alarms can be compared whatever their size.
package struct AlarmProfile: Sendable, Equatable {
  /// The square roots of each distribution's shares.
  private let roots: [[Double]]

  /// A profile of distributions whose shares are at least 0 and sum to 1; all alarms to be compared have as many of the
  /// same lengths.
  package init(_ distributions: [[Double]]) {
    roots = distributions.map { $0.map { max(0, $0).squareRoot() } }
  }

  /// The mean over the distributions of the squared Hellinger distance, 0 (equal) to 1 (nothing in common).
  ///
  /// H² = 1 − Σ √(p q). Source: Hellinger (1909), Journal für die reine und angewandte Mathematik 136. Every distribution
  /// weighs the same; nothing is tuned. O(shares).
  package func squaredDistance(to other: AlarmProfile) -> Double {
    guard !roots.isEmpty else { return 0 }
    let sum = zip(roots, other.roots).reduce(0.0) { sum, pair in
      // Rounding may put it a little above 1.
      sum + max(0, 1 - zip(pair.0, pair.1).reduce(0) { $0 + $1.0 * $1.1 })
    }
    return sum / Double(roots.count)
  }
}
