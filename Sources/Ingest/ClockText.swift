internal import Telemetry

/// Walks over the bytes of a time field; every step checks the end.
struct ClockText {
  let bytes: UnsafeBufferPointer<UInt8>
  var at = 0

  /// Starts at the first byte.
  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Whether everything was read.
  var isAtEnd: Bool { at >= bytes.count }

  /// The next byte; 0 at the end.
  var next: UInt8 { byte(at) }

  /// The byte at an offset; 0 past the end.
  @inline(__always)
  func byte(_ offset: Int) -> UInt8 { offset < bytes.count ? bytes[offset] : 0 }

  /// The digit at an offset; above 9 where there is none.
  @inline(__always)
  func digit(_ offset: Int) -> UInt8 { byte(offset) &- 48 }

  /// How many digits stand here, up to a limit.
  func countDigits(_ most: Int) -> Int {
    var count = 0
    while count < most, digit(at + count) <= 9 { count += 1 }
    return count
  }

  /// Takes `least` to `most` digits, at most 18, as many as there are; nil where there are fewer.
  @inline(__always)
  mutating func digits(_ least: Int, _ most: Int) -> Int? {
    var value = 0
    var count = 0
    while count < most {
      let digit = digit(at)
      if digit > 9 { break }
      value = value * 10 + Int(digit)
      count += 1
      at += 1
    }
    return count >= least ? value : nil
  }

  /// Takes the byte if it stands here.
  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte, !isAtEnd else { return false }
    at += 1
    return true
  }

  /// Takes a letter of either case; `letter` is the lower one.
  @inline(__always)
  mutating func take(letter: UInt8) -> Bool {
    guard next | 0x20 == letter else { return false }
    at += 1
    return true
  }

  /// Whether an ASCII letter stands at an offset.
  @inline(__always)
  func isLetter(_ offset: Int) -> Bool { (byte(offset) | 0x20) &- 97 < 26 }

  /// Takes a separator of date parts: `/`, `-` or `.`; 0 where none stands here.
  @inline(__always)
  mutating func dateSeparator() -> UInt8 {
    let byte = next
    guard byte == UInt8(ascii: "/") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") else {
      return 0
    }
    at += 1
    return byte
  }

  /// Takes blanks, the no-break ones of UTF-8 too; tells whether there was one.
  ///
  /// Newer versions of ICU write U+202F before AM and PM.
  mutating func blanks() -> Bool {
    let start = at
    while true {
      let byte = next
      if byte == 32 || byte == 9 {
        at += 1
      } else if byte == 0xc2, self.byte(at + 1) == 0xa0 {
        at += 2
      } else if byte == 0xe2, self.byte(at + 1) == 0x80, self.byte(at + 2) == 0xaf {
        at += 3
      } else {
        return at > start
      }
    }
  }

  /// Takes a fraction's digits as nanoseconds; digits past the ninth are dropped.
  mutating func fraction() -> Int? {
    var scale = 100_000_000
    var value = 0
    let start = at
    while true {
      let digit = digit(at)
      if digit > 9 { break }
      value += Int(digit) * scale
      scale /= 10
      at += 1
    }
    return at > start ? value : nil
  }
}

extension ClockText {
  /// The reading of a date and what follows it: nothing, or a time of day and perhaps a zone.
  ///
  /// Nil where the calendar has no such date or something else follows. Between date and time
  /// stand blanks, `T`, a comma, `_` or `:`.
  mutating func reading(year: Int, month: Int, day: Int, halves: Bool = true) -> ClockReading? {
    guard let midnight = Self.midnight(year, month, day) else { return nil }
    if isAtEnd { return .local(Timestamp(nanoseconds: midnight)) }
    switch next {
    case UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: "_"), UInt8(ascii: ":"): at += 1
    case UInt8(ascii: ","):
      at += 1
      _ = blanks()
    default:
      guard blanks() else { return nil }
      // `25.04.2019, 19:19` and `25.04.2019 T 19:19` are seen; `25.04.2019 , 19:19` is not.
      if next == UInt8(ascii: "T") {
        at += 1
        _ = blanks()
      }
    }
    guard let time = timeOfDay(halves: halves) else { return nil }
    return finish(midnight &+ time)
  }

  /// The reading at the end of the field, after a zone perhaps.
  mutating func finish(_ local: Int64) -> ClockReading? {
    if isAtEnd { return .local(Timestamp(nanoseconds: local)) }
    guard let minutes = zone(), isAtEnd else { return nil }
    return .instant(Timestamp(nanoseconds: local &- Int64(minutes) &* 60_000_000_000))
  }

  /// The nanoseconds since 1970 of a date's midnight; nil where there is no such date or it lies
  /// outside 1678 to 2261.
  @inline(__always)
  static func midnight(_ year: Int, _ month: Int, _ day: Int) -> Int64? {
    guard year >= 1678, year <= 2261, month >= 1, month <= 12, day >= 1 else { return nil }
    guard day <= 28 || day <= Timestamp.daysInMonth(year: year, month: month) else { return nil }
    let days = Timestamp.daysFromCivil(year: year, month: month, day: day)
    return Int64(days) * 86_400_000_000_000
  }

  /// A year of two digits or four, nil for three; two lie in 1969 to 2068, as POSIX has it.
  @inline(__always)
  mutating func year() -> Int? {
    let start = at
    guard let year = digits(2, 4) else { return nil }
    switch at - start {
    case 4: return year
    case 2: return year < 69 ? 2000 + year : 1900 + year
    default: return nil
    }
  }
}
