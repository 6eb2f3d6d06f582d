/// Quantiles of sorted numbers.
enum Quantile {
  /// The quantile of ascending numbers, interpolated between ranks as numpy does by default.
  ///
  /// `sorted` must not be empty; `share` is from 0 to 1.
  static func of(_ sorted: [Double], at share: Double) -> Double {
    // h = (n − 1)·q ; x[⌊h⌋] + (h − ⌊h⌋)·(x[⌊h⌋ + 1] − x[⌊h⌋])
    let place = Double(sorted.count - 1) * min(max(share, 0), 1)
    let low = Int(place)
    guard low + 1 < sorted.count else { return sorted[low] }
    return sorted[low] + (place - Double(low)) * (sorted[low + 1] - sorted[low])
  }
}
