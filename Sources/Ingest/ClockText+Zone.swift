extension ClockText {
  /// Takes a zone that something may follow: `Z`, `UTC`, `GMT`, `UT` or an offset.
  mutating func namedZone() -> Int? {
    let start = at
    var end = at
    while end < bytes.count, bytes[end] != 32, bytes[end] != 9 { end += 1 }
    var word = ClockText(UnsafeBufferPointer(rebasing: bytes[start..<end]))
    guard let minutes = word.zone(), word.isAtEnd else { return nil }
    at = end
    return minutes
  }

  /// Takes a zone, blanks before it or not, and gives its minutes east of Greenwich: `Z`, `UTC`,
  /// `GMT`, `UT`, `±hh`, `±hhmm`, `±hh:mm`, a name and an offset like `GMT+2`, or a word like `CEST`.
  ///
  /// Words like `CEST` have the offset that ``ZoneWords`` knows; where several places claim one, the
  /// usual one of them. Other words are refused.
  mutating func zone() -> Int? {
    _ = blanks()
    switch next | 0x20 {
    case UInt8(ascii: "z"):
      at += 1
      return 0
    case UInt8(ascii: "u"):
      at += 1
      guard take(letter: UInt8(ascii: "t")) else { return nil }
      _ = take(letter: UInt8(ascii: "c"))
      return isAtEnd ? 0 : offset(leastHourDigits: 1)
    case UInt8(ascii: "g"):
      at += 1
      guard take(letter: UInt8(ascii: "m")), take(letter: UInt8(ascii: "t")) else { return nil }
      return isAtEnd ? 0 : offset(leastHourDigits: 1)
    default: return isLetter(at) ? zoneWord() : offset(leastHourDigits: 2)
    }
  }

  /// Takes a word of capital letters that names a zone.
  private mutating func zoneWord() -> Int? {
    var end = at
    while isLetter(end), end - at <= ZoneWords.longest { end += 1 }
    guard let key = ZoneWords.key(bytes[at..<end]), let minutes = ZoneWords.minutes(key) else {
      return nil
    }
    at = end
    return minutes
  }

  /// Takes `±hh`, `±hhmm` or `±hh:mm` as minutes; up to 23:59.
  mutating func offset(leastHourDigits: Int) -> Int? {
    let isWest = next == UInt8(ascii: "-")
    guard isWest || next == UInt8(ascii: "+") else { return nil }
    at += 1
    guard let hours = digits(leastHourDigits, 2) else { return nil }
    var minutes = 0
    if next == UInt8(ascii: ":") || digit(at) <= 9 {
      _ = take(UInt8(ascii: ":"))
      guard let read = digits(2, 2) else { return nil }
      minutes = read
    }
    guard hours <= 23, minutes <= 59 else { return nil }
    return (isWest ? -1 : 1) * (hours * 60 + minutes)
  }
}
