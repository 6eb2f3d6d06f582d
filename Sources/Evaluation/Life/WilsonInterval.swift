/// The interval of a share at 95 % confidence, after Wilson.
///
///     (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n) ,   z = 1.959964
///
/// Stays within 0 and 1 and is not empty at p = 0 or 1; 0 to 1 where there are no cases.
/// Source: Wilson (1927), Journal of the American Statistical Association 22(158).
public struct WilsonInterval: Sendable, Equatable, Codable {
  /// The lower end.
  public let low: Double
  /// The upper end.
  public let high: Double

  /// The interval of `hits` of `cases`.
  ///
  /// Hits outside 0 … cases are held inside, so that counts from a file that nobody vouches for do no harm.
  public init(_ hits: Int, of cases: Int) {
    guard cases > 0 else {
      low = 0
      high = 1
      return
    }
    let hits = min(max(0, hits), cases)
    let z = 1.959963984540054
    let n = Double(cases)
    let p = Double(hits) / n
    let middle = p + z * z / (2 * n)
    let half = z * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    low = hits == 0 ? 0 : (middle - half) / (1 + z * z / n)
    high = hits == cases ? 1 : (middle + half) / (1 + z * z / n)
  }

  /// True where a share lies in the interval, the ends included.
  public func contains(_ share: Double) -> Bool { low <= share && share <= high }
}
