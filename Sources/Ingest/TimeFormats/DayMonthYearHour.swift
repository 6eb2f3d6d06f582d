internal import Diagnostics
internal import Telemetry

/// Day first: `06/01/14 00`, `6.1.2014 00:10:05,25`, `28/12/2015 10:00:00 AM`.
///
/// The parts stand between slashes, dashes or dots, all alike; years have two digits (1969 to 2068)
/// or four. A weekday before the date must be the date's.
public struct DayMonthYearHour: TimeFormat {
  /// `day-month-year-hour`.
  public static let id = "day-month-year-hour"
  /// One sentence.
  public static let summary = "day, month, year and hour, as dd/mm/yy HH"
  /// As people write it.
  public static let pattern = "dd/mm/yy HH[:mm[:ss]]"

  /// Makes the format.
  public init() {}

  /// Reads one field.
  public func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ClockReading? {
    ClockText.read(bytes, .dayFirst)
  }
}
