internal import Diagnostics
internal import Telemetry

/// Year first with other signs than ISO 8601 has: `2014/1/6 00:10:05`, `2014-01-06 7:10 PM`,
/// `14-01-06`.
///
/// Where `14-01-06` may as well begin with a day, the sniffer takes the year to come first only if
/// the stamps then lie much closer together.
public struct YearMonthDay: TimeFormat {
  /// `year-month-day`.
  public static let id = "year-month-day"
  /// One sentence.
  public static let summary = "year, month and day, as yyyy/mm/dd HH:mm"
  /// As people write it.
  public static let pattern = "yyyy/mm/dd [HH[:mm[:ss]]]"

  /// Makes the format.
  public init() {}

  /// Reads one field.
  public func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ClockReading? {
    ClockText.read(bytes, .yearFirst)
  }
}
