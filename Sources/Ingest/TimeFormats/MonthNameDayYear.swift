internal import Diagnostics
internal import Telemetry

/// An English month's name, a day and a year: `Apr 25, 2019 7:19 PM`, `April 25 2019`,
/// `Thu Apr 25 19:19:40 2019` (ctime, with or without a zone before the year).
///
/// Names are short or long and of any case. A weekday before the date must be the date's.
public struct MonthNameDayYear: TimeFormat {
  /// `month-name-day-year`.
  public static let id = "month-name-day-year"
  /// One sentence.
  public static let summary = "English month, day and year, as mmm dd, yyyy HH:mm:ss"
  /// As people write it.
  public static let pattern = "mmm dd, yyyy [HH[:mm[:ss[.fff]]]]"

  /// Makes the format.
  public init() {}

  /// Reads one field.
  public func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ClockReading? {
    var text = ClockText(bytes)
    let weekday = text.weekday()
    guard let month = text.monthName() else { return nil }
    text.nameSeparator()
    guard let day = text.dayOfMonth() else { return nil }
    let start = text.at
    text.nameSeparator()
    let digits = text.countDigits(3)
    if digits == 1 || digits == 2, text.byte(text.at + digits) == UInt8(ascii: ":") {
      text.at = start
      return Self.yearLast(&text, month, day, weekday)
    }
    guard let year = text.year(), ClockText.falls(on: weekday, year, month, day) else {
      return nil
    }
    return text.reading(year: year, month: month, day: day)
  }

  /// Takes a time of day, a zone perhaps, and the year after it.
  private static func yearLast(
    _ text: inout ClockText, _ month: Int, _ day: Int, _ weekday: Int?
  ) -> ClockReading? {
    guard text.blanks(), let time = text.timeOfDay(halves: true), text.blanks() else { return nil }
    var offset: Int?
    if text.digit(text.at) > 9 {
      guard let minutes = text.namedZone(), text.blanks() else { return nil }
      offset = minutes
    }
    guard let year = text.digits(4, 4), text.isAtEnd,
      ClockText.falls(on: weekday, year, month, day),
      let midnight = ClockText.midnight(year, month, day)
    else { return nil }
    let local = midnight &+ time
    guard let offset else { return .local(Timestamp(nanoseconds: local)) }
    return .instant(Timestamp(nanoseconds: local &- Int64(offset) &* 60_000_000_000))
  }
}
