internal import Diagnostics
internal import Telemetry

/// Month first: `01/06/14`, `1/6/2014 00:10:05`, `12/28/2015 10:00:00 AM`.
///
/// The parts stand between slashes, dashes or dots, all alike; years have two digits (1969 to 2068)
/// or four. A weekday before the date must be the date's.
public struct MonthDayYear: TimeFormat {
  /// `month-day-year`.
  public static let id = "month-day-year"
  /// One sentence.
  public static let summary = "month, day and year, as mm/dd/yy HH:mm"
  /// As people write it.
  public static let pattern = "mm/dd/yy [HH[:mm[:ss]]]"

  /// Makes the format.
  public init() {}

  /// Reads one field.
  public func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ClockReading? {
    ClockText.read(bytes, .monthFirst)
  }
}
