/// Several chains' relative scores → one score, 1 = the limit.
///
///     score = max( Σ w r / Σ w  over chains with a weight,   r  of each chain without )
///
/// Chains with a weight give evidence, which is averaged: what several see a little of counts. Of the others, each
/// has a limit of its own, and the largest counts, below its limit too. Chains without a score in a row are left
/// out of it.
package struct ChainFusion: Sendable {
  /// Per chain its weight, above 0; nil for one that is judged alone.
  package let weights: [Double?]

  /// A fusion of chains in order.
  package init(weights: [Double?]) { self.weights = weights }

  /// The score per row; NaN where no chain has one.
  ///
  /// O(rows · chains).
  /// - Parameter relative: per chain, its accumulated scores divided by its limit.
  package func scores(_ relative: [[Double]]) -> [Double] {
    let rows = relative.first?.count ?? 0
    var sums = [Double](repeating: 0, count: rows)
    var totals = [Double](repeating: 0, count: rows)
    for (scores, weight) in zip(relative, weights) {
      guard let weight else { continue }
      for i in scores.indices where !scores[i].isNaN {
        sums[i] += weight * scores[i]
        totals[i] += weight
      }
    }
    var result = sums.indices.map { totals[$0] > 0 ? sums[$0] / totals[$0] : .nan }
    for (scores, weight) in zip(relative, weights) where weight == nil {
      for i in scores.indices where !scores[i].isNaN {
        result[i] = result[i].isNaN ? scores[i] : max(result[i], scores[i])
      }
    }
    return result
  }
}
