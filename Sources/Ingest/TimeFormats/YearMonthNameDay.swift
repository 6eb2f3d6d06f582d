internal import Diagnostics
internal import Telemetry

/// A year, an English month's name and a day: `2019-Apr-25 19:19:40.123`, `2019 April 25`.
///
/// Names are short or long and of any case.
public struct YearMonthNameDay: TimeFormat {
  /// `year-month-name-day`.
  public static let id = "year-month-name-day"
  /// One sentence.
  public static let summary = "year, English month and day, as yyyy-mmm-dd HH:mm:ss"
  /// As people write it.
  public static let pattern = "yyyy-mmm-dd [HH[:mm[:ss[.fff]]]]"

  /// Makes the format.
  public init() {}

  /// Reads one field.
  public func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ClockReading? {
    var text = ClockText(bytes)
    guard let year = text.digits(4, 4) else { return nil }
    text.nameSeparator()
    guard let month = text.monthName() else { return nil }
    text.nameSeparator()
    guard let day = text.digits(1, 2) else { return nil }
    return text.reading(year: year, month: month, day: day)
  }
}
