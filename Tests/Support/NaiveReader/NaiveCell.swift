internal import Foundation

/// What the text of a cell means.
enum NaiveCell {
  /// The number that a text is; nil where it is none, infinite beyond the range of a Double.
  static func number(_ text: [UInt8], mark: UInt8, thousands: [UInt8]) -> Double? {
    if let value = plainNumber(text, mark: mark) { return value }
    return thousands.isEmpty
      ? nil
      : ungrouped(text, mark: mark, thousands: thousands).flatMap { plainNumber($0, mark: mark) }
  }

  /// `[+-]digits[mark digits][e[+-]digits]`; the mark may lead or trail.
  static func plainNumber(_ text: [UInt8], mark: UInt8) -> Double? {
    var rest = text[...]
    var plain = ""
    func takeSign() {
      guard let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else {
        return
      }
      plain.unicodeScalars.append(Unicode.Scalar(sign))
      rest.removeFirst()
    }
    func takeDigits() -> Int {
      var count = 0
      while let digit = rest.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) {
        plain.unicodeScalars.append(Unicode.Scalar(digit))
        rest.removeFirst()
        count += 1
      }
      return count
    }
    takeSign()
    var digits = takeDigits()
    if rest.first == mark {
      rest.removeFirst()
      plain += "."
      digits += takeDigits()
    }
    guard digits > 0 else { return nil }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      plain += "e"
      takeSign()
      guard takeDigits() > 0 else { return nil }
    }
    return rest.isEmpty ? strtod(plain, nil) : nil
  }

  /// The text without the marks of its whole part; nil where a group has not three digits.
  private static func ungrouped(_ text: [UInt8], mark: UInt8, thousands: [UInt8]) -> [UInt8]? {
    var groups: [[UInt8]] = [[]]
    var place = 0
    let hasSign = text.first == UInt8(ascii: "+") || text.first == UInt8(ascii: "-")
    if hasSign { place = 1 }
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    while place < text.count {
      if text[place...].starts(with: thousands) {
        groups.append([])
        place += thousands.count
      } else if digits.contains(text[place]) {
        groups[groups.count - 1].append(text[place])
        place += 1
      } else {
        break
      }
    }
    guard groups.count > 1, (1...3).contains(groups[0].count),
      groups.dropFirst().allSatisfy({ $0.count == 3 })
    else { return nil }
    return (hasSign ? [text[0]] : []) + groups.joined() + text[place...]
  }

  /// The text before a unit, blanks between them removed; nil where it does not end with the unit.
  static func unsuffixed(_ text: [UInt8], _ suffix: [UInt8]) -> [UInt8]? {
    guard !suffix.isEmpty, text.count > suffix.count,
      text.suffix(suffix.count).elementsEqual(suffix)
    else { return nil }
    var kept = text.dropLast(suffix.count)
    while let last = kept.last, last == 32 || last == 9 { kept.removeLast() }
    if kept.suffix(2).elementsEqual([0xc2, 0xa0]) { kept.removeLast(2) }
    return Array(kept)
  }

  /// 1 or 0 for a word of a switch.
  static func word(_ text: [UInt8]) -> Double? {
    switch lowercased(text) {
    case "on", "true", "open", "opened", "running", "run", "yes", "active", "enabled", "start",
      "started", "high", "t", "y":
      1
    case "off", "false", "closed", "close", "stopped", "stop", "no", "inactive", "disabled", "low",
      "f", "n":
      0
    default: nil
    }
  }

  /// Whether a text says that there is no measurement; nothing at all does.
  static func isMissing(_ text: [UInt8], _ format: NaiveFormat) -> Bool {
    if text.isEmpty { return true }
    return format.missing.contains { marker in
      marker.count == text.count && zip(marker, text).allSatisfy { lower($0) == lower($1) }
    }
  }

  private static func lowercased(_ text: [UInt8]) -> String {
    String(decoding: text.map(lower), as: UTF8.self)
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 : byte
  }
}
