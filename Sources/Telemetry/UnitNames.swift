/// Different names of units, ascending by their UTF-8 bytes; a name's code is its place.
struct UnitNames: Sendable {
  /// The names, no two of the same bytes.
  private(set) var names: [String]

  /// The names in any order, as often as they come.
  init(_ names: some Sequence<String>) {
    self.names = []
    for name in names.sorted(by: { $0.precedesByBytes($1) })
    where self.names.last.map({ $0.precedesByBytes(name) }) ?? true {
      self.names.append(name)
    }
  }

  /// The code of a name; nil where it is not one of these.
  ///
  /// O(log names).
  func code(of name: String) -> Int32? {
    var low = 0
    var high = names.count
    while low < high {
      let middle = (low + high) / 2
      if names[middle].precedesByBytes(name) { low = middle + 1 } else { high = middle }
    }
    guard low < names.count, !name.precedesByBytes(names[low]) else { return nil }
    return Int32(low)
  }

  /// The codes of names that are all among these.
  func codes(of others: [String]) -> [Int32] { others.map { code(of: $0) ?? 0 } }
}

extension String {
  /// Whether the UTF-8 bytes come before the other's; unlike `<`, not blind to how accents are coded.
  func precedesByBytes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
