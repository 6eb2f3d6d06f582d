/// Whether a course is white: Ljung and Box's test of its first autocorrelations.
///
///     Q = n (n + 2) Σ r(k)² / (n − k),  k = 1 … lags;  p = P(χ²(lags) > Q)
///
/// NaN is missing: pairs with one are left out of r(k), and n counts the values that are there.
/// Source: Ljung & Box (1978), Biometrika 65(2), equation 1.4; numbers held against statsmodels.
public struct LjungBox: Sendable, Equatable {
  /// Q.
  public let statistic: Double
  /// The probability of as large a Q if the course is white, 0 to 1.
  public let pValue: Double
  /// Autocorrelations r(1) … r(lags).
  public let correlations: [Double]
  /// The values that are there.
  public let count: Int

  /// Tests a course; nil where it has at most `lags` values or always the same one.
  ///
  /// O(n · lags).
  public init?(_ course: [Double], lags: Int) {
    let known = course.filter { !$0.isNaN }
    guard lags >= 1, known.count > lags else { return nil }
    let n = Double(known.count)
    let mean = known.reduce(0, +) / n
    let centred = course.map { $0 - mean }
    let square = centred.reduce(0) { $1.isNaN ? $0 : $0 + $1 * $1 }
    guard square > 0, square.isFinite else { return nil }
    correlations = (1...lags).map { lag in
      var sum = 0.0
      for row in centred.indices.dropFirst(lag) {
        let product = centred[row] * centred[row - lag]
        if !product.isNaN { sum += product }
      }
      return sum / square
    }
    statistic =
      n * (n + 2)
      * correlations.enumerated().reduce(0) { $0 + $1.1 * $1.1 / (n - Double($1.0 + 1)) }
    pValue = ChiSquare.tail(statistic, degrees: lags)
    count = known.count
  }
}
