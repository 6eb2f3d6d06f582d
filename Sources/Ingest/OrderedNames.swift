/// Names numbered in the order of first appearance.
package struct OrderedNames: Sendable {
  /// The names by their numbers.
  package private(set) var names: [String] = []
  /// By the names' bytes: two spellings of one character are two names.
  private var codes = TextCodes()

  /// Names that are known from the start.
  package init(_ names: [String] = []) {
    for name in names { _ = code(of: name) }
  }

  /// The name's number; a new name gets the next one.
  package mutating func code(of name: String) -> Int32 {
    var name = name
    let code = name.withUTF8 { codes.code(of: $0) }
    if Int(code) == names.count { names.append(name) }
    return code
  }

  /// The first sixteen bytes of a name, which order most names; zeros stand for what it does not have.
  private struct Key {
    var first: UInt64 = 0
    var second: UInt64 = 0
    var code: Int

    init(_ name: String, code: Int) {
      self.code = code
      for (place, byte) in name.utf8.prefix(16).enumerated() {
        let bits = UInt64(byte) << UInt64(56 - place % 8 * 8)
        if place < 8 { first |= bits } else { second |= bits }
      }
    }
  }

  /// For each number the place of its name among the names' bytes in ascending order.
  ///
  /// O(n log n) comparisons of two words each, of whole names where their first sixteen bytes agree.
  package var ranks: [Int32] {
    var keys = names.enumerated().map { Key($1, code: $0) }
    keys.sort { a, b in
      if a.first != b.first { return a.first < b.first }
      if a.second != b.second { return a.second < b.second }
      return names[a.code].utf8.lexicographicallyPrecedes(names[b.code].utf8)
    }
    var ranks = [Int32](repeating: 0, count: names.count)
    for (rank, key) in keys.enumerated() { ranks[key.code] = Int32(truncatingIfNeeded: rank) }
    return ranks
  }
}
