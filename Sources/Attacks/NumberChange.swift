internal import Diagnostics
internal import Foundation
internal import Telemetry

/// What becomes of a number or a length of time in a block: `to:` a value, moved `by:` one, or times a `factor:`.
struct NumberChange: Sendable {
  enum Kind: Sendable {
    case to(String)
    case by(String)
    case factor(Double)
  }

  let kind: Kind

  init(_ kind: Kind) { self.kind = kind }

  /// Reads exactly one of `to`, `by`, `factor`.
  init(_ fields: inout Fields) {
    let keys = ["to", "by", "factor"].filter { fields.has($0) }
    if keys.count != 1 {
      fields.problems.add(
        keys.isEmpty
          ? "one of 'to', 'by', 'factor' is missing"
          : "only one of 'to', 'by', 'factor' can hold, got \(keys.count)", at: fields.place,
        hint: "like by: 0.5, to: 30min or factor: 2")
    }
    let to = fields.optionalString("to")
    let by = fields.optionalString("by")
    let factor = fields.optionalNumber("factor", in: -1_000...1_000)
    if let by, Self.number(by) == nil, Self.span(by) == nil {
      fields.problems.add(
        "'by' must be a number or a length of time, got '\(by)'", at: fields.place,
        hint: "like 0.5, -0.5 or 10min; factor: 0.5 shortens a time")
    }
    if let by, Self.number(by) == 0 || Self.number(by) == nil && Self.span(by) == .zero {
      fields.problems.add("'by' moves nothing, got \(by)", at: fields.place)
    }
    if factor == 1 {
      fields.problems.add("'factor' changes nothing, got 1", at: fields.place)
    }
    kind =
      if let to { .to(to) } else if let by { .by(by) } else { .factor(factor ?? 1) }
  }

  var settings: (key: String, value: String) {
    switch kind {
    case .to(let text): ("to", Scenario.quoted(text))
    case .by(let text): ("by", text)
    case .factor(let factor): ("factor", shortest(factor))
    }
  }

  var text: String {
    switch kind {
    case .to(let text): "set to \(Self.number(text).map(rounded) ?? text)"
    case .by(let text): "moved by \(Self.number(text).map(rounded) ?? text)"
    case .factor(let factor): "times \(rounded(factor))"
    }
  }

  /// The text that takes the place of another; nil where that is neither a number nor a length of time, or not
  /// of the change's kind.
  func applied(to old: String) -> String? {
    switch kind {
    case .to(let text): return text
    case .by(let by):
      if let old = Self.number(old), let by = Self.number(by) { return shortest(old + by) }
      guard let old = Self.span(old), let by = Self.span(by) else { return nil }
      return (old + by).description
    case .factor(let factor):
      if let old = Self.number(old) { return shortest(old * factor) }
      guard let old = Self.span(old), factor >= 0 else { return nil }
      return Self.seconds(old.seconds * factor)
    }
  }

  /// Whether two texts are the same number or length of time.
  static func isSame(_ a: String, _ b: String) -> Bool {
    if let a = number(a), let b = number(b) { return a == b }
    if let a = span(a), let b = span(b) { return a == b }
    return a == b
  }

  static func number(_ text: String) -> Double? {
    Double(text).flatMap { $0.isFinite ? $0 : nil }
  }

  /// Whether a text is a number or a length of time.
  static func isNumeric(_ text: String) -> Bool { number(text) != nil || span(text) != nil }

  static func seconds(_ seconds: Double) -> String? {
    guard seconds.isFinite, abs(seconds) < 1e9 else { return nil }
    return TimeSpan(nanoseconds: Int64((seconds * 1e9).rounded())).description
  }

  private static func span(_ text: String) -> TimeSpan? { TimeSpan(text) }
}
