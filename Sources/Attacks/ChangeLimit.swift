/// A detector of changes from row to row, as whoever wants to stay below its limits knows it.
///
/// It fires where |y_k − y_{k−1}| > step, or where its CUSUM S_k = max(0, S_{k−1} + |y_k − y_{k−1}| − slack)
/// is above limit. Missing values are no rows to it.
struct ChangeLimit: Sendable {
  /// The largest change in a row.
  let step: Double
  /// What is forgiven in a row.
  let slack: Double
  /// The largest sum.
  let limit: Double
  /// The sum so far.
  private(set) var sum = 0.0
  /// The last value seen; nil before there was one.
  private(set) var last: Double?

  /// The detector after a record; what is not given is such that it never fired in it.
  ///
  /// Without a change on record all that is not given is 0. O(rows).
  init(after past: [Double], step: Double?, slack: Double?, limit: Double?) {
    let values = past.filter { !$0.isNaN }
    let changes = zip(values, values.dropFirst()).map { abs($1 - $0) }
    self.step = step ?? changes.max() ?? 0
    // Twice the mean: E|Δy| − slack < 0, so that the sum falls where nothing happens.
    self.slack = slack ?? 2 * changes.reduce(0, +) / Double(max(1, changes.count))
    var (running, largest) = (0.0, 0.0)
    for change in changes {
      running = max(0, running + change - self.slack)
      largest = max(largest, running)
    }
    self.limit = limit ?? largest
    sum = running
    last = values.last
  }

  /// The largest change that does not make it fire in the next row; 0 where it fires anyway.
  var room: Double { max(0, min(step, limit - sum + slack)) }

  /// Sees a row.
  mutating func see(_ value: Double) {
    if let last { sum = max(0, sum + abs(value - last) - slack) }
    last = value
  }
}
