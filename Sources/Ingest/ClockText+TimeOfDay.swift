extension ClockText {
  private static let second: Int64 = 1_000_000_000

  /// Takes a time of day as nanoseconds since midnight: `HH[:mm[:ss[.fff]]]`, `HHmm[ss[.fff]]`,
  /// `HH.mm.ss`, `HHhmm[mss]` as the French write it and, where allowed, `AM` or `PM` after it.
  ///
  /// `24:00` is the next midnight. A leap second `:60` is read as the second after it, because
  /// moments here count none; it is taken only where one can be: at the end of a quarter of an
  /// hour.
  mutating func timeOfDay(halves: Bool) -> Int64? {
    let start = at
    guard let hour = digits(1, 2) else { return nil }
    let hourDigits = at - start
    var minute = 0
    var second = 0
    var nanosecond = 0
    switch next {
    case UInt8(ascii: ":"):
      at += 1
      guard let read = digits(2, 2) else { return nil }
      minute = read
      if take(UInt8(ascii: ":")) {
        guard let read = digits(2, 2) else { return nil }
        second = read
        guard takeFraction(&nanosecond) else { return nil }
      }
    case UInt8(ascii: "."):
      // Only with seconds: 19.19 may be a fraction of an hour.
      guard digit(at + 1) <= 9, digit(at + 2) <= 9, byte(at + 3) == UInt8(ascii: ".") else {
        return nil
      }
      at += 1
      minute = digits(2, 2) ?? 60
      at += 1
      guard let read = digits(2, 2) else { return nil }
      second = read
      guard takeFraction(&nanosecond) else { return nil }
    case UInt8(ascii: "h"), UInt8(ascii: "H"):
      at += 1
      guard let read = digits(2, 2) else { return nil }
      minute = read
      if next | 0x20 == UInt8(ascii: "m"), digit(at + 1) <= 9 {
        at += 1
        guard let read = digits(2, 2) else { return nil }
        second = read
        _ = take(letter: UInt8(ascii: "s"))
      }
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      guard hourDigits == 2, let read = digits(2, 2) else { return nil }
      minute = read
      if digit(at) <= 9 {
        guard let read = digits(2, 2) else { return nil }
        second = read
        guard takeFraction(&nanosecond) else { return nil }
      }
    default: break
    }
    var hourOfDay = hour
    if halves, !isAtEnd {
      let half = half()
      if half != .none {
        guard half != .wrong, hour >= 1, hour <= 12 else { return nil }
        hourOfDay = hour % 12 + (half == .after ? 12 : 0)
      }
    }
    guard minute <= 59, hourOfDay < 24 || (hourOfDay == 24 && minute == 0 && second == 0),
      hourOfDay < 24 || nanosecond == 0, second <= 59 || (second == 60 && minute % 15 == 14)
    else { return nil }
    let seconds = Int64(hourOfDay * 3_600 + minute * 60 + second)
    return seconds * Self.second + Int64(nanosecond)
  }

  /// Takes a fraction of a second after `.` or `,`, or milliseconds after `:`; false where the mark
  /// stands without digits.
  private mutating func takeFraction(_ nanosecond: inout Int) -> Bool {
    switch next {
    case UInt8(ascii: "."), UInt8(ascii: ","):
      at += 1
      guard let read = fraction() else { return false }
      nanosecond = read
    case UInt8(ascii: ":"):
      at += 1
      guard let read = digits(3, 3) else { return false }
      nanosecond = read * 1_000_000
    default: break
    }
    return true
  }

  private enum Half { case none, before, after, wrong }

  /// Takes `AM`, `PM`, `a.m.` or `p.m.`, with blanks before it or without.
  private mutating func half() -> Half {
    let start = at
    _ = blanks()
    let letter = next | 0x20
    guard letter == UInt8(ascii: "a") || letter == UInt8(ascii: "p") else {
      at = start
      return .none
    }
    at += 1
    let isDotted = take(UInt8(ascii: "."))
    guard take(letter: UInt8(ascii: "m")) else { return .wrong }
    if isDotted { _ = take(UInt8(ascii: ".")) }
    return letter == UInt8(ascii: "p") ? .after : .before
  }
}
