internal import LinearAlgebra

/// How far values spread, whatever up to half of them do.
enum RobustScale {
  /// The median absolute deviation from the median, times 1.4826: the deviation of Gaussian values.
  ///
  /// 0 where half of the values are equal, or there are none. O(n log n).
  static func deviation(_ values: [Double]) -> Double {
    guard let median = values.median() else { return 0 }
    return 1.482602218505602 * (values.map { ($0 - median).magnitude }.median() ?? 0)
  }

  /// Ranks from 1, of equal values their mean.
  ///
  /// O(n log n).
  static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      let mean = Double(start + 1 + end) / 2
      for place in start..<end { ranks[order[place]] = mean }
      start = end
    }
    return ranks
  }
}
