internal import Telemetry

extension ClockText {
  /// Takes an English month, short or long, of any case, a dot after it perhaps; 1 to 12.
  mutating func monthName() -> Int? {
    let month: Int
    let rest: StaticString
    switch threeLetters() {
    case Self.key("j", "a", "n"): (month, rest) = (1, "uary")
    case Self.key("f", "e", "b"): (month, rest) = (2, "ruary")
    case Self.key("m", "a", "r"): (month, rest) = (3, "ch")
    case Self.key("a", "p", "r"): (month, rest) = (4, "il")
    case Self.key("m", "a", "y"): (month, rest) = (5, "")
    case Self.key("j", "u", "n"): (month, rest) = (6, "e")
    case Self.key("j", "u", "l"): (month, rest) = (7, "y")
    case Self.key("a", "u", "g"): (month, rest) = (8, "ust")
    case Self.key("s", "e", "p"): (month, rest) = (9, "tember")
    case Self.key("o", "c", "t"): (month, rest) = (10, "ober")
    case Self.key("n", "o", "v"): (month, rest) = (11, "ember")
    case Self.key("d", "e", "c"): (month, rest) = (12, "ember")
    default: return nil
    }
    at += 3
    if isLetter(at), !take(word: rest) {
      guard month == 9, take(word: "t") else { return nil }
    }
    _ = take(UInt8(ascii: "."))
    return month
  }

  /// Takes an English weekday before a date and the comma, dot and blanks after it: 0 Monday to 6
  /// Sunday; nil, taking nothing, where none stands here.
  mutating func weekday() -> Int? {
    let day: Int
    let rest: StaticString
    switch threeLetters() {
    case Self.key("m", "o", "n"): (day, rest) = (0, "day")
    case Self.key("t", "u", "e"): (day, rest) = (1, "sday")
    case Self.key("w", "e", "d"): (day, rest) = (2, "nesday")
    case Self.key("t", "h", "u"): (day, rest) = (3, "rsday")
    case Self.key("f", "r", "i"): (day, rest) = (4, "day")
    case Self.key("s", "a", "t"): (day, rest) = (5, "urday")
    case Self.key("s", "u", "n"): (day, rest) = (6, "day")
    default: return nil
    }
    let start = at
    at += 3
    if isLetter(at), !take(word: rest) {
      at = start
      return nil
    }
    if !take(UInt8(ascii: ",")) { _ = take(UInt8(ascii: ".")) }
    _ = blanks()
    return day
  }

  /// Whether a date falls on a weekday, 0 Monday to 6 Sunday; true without one.
  static func falls(on weekday: Int?, _ year: Int, _ month: Int, _ day: Int) -> Bool {
    guard let weekday else { return true }
    guard let midnight = midnight(year, month, day) else { return false }
    // 1970-01-01 was a Thursday; 1678 lies 106,753 days before it, less than 7 × 20,000.
    return (Int(midnight / 86_400_000_000_000) + 3 + 140_000) % 7 == weekday
  }

  /// The next three letters in lower case as one number; 0 where there are fewer.
  private func threeLetters() -> UInt32 {
    guard isLetter(at), isLetter(at + 1), isLetter(at + 2) else { return 0 }
    return UInt32(bytes[at] | 0x20) << 16 | UInt32(bytes[at + 1] | 0x20) << 8
      | UInt32(bytes[at + 2] | 0x20)
  }

  @inline(__always)
  private static func key(_ a: Unicode.Scalar, _ b: Unicode.Scalar, _ c: Unicode.Scalar) -> UInt32 {
    a.value << 16 | b.value << 8 | c.value
  }

  /// Takes a word in lower case letters if exactly it stands here, whatever its case.
  private mutating func take(word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard !isLetter(at + count) else { return false }
    for i in 0..<count where byte(at + i) | 0x20 != word.utf8Start[i] { return false }
    at += count
    return true
  }

  /// Takes what may stand between a day, a month's name and a year: one `-`, `/`, `.` or `,` and
  /// blanks, or nothing.
  mutating func nameSeparator() {
    _ = blanks()
    let byte = next
    if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
      || byte == UInt8(ascii: ",")
    {
      at += 1
    }
    _ = blanks()
  }

  /// Takes a day of one or two digits, an English ending perhaps: `1st`, `2nd`, `3rd`, `4th`.
  mutating func dayOfMonth() -> Int? {
    guard let day = digits(1, 2) else { return nil }
    if isLetter(at), isLetter(at + 1), !isLetter(at + 2) {
      switch (byte(at) | 0x20, byte(at + 1) | 0x20) {
      case (UInt8(ascii: "s"), UInt8(ascii: "t")), (UInt8(ascii: "n"), UInt8(ascii: "d")),
        (UInt8(ascii: "r"), UInt8(ascii: "d")), (UInt8(ascii: "t"), UInt8(ascii: "h")):
        at += 2
      default: return nil
      }
    }
    return day
  }
}
