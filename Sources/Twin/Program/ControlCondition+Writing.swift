internal import Diagnostics

/// Conditions written otherwise.
extension ControlCondition {
  /// The keys under which blocks have conditions.
  public static let keys: Set<String> = ["when", "reset", "manual", "starts", "until"]

  private static let opposites = [
    "<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "!=", "==": "!=", "!=": "=",
  ]

  /// The text with every comparison turned round, `<` to `>` and `=` to `!=`; nil where it compares no numbers.
  public var flipped: String? {
    let words = Reader.words(text)
    guard words.contains(where: { Self.opposites[$0] != nil }) else { return nil }
    return Self.joined(words.map { Self.opposites[$0] ?? $0 })
  }

  /// The numbers in it, in their order.
  public var constants: [Double] { Reader.words(text).compactMap(Self.number) }

  /// The text with other numbers in place of its own.
  public func replacing(_ change: (Double) -> Double) -> String {
    Self.joined(
      Reader.words(text).map { word in
        guard let old = Self.number(word), case let new = change(old), new != old else {
          return word
        }
        return "\(new)"
      })
  }

  /// The number in it that a signal is compared with, and the signal's name; the first such pair.
  public var comparison: (signal: String, constant: Double)? {
    for step in steps {
      guard case .compare(let a, _, let b) = step else { continue }
      switch (operands[a], operands[b]) {
      case (.signal(let name), .constant(let value)), (.constant(let value), .signal(let name)):
        return (name, value)
      default: continue
      }
    }
    return nil
  }

  private static func number(_ word: String) -> Double? {
    if case .constant(let value) = ControlOperand(word) { value } else { nil }
  }

  private static func joined(_ words: [String]) -> String { words.joined(separator: " ") }
}
