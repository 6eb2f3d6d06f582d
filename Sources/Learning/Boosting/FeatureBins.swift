/// The bins of one feature, each of about as many cases.
///
/// Up to `most` different values: a limit midway between neighbours. More: the limits are the quantiles
/// i/most, i = 1 … most − 1, by the averaged inverse of the empirical distribution function (Hyndman and Fan
/// 1996, definition 2). As scikit-learn 1.9's `_BinMapper` makes them for up to 200,000 cases.
struct FeatureBins: Sendable, Equatable {
  /// Ascending, one fewer than there are bins: x lies in the first bin whose limit is not below it.
  let limits: [Double]

  /// Bins of finite values; one bin without a limit where all are equal.
  init(_ values: [Double], most: Int) {
    let sorted = values.sorted()
    var different: [Double] = []
    for value in sorted where value != different.last { different.append(value) }
    if different.count <= most {
      limits = zip(different, different.dropFirst()).map { ($0 + $1) / 2 }
      return
    }
    var quantiles: [Double] = []
    for i in 1..<most {
      // Position n·q − 1 from 0; between two cases the later one, at a case itself the mean with the next.
      let position = Double(sorted.count) * (Double(i) * (100 / Double(most)) / 100) - 1
      let below = Int(position.rounded(.down))
      let (a, b) = (sorted[below], sorted[below + 1])
      let limit = position == Double(below) ? b - (b - a) * 0.5 : b
      if limit != quantiles.last { quantiles.append(limit) }
    }
    limits = quantiles
  }

  /// The number of limits that are below a value.
  func bin(of value: Double) -> Int {
    var (low, high) = (0, limits.count)
    while low < high {
      let middle = (low + high) / 2
      if limits[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
