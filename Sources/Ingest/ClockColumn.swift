/// Tells columns of times of day from columns of numbers.
enum ClockColumn {
  /// Whether cells are times of day.
  ///
  /// Cells with a colon, or AM and PM, are; bare digits only under a name for it: four or six under
  /// `time`, one or two of 0 to 24 under `hour`.
  static func holds(_ cells: [[UInt8]], named name: String, share: Double) -> Bool {
    guard !cells.isEmpty else { return false }
    let read = cells.filter { ClockOfDay.read($0) != nil }
    guard !read.isEmpty, Double(read.count) >= share * Double(cells.count) else { return false }
    if !isNumbers(read) { return true }
    let words = TimeName(name)
    if words.isDuration || words.isEdge { return false }
    let lengths = Set(read.map(\.count))
    if lengths.isSubset(of: [1, 2]) { return words.isHour }
    return words.isClock && (lengths == [4] || lengths == [6]) && read.count == cells.count
  }

  /// Whether most filled cells are nothing but digits.
  static func isNumbers(_ cells: [[UInt8]]) -> Bool {
    let filled = cells.lazy.filter { !$0.isEmpty }
    let numbers = filled.filter { $0.allSatisfy { $0 &- 48 <= 9 } }
    return numbers.count * 2 > filled.count
  }
}

/// Tells columns that count time from the start of something.
enum ElapsedColumn {
  /// Whether numbers ascend while the stamps beside them stay the same, and begin again lower where
  /// the stamps change.
  static func holds(_ cells: [[UInt8]], beside stamps: [[UInt8]], _ format: CSVFormat) -> Bool {
    let mark: UInt8 = format.decimalMark == "," ? 0x2c : 0x2e
    guard cells.count == stamps.count else { return false }
    var steps = 0
    var ascents = 0
    var last: (value: Double, stamp: [UInt8])?
    for (cell, stamp) in zip(cells, stamps) {
      guard let value = NumberText.value(of: cell, mark: mark) else { continue }
      if let last, last.stamp == stamp {
        steps += 1
        if value > last.value { ascents += 1 }
      }
      last = (value, stamp)
    }
    // Nine in ten: a piece of the sample may end between two rows.
    return steps > 0 && ascents * 10 >= steps * 9
  }
}
