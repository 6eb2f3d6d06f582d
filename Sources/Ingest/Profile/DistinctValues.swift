/// The different values of a tag as long as they are few.
struct DistinctValues: Sendable, Hashable, Codable {
  /// How many are told apart; with more it is "many".
  static let most = 64

  /// The values, ascending; empty where there are many.
  private(set) var values: [Double] = []
  /// Whether there are more than ``most``.
  private(set) var isMany = false

  /// Takes a finite value.
  @inline(__always)
  mutating func add(_ value: Double) {
    if !isMany { insert(value) }
  }

  @inline(never)
  private mutating func insert(_ value: Double) {
    var low = 0
    var high = values.count
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < value { low = middle + 1 } else { high = middle }
    }
    if low < values.count, values[low] == value { return }
    if values.count == Self.most {
      isMany = true
      values = []
    } else {
      // Minus zero is zero: which of them came first must not show.
      values.insert(value + 0, at: low)
    }
  }

  /// Joins other values.
  mutating func merge(_ other: DistinctValues) {
    if other.isMany {
      isMany = true
      values = []
    }
    for value in other.values { add(value) }
  }
}
