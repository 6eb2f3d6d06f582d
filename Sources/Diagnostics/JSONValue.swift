/// JSON with the keys in order and the numbers as they are written, so that nothing is lost.
package enum JSONValue: Sendable, Equatable {
  case null
  case boolean(Bool)
  /// A number as its text; a double's shortest exact writing has a point or an exponent.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([Member])

  /// A name with its value.
  package struct Member: Sendable, Equatable {
    /// The name.
    package let name: String
    /// The value.
    package let value: JSONValue

    /// A member of its two parts.
    package init(name: String, value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// An object with the keys in the order given.
  package static func object(_ members: [(String, JSONValue)]) -> JSONValue {
    .object(members.map { Member(name: $0.0, value: $0.1) })
  }

  /// An object with the keys sorted by their UTF-8.
  package static func sorted(_ members: [(String, JSONValue)]) -> JSONValue {
    .object(members.sorted { $0.0.utf8.lexicographicallyPrecedes($1.0.utf8) })
  }

  /// A number in its shortest exact writing; `null` where there is none or it is not finite.
  package static func finite(_ value: Double?) -> JSONValue {
    value.flatMap { $0.isFinite ? .number("\($0)") : nil } ?? .null
  }

  /// The text on one line without blanks; the same value gives the same text.
  package var text: String { text { _ in false } }

  /// The text, with what is harmful escaped besides what must be.
  package func text(escaping isHarmful: (Unicode.Scalar) -> Bool) -> String {
    var output = ""
    write(to: &output, isHarmful)
    return output
  }

  private func write(to output: inout String, _ isHarmful: (Unicode.Scalar) -> Bool) {
    switch self {
    case .null: output += "null"
    case .boolean(let value): output += value ? "true" : "false"
    case .number(let text): output += text
    case .string(let text): Self.quote(text, to: &output, isHarmful)
    case .array(let items):
      output += "["
      for (index, item) in items.enumerated() {
        if index > 0 { output += "," }
        item.write(to: &output, isHarmful)
      }
      output += "]"
    case .object(let members):
      output += "{"
      for (index, member) in members.enumerated() {
        if index > 0 { output += "," }
        Self.quote(member.name, to: &output, isHarmful)
        output += ":"
        member.value.write(to: &output, isHarmful)
      }
      output += "}"
    }
  }

  private static func quote(
    _ text: String, to output: inout String, _ isHarmful: (Unicode.Scalar) -> Bool
  ) {
    output += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f || isHarmful(scalar):
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16)
          output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      default: output.unicodeScalars.append(scalar)
      }
    }
    output += "\""
  }

  /// The value of a name in an object.
  package subscript(_ name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }
}
