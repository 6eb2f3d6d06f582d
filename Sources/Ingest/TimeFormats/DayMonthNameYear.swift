internal import Diagnostics
internal import Telemetry

/// A day, an English month's name and a year: `25-Apr-19 19:19:40.123` (PI), `25 Apr 2019`,
/// `Thu, 25 Apr 2019 19:19:40 GMT` (RFC 1123), `25APR2019:19:19:40` (SAS).
///
/// Names are short or long and of any case. A weekday before the date must be the date's.
public struct DayMonthNameYear: TimeFormat {
  /// `day-month-name-year`.
  public static let id = "day-month-name-year"
  /// One sentence.
  public static let summary = "day, English month and year, as dd-mmm-yy HH:mm:ss"
  /// As people write it.
  public static let pattern = "dd-mmm-yy [HH[:mm[:ss[.fff]]]]"

  /// Makes the format.
  public init() {}

  /// Reads one field.
  public func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ClockReading? {
    var text = ClockText(bytes)
    let weekday = text.digit(0) <= 9 ? nil : text.weekday()
    guard let day = text.dayOfMonth() else { return nil }
    text.nameSeparator()
    guard let month = text.monthName() else { return nil }
    text.nameSeparator()
    guard let year = text.year(), ClockText.falls(on: weekday, year, month, day) else {
      return nil
    }
    return text.reading(year: year, month: month, day: day)
  }
}
