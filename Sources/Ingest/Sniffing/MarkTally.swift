/// Counts what the marks in a file's numbers can be: before a fraction, or between thousands.
///
/// `12.5` and `0.123` show that `.` is a decimal mark, `1.234.567` and `1.234,5` that it is none, and
/// `1.005` may be both. Where nothing else in the file tells, whole numbers that reach 999 and go on with
/// `1.005` do: no writer drops the fraction of all small numbers and of no large one.
struct MarkTally: Sendable {
  /// What the numbers say of a mark.
  enum Verdict: Equatable {
    /// It stands before fractions: some numbers can be read no other way.
    case decimal
    /// It stands between thousands: some numbers can be read no other way.
    case thousands
    /// It stands between thousands, because whole numbers go on with it.
    case continued
    /// Some numbers can be read both ways.
    case open
    /// No number has it, and none that is as large as to need it stands without.
    case unseen
    /// There is nothing to ask.
    case settled
  }

  /// What one column's numbers are.
  struct Column: Sendable {
    /// Numbers that can be read both ways.
    var groups = 0
    /// One of them.
    var example: [UInt8] = []
    /// The largest whole number without a mark.
    var largest = -1.0
    /// Different whole numbers from 500 to 999 without a mark, up to as many as are needed.
    var nearThousand: Set<Int> = []
    /// Steps from a number without a mark to one with it or back, and how far they go under each reading.
    var steps = 0
    var travel = (decimal: 0.0, thousands: 0.0)
    /// The smallest and the largest number that can be read both ways, as it is between thousands.
    var groupRange = (low: Double.infinity, high: 0.0)
    /// How many tags' numbers rise, and how many fall.
    fileprivate var rising: Set<[UInt8]> = []
    fileprivate var falling: Set<[UInt8]> = []
    /// The number before, by the tag's name.
    fileprivate var last: [[UInt8]: (value: Double, isGrouped: Bool)] = [:]

    /// How many tags go up and down, as counters do not.
    var moving: Int { rising.intersection(falling).count }

    /// Whether whole numbers below 1,000 stand without a mark, and the others go on from there.
    var goesOn: Bool {
      // One 999 among 1.005 and 1.094 stands for no value: a course goes through many numbers.
      guard groups > 0, largest < 1_000, nearThousand.count >= Self.fewestNear else { return false }
      return steps > 0 && travel.thousands * 2 < travel.decimal
    }
    fileprivate static let fewestNear = 5
  }

  /// The mark in question: `.` or `,`.
  let mark: UInt8
  private let other: UInt8
  /// How many numbers show that the mark stands before fractions, and how many that it does not.
  private(set) var decimals = 0
  private(set) var thousands = 0
  /// The columns' numbers.
  private(set) var columns: [Column]

  /// A tally of nothing.
  init(mark: UInt8, columns: Int) {
    self.mark = mark
    other = mark == UInt8(ascii: ".") ? UInt8(ascii: ",") : UInt8(ascii: ".")
    self.columns = Array(repeating: Column(), count: columns)
  }

  /// Whether a number shows what the mark is.
  var isShown: Bool { decimals > 0 || thousands > 0 }

  /// What the numbers say so far.
  var verdict: Verdict {
    if isShown { return decimals >= thousands ? .decimal : .thousands }
    if columns.contains(where: { $0.groups > 0 && $0.largest < 1_000 }) {
      let isWritten = columns.contains { $0.groups > 0 && $0.largest >= 1_000 }
      return !isWritten && columns.contains(where: \.goesOn) ? .continued : .open
    }
    return columns.contains { $0.largest >= 0 && $0.largest < 1_000 } ? .unseen : .settled
  }

  /// Counts a cell; what is no number is passed over.
  ///
  /// - Parameter key: the tag whose number it is, where a column holds those of several.
  mutating func add(_ cell: UnsafeBufferPointer<UInt8>, column: Int, key: [UInt8] = []) {
    guard cell.count <= 40 else { return }
    var at = 0
    var digits = 0
    var leading = 0
    var marks = (own: 0, other: 0)
    var last: UInt8 = 0
    if at < cell.count, cell[at] == 0x2d || cell[at] == 0x2b { at += 1 }
    let first = at < cell.count ? cell[at] : 0
    while at < cell.count {
      let byte = cell[at]
      if byte &- 48 <= 9 {
        digits += 1
      } else if byte == mark || byte == other {
        if marks.own + marks.other == 0 {
          leading = digits
        } else if digits != 3 || (byte != last && last == 0) {
          return
        }
        if byte == mark { marks.own += 1 } else { marks.other += 1 }
        last = byte
        digits = 0
      } else {
        break
      }
      at += 1
    }
    let isExponent = at > 0 && at < cell.count && cell[at] | 0x20 == 0x65
    guard at == cell.count || isExponent, digits + leading > 0 else { return }
    switch (marks.own, marks.other) {
    case (0, 0):
      guard !isExponent else { return }
      note(column, key, whole(cell), digits: digits)
    case (1, 0):
      if isExponent || digits != 3 || !(1...3).contains(leading) || first == 48 {
        decimals += 1
      } else {
        noteGroup(column, key, whole(cell), cell)
      }
    case (0, 1):
      if isExponent || digits != 3 || !(1...3).contains(leading) || first == 48 { thousands += 1 }
    case (_, 0): if digits == 3, (1...3).contains(leading), !isExponent { thousands += 1 }
    case (0, _): if digits == 3, (1...3).contains(leading), !isExponent { decimals += 1 }
    // The last of two different marks stands before the fraction.
    case (1, _) where last == mark: decimals += 1
    case (_, 1) where last == other: thousands += 1
    default: break
    }
  }

  /// The number that a cell's digits are, whatever marks stand between them.
  private func whole(_ cell: UnsafeBufferPointer<UInt8>) -> Double {
    var value = 0.0
    for byte in cell where byte &- 48 <= 9 { value = value * 10 + Double(byte &- 48) }
    return cell.first == 0x2d ? -value : value
  }

  private mutating func note(_ index: Int, _ key: [UInt8], _ value: Double, digits: Int) {
    if digits == 3, abs(value) >= 500, columns[index].nearThousand.count < Column.fewestNear {
      columns[index].nearThousand.insert(Int(abs(value)))
    }
    columns[index].largest = max(columns[index].largest, abs(value))
    step(index, key, value, isGrouped: false)
  }

  private mutating func noteGroup(
    _ index: Int, _ key: [UInt8], _ value: Double, _ cell: UnsafeBufferPointer<UInt8>
  ) {
    if columns[index].groups == 0 { columns[index].example = Array(cell) }
    columns[index].groups += 1
    columns[index].groupRange.low = min(columns[index].groupRange.low, abs(value))
    columns[index].groupRange.high = max(columns[index].groupRange.high, abs(value))
    if let before = columns[index].last[key]?.value, before != value {
      if value > before {
        columns[index].rising.insert(key)
      } else {
        columns[index].falling.insert(key)
      }
    }
    step(index, key, value, isGrouped: true)
  }

  private mutating func step(_ index: Int, _ key: [UInt8], _ value: Double, isGrouped: Bool) {
    let before = columns[index].last.updateValue((value, isGrouped), forKey: key)
    guard let before, before.isGrouped != isGrouped else { return }
    func fraction(_ value: Double, _ isGrouped: Bool) -> Double {
      isGrouped ? value / 1_000 : value
    }
    columns[index].steps += 1
    columns[index].travel.thousands += abs(value - before.value)
    columns[index].travel.decimal += abs(
      fraction(value, isGrouped) - fraction(before.value, before.isGrouped))
  }
}
