/// Words that a switch's state is written with.
enum SwitchWords {
  /// What counts as 1.
  static let on = [
    "on", "true", "open", "opened", "running", "run", "yes", "active", "enabled", "started",
    "start", "high", "t", "y",
  ]
  /// What counts as 0.
  static let off = [
    "off", "false", "closed", "close", "stopped", "stop", "no", "inactive", "disabled", "low",
    "f", "n",
  ]

  /// 1 or 0 for a word of either list, whatever its case; nil for any other text.
  static func value(of text: String) -> Double? {
    Array(text.utf8).withUnsafeBufferPointer { value(of: $0) }
  }

  private static let longest = 8
  /// Words as one number each, with their length: of two texts of one length no two are the same number.
  private static let states: [(word: UInt64, count: Int, value: Double)] =
    on.map { (key(of: $0.utf8), $0.utf8.count, 1) }
    + off.map { (key(of: $0.utf8), $0.utf8.count, 0) }

  private static func key(of text: some Sequence<UInt8>) -> UInt64 {
    text.reduce(0) { $0 << 8 | UInt64($1 >= 65 && $1 <= 90 ? $1 | 0x20 : $1) }
  }

  /// 1 or 0 for a word of either list, whatever its case; nil for any other text.
  static func value(of text: UnsafeBufferPointer<UInt8>) -> Double? {
    guard !text.isEmpty, text.count <= longest else { return nil }
    let word = key(of: text)
    return states.first { $0.word == word && $0.count == text.count }?.value
  }
}
