/// How much of what varies is foreseen.
enum ExplainedVariance {
  /// 1 − Σ (x − x̂)² / Σ (x − x̄)², at most 1; nil where nothing varies.
  ///
  /// Pairs with NaN are left out.
  static func of(_ actual: [Double], expected: [Double]) -> Double? {
    let pairs = zip(actual, expected).filter { !($0 - $1).isNaN }
    let mean = pairs.reduce(0) { $0 + $1.0 } / Double(max(pairs.count, 1))
    let total = pairs.reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) }
    let left = pairs.reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return total > 0 ? 1 - left / total : nil
  }
}
