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
  private static let states: [(word: [UInt8], value: Double)] =
    on.map { (Array($0.utf8), 1) } + off.map { (Array($0.utf8), 0) }

  /// 1 or 0 for a word of either list, whatever its case; nil for any other text.
  static func value(of text: UnsafeBufferPointer<UInt8>) -> Double? {
    guard !text.isEmpty, text.count <= longest else { return nil }
    return states.first { state in
      state.word.count == text.count
        && state.word.indices.allSatisfy {
          state.word[$0] == (text[$0] >= 65 && text[$0] <= 90 ? text[$0] | 0x20 : text[$0])
        }
    }?.value
  }
}
