/// The numbers of a tag's words: one table for all files that have the tag.
///
/// A table that begins with a word for off and one for on keeps 0 and 1 for all words of a switch,
/// whatever their spelling, as a file that holds nothing but such words is read; other words come after
/// them. Any other table numbers its words in the order of first appearance.
public struct CategoryNumbers: Sendable {
  /// The words by their numbers.
  public private(set) var names: [String] = []
  /// Whether words of a switch are 0 and 1.
  public let keepsSwitch: Bool
  /// By the words' bytes: two spellings of one character are two words.
  private var codes: [[UInt8]: Int32] = [:]

  /// A table of words that are known from the start.
  public init(_ names: [String] = []) {
    keepsSwitch = Self.keepsSwitch(names)
    for name in names { append(name) }
  }

  /// Whether a table's first words are a switch's two states.
  public static func keepsSwitch(_ names: [String]) -> Bool {
    names.count > 1 && SwitchWords.value(of: names[0]) == 0 && SwitchWords.value(of: names[1]) == 1
  }

  /// The word's number; a new word gets the next one.
  mutating func code(of name: String) -> Int32 {
    if let known = known(Array(name.utf8)) { return known }
    append(name)
    return Int32(truncatingIfNeeded: names.count - 1)
  }

  /// The number of a word as it is written; nil where the table has none.
  func known(_ text: [UInt8]) -> Int32? {
    if let code = codes[text] { return code }
    guard keepsSwitch else { return nil }
    return text.withUnsafeBufferPointer { SwitchWords.value(of: $0) }.map { Int32($0) }
  }

  private mutating func append(_ name: String) {
    let key = Array(name.utf8)
    if codes[key] == nil { codes[key] = Int32(truncatingIfNeeded: names.count) }
    names.append(name)
  }
}
