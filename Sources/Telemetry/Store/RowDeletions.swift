extension [Range<Int>] {
  /// Adds a row that is not among these ascending, disjoint ranges of rows.
  ///
  /// The row lies behind them all, or right before the last one.
  mutating func insertRow(_ row: Int) {
    guard let last else {
      append(row..<row + 1)
      return
    }
    if row == last.upperBound {
      self[count - 1] = last.lowerBound..<row + 1
    } else if row > last.upperBound {
      append(row..<row + 1)
    } else {
      precondition(row + 1 == last.lowerBound, "rows of one moment stand side by side")
      removeLast()
      let start = self.last.map { $0.upperBound == row ? popLast()?.lowerBound : row } ?? row
      append((start ?? row)..<last.upperBound)
    }
  }

  /// The rows from 0 up to `count` that lie in none of these ascending, disjoint ranges.
  func complement(upTo count: Int) -> [Range<Int>] {
    var kept: [Range<Int>] = []
    var next = 0
    for range in self {
      if range.lowerBound > next { kept.append(next..<range.lowerBound) }
      next = range.upperBound
    }
    if next < count { kept.append(next..<count) }
    return kept
  }
}
