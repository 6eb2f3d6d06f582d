/// A name, or the beginning of names with a `*` at its end, as a person writes it in a list.
public struct NamePattern: Sendable, Equatable {
  /// The pattern as it was written.
  public let text: String

  /// A pattern from its text; a `*` anywhere but at the end stands for itself.
  public init(_ text: String) { self.text = text }

  /// Whether a name is meant; `*` alone means every name, an empty text none but the empty one.
  public func matches(_ name: String) -> Bool {
    text.hasSuffix("*") ? name.hasPrefix(text.dropLast()) : name == text
  }

  /// Refuses patterns that mean none of the known names.
  ///
  /// - Throws: ``Faults`` of kind `configuration`, one for each such pattern in their order.
  public static func requireMatches(
    _ patterns: [NamePattern], in names: [String], of kind: String, at place: Place
  ) throws(Faults) {
    let faults = patterns.filter { !names.contains(where: $0.matches) }.map { pattern in
      let isBeginning = pattern.text.hasSuffix("*")
      return Fault(
        .configuration,
        isBeginning
          ? "no \(kind) begins as '\(pattern.text)' says" : "unknown \(kind) '\(pattern.text)'",
        at: place,
        hint: Suggestion.hint(
          for: isBeginning ? String(pattern.text.dropLast()) : pattern.text, in: names))
    }
    if !faults.isEmpty { throw Faults(faults) }
  }
}
