internal import Diagnostics
internal import Telemetry

/// Month first: `01/06/14`, `1/6/2014 00:10:05`, `12/28/2015 10:00:00 AM`.
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
