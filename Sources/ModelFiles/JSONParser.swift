internal import Diagnostics

/// Reads JSON (RFC 8259) from bytes that nobody vouches for.
///
/// Refused, with the position: anything after the value, a name twice in one object, nesting deeper
/// than 128, text that is not UTF-8, lone surrogates. Bounds are checked everywhere; no input
/// traps.
struct JSONParser {
  static let deepest = 128
  private let bytes: ArraySlice<UInt8>
  private var at: Int

  private init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    at = bytes.startIndex
  }

  /// The value that the bytes are.
  static func parse(_ bytes: ArraySlice<UInt8>) throws(Fault) -> JSONValue {
    var parser = JSONParser(bytes)
    let value = try parser.value(depth: 0)
    parser.skipBlanks()
    guard parser.at == bytes.endIndex else { throw parser.fault("a value ends, but text follows") }
    return value
  }

  private func fault(_ problem: String) -> Fault {
    Fault(.badData, "broken JSON at byte \(at - bytes.startIndex): \(problem)")
  }

  private var next: UInt8? { at < bytes.endIndex ? bytes[at] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { at += 1 }
  }

  private mutating func take(_ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard bytes.endIndex - at >= count,
      text.withUTF8Buffer({ $0.elementsEqual(bytes[at..<at + count]) })
    else { return false }
    at += count
    return true
  }

  private mutating func value(depth: Int) throws(Fault) -> JSONValue {
    guard depth < Self.deepest else { throw fault("nested deeper than \(Self.deepest)") }
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    default:
      if let byte = next, byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte) {
        return try number()
      }
      if take("null") { return .null }
      if take("true") { return .boolean(true) }
      if take("false") { return .boolean(false) }
      throw fault("expected a value")
    }
  }

  private mutating func object(depth: Int) throws(Fault) -> JSONValue {
    at += 1
    var members: [JSONValue.Member] = []
    var seen: Set<String> = []
    skipBlanks()
    if take("}") { return .object(members) }
    while true {
      skipBlanks()
      guard next == UInt8(ascii: "\"") else { throw fault("expected a name in quotes") }
      let name = try string()
      guard seen.insert(name).inserted else { throw fault("name '\(name)' stands twice") }
      skipBlanks()
      guard take(":") else { throw fault("expected ':'") }
      members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
      skipBlanks()
      if take("}") { return .object(members) }
      guard take(",") else { throw fault("expected ',' or '}'") }
    }
  }

  private mutating func array(depth: Int) throws(Fault) -> JSONValue {
    at += 1
    var items: [JSONValue] = []
    skipBlanks()
    if take("]") { return .array(items) }
    while true {
      items.append(try value(depth: depth + 1))
      skipBlanks()
      if take("]") { return .array(items) }
      guard take(",") else { throw fault("expected ',' or ']'") }
    }
  }

  private mutating func digits() -> Int {
    let start = at
    while let byte = next, byte >= 0x30, byte <= 0x39 { at += 1 }
    return at - start
  }

  private mutating func number() throws(Fault) -> JSONValue {
    let start = at
    _ = take("-")
    let leadsWithZero = next == 0x30
    let whole = digits()
    guard whole > 0, !leadsWithZero || whole == 1 else {
      at = start
      throw fault("expected a number")
    }
    if take("."), digits() == 0 { throw fault("expected digits after the point") }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      if digits() == 0 { throw fault("expected digits of the exponent") }
    }
    return .number(String(decoding: bytes[start..<at], as: UTF8.self))
  }

  private mutating func string() throws(Fault) -> String {
    at += 1
    var text: [UInt8] = []
    while let byte = next {
      at += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw fault("a text is not UTF-8")
        }
        return string
      case UInt8(ascii: "\\"): try escape(to: &text)
      case 0..<0x20: throw fault("a control character in a text")
      default: text.append(byte)
      }
    }
    throw fault("a text does not end")
  }

  private mutating func escape(to text: inout [UInt8]) throws(Fault) {
    guard let byte = next else { throw fault("a text does not end") }
    at += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0c)
    case UInt8(ascii: "n"): text.append(0x0a)
    case UInt8(ascii: "r"): text.append(0x0d)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      var code = try fourDigits()
      if (0xd800..<0xdc00).contains(code), take("\\u") {
        let low = try fourDigits()
        guard (0xdc00..<0xe000).contains(low) else { throw fault("half a surrogate pair") }
        code = 0x10000 + (code - 0xd800) << 10 + (low - 0xdc00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw fault("half a surrogate pair") }
      text.append(contentsOf: Array(String(Character(scalar)).utf8))
    default: throw fault("an unknown escape")
    }
  }

  private mutating func fourDigits() throws(Fault) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
        throw fault("expected four hexadecimal digits")
      }
      code = code << 4 | UInt32(digit)
      at += 1
    }
    return code
  }
}
