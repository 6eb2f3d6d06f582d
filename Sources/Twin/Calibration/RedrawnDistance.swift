/// Kolmogorov and Smirnov's distance of two samples, worked out again and again with other days drawn.
///
/// Both are put into one order once, O(n log n); each draw is one pass, O(n).
package struct RedrawnDistance {
  /// Twice a value's place in the table of weights, in the order of the values; 1 more where equal values end.
  private let order: [Int32]
  /// How many values each day of either sample has.
  private let counts: (a: [Int], b: [Int])

  /// Two samples, each value with its day.
  package init(
    _ a: [DayBootstrap.Dated], _ b: [DayBootstrap.Dated], days: (a: Int, b: Int)
  ) {
    var counts = (
      a: [Int](repeating: 0, count: days.a), b: [Int](repeating: 0, count: days.b)
    )
    for entry in a { counts.a[entry.day] += 1 }
    for entry in b { counts.b[entry.day] += 1 }
    self.counts = counts
    let both = (a + b.map { DayBootstrap.Dated(day: $0.day + days.a, value: $0.value) })
      .sorted { $0.value < $1.value }
    order = both.indices.map { index in
      let isEnd = index == both.count - 1 || both[index + 1].value > both[index].value
      return Int32(2 * both[index].day + (isEnd ? 1 : 0))
    }
  }

  /// The distance where each value counts as often as its day; 0 where nothing of a sample counts.
  package func callAsFunction(_ weights: (a: [Double], b: [Double])) -> Double {
    let a = Self.shares(weights.a, counts.a, sign: 1)
    let b = Self.shares(weights.b, counts.b, sign: -1)
    guard let a, let b else { return 0 }
    let table = a + b
    var (difference, largest) = (0.0, 0.0)
    for code in order {
      difference += table[Int(code >> 1)]
      if code & 1 == 1 { largest = max(largest, abs(difference)) }
    }
    return largest
  }

  private static func shares(_ weights: [Double], _ counts: [Int], sign: Double) -> [Double]? {
    let total = zip(weights, counts).reduce(0) { $0 + $1.0 * Double($1.1) }
    return total > 0 ? weights.map { sign * $0 / total } : nil
  }
}
