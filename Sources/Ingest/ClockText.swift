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
  var next: UInt8 { at < bytes.count ? bytes[at] : 0 }

  /// Takes `least` to `most` digits, as many as there are; nil where there are fewer.
  mutating func digits(_ least: Int, _ most: Int) -> Int? {
    var value = 0
    var count = 0
    while count < most, at < bytes.count {
      let digit = bytes[at] &- 48
      if digit > 9 { break }
      value = value * 10 + Int(digit)
      count += 1
      at += 1
    }
    return count >= least ? value : nil
  }

  /// Takes the byte if it stands here.
  mutating func take(_ byte: UInt8) -> Bool {
    guard at < bytes.count, bytes[at] == byte else { return false }
    at += 1
    return true
  }

  /// Takes a separator of date parts: `/`, `-` or `.`; 0 where none stands here.
  mutating func dateSeparator() -> UInt8 {
    let byte = next
    guard byte == UInt8(ascii: "/") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") else {
      return 0
    }
    at += 1
    return byte
  }

  /// Takes blanks; tells whether there was one.
  mutating func blanks() -> Bool {
    let start = at
    while at < bytes.count, bytes[at] == 32 || bytes[at] == 9 { at += 1 }
    return at > start
  }

  /// Takes a fraction's digits as nanoseconds; digits past the ninth are dropped.
  mutating func fraction() -> Int? {
    var scale = 100_000_000
    var value = 0
    let start = at
    while at < bytes.count {
      let digit = bytes[at] &- 48
      if digit > 9 { break }
      value += Int(digit) * scale
      scale /= 10
      at += 1
    }
    return at > start ? value : nil
  }

  /// A time of day.
  struct TimeOfDay {
    var hour = 0
    var minute = 0
    var second = 0
    var nanosecond = 0
  }

  /// Takes `HH[:mm[:ss[.fff]]]` and, where allowed, ` AM` or ` PM`.
  mutating func timeOfDay(halves: Bool) -> TimeOfDay? {
    guard let hour = digits(1, 2) else { return nil }
    var time = TimeOfDay(hour: hour)
    if take(UInt8(ascii: ":")) {
      guard let minute = digits(2, 2) else { return nil }
      time.minute = minute
      if take(UInt8(ascii: ":")) {
        guard let second = digits(2, 2) else { return nil }
        time.second = second
        if take(UInt8(ascii: ".")) || take(UInt8(ascii: ",")) {
          guard let nanosecond = fraction() else { return nil }
          time.nanosecond = nanosecond
        }
      }
    }
    if halves { return half(of: time) }
    return time
  }

  /// Applies `AM` or `PM` where one follows: 12 AM is 0 h, 12 PM is 12 h.
  private mutating func half(of time: TimeOfDay) -> TimeOfDay? {
    let start = at
    _ = blanks()
    let letter = next | 0x20
    guard letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") else {
      at = start
      return time
    }
    at += 1
    guard next | 0x20 == UInt8(ascii: "m"), (1...12).contains(time.hour) else { return nil }
    at += 1
    var result = time
    result.hour = time.hour % 12 + (letter == UInt8(ascii: "p") ? 12 : 0)
    return result
  }

  /// Which part of a date stands where.
  enum DateOrder { case dayFirst, monthFirst, yearFirst }

  /// Reads a whole field: three date parts with one separator, then perhaps a time of day.
  ///
  /// Years of two digits lie in 1969 to 2068, as POSIX has it.
  static func read(_ bytes: UnsafeBufferPointer<UInt8>, _ order: DateOrder) -> ClockReading? {
    var text = ClockText(bytes)
    let yearDigits = order == .yearFirst ? 4 : 2
    guard let first = text.digits(order == .yearFirst ? 4 : 1, yearDigits) else { return nil }
    let separator = text.dateSeparator()
    guard separator != 0, let second = text.digits(1, 2), text.take(separator) else { return nil }
    let start = text.at
    guard let third = text.digits(order == .yearFirst ? 1 : 2, order == .yearFirst ? 2 : 4) else {
      return nil
    }
    let thirdDigits = text.at - start
    var year = order == .yearFirst ? first : third
    if order != .yearFirst {
      guard thirdDigits != 3 else { return nil }
      if thirdDigits == 2 { year += year < 69 ? 2000 : 1900 }
    }
    var time = TimeOfDay()
    if !text.isAtEnd {
      guard text.blanks() || text.take(UInt8(ascii: "T")), let read = text.timeOfDay(halves: true)
      else { return nil }
      time = read
    }
    let (month, day) =
      switch order {
      case .dayFirst: (second, first)
      case .monthFirst: (first, second)
      case .yearFirst: (second, third)
      }
    guard text.isAtEnd,
      let stamp = Timestamp(
        year: year, month: month, day: day, hour: time.hour, minute: time.minute,
        second: time.second, nanosecond: time.nanosecond)
    else { return nil }
    return .local(stamp)
  }
}
