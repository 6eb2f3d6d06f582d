/// How much a course remembers of itself.
///
///     ρ(l) = [Σ (x(t) − x̄)(x(t+l) − x̄) / n_l] / [Σ (x(t) − x̄)² / n]
///
/// over the n_l pairs of rows that are both there with no gap between them; Box and Jenkins 1976, section 2.1.6,
/// with each sum divided by its own number.
public enum Autocorrelation {
  /// ρ at each lag in rows; nil where the course does not vary, NaN at a lag without a pair.
  ///
  /// O(rows · lags). `follows` tells of each row whether it follows the one before without a gap.
  public static func of(_ x: [Double], follows: [Bool], lags: [Int]) -> [Double]? {
    let present = x.filter { !$0.isNaN }
    guard let first = present.first, present.contains(where: { $0 != first }) else { return nil }
    let mean = present.reduce(0, +) / Double(present.count)
    let variance =
      present.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(present.count)
    // Rows of one stretch have the same number.
    var stretch: [Int] = []
    for row in x.indices { stretch.append(follows[row] ? (stretch.last ?? 0) : row) }
    return lags.map { lag in
      var (sum, pairs) = (0.0, 0)
      for row in 0..<max(x.count - lag, 0) where stretch[row] == stretch[row + lag] {
        let product = (x[row] - mean) * (x[row + lag] - mean)
        if product.isNaN { continue }
        sum += product
        pairs += 1
      }
      return pairs > 0 ? sum / Double(pairs) / variance : .nan
    }
  }

  /// Lags up to `longest` rows: all of them, or `most` spread evenly.
  public static func lags(upTo longest: Int, most: Int) -> [Int] {
    if longest <= most { return Array(1...Swift.max(1, longest)) }
    return (1...most).map { Int((Double($0) * Double(longest) / Double(most)).rounded()) }
  }
}
