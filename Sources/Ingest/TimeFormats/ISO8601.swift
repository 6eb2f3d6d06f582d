internal import Diagnostics
internal import Telemetry

/// ISO 8601: `2014-01-06`, `2014-01-06 00:10`, `2014-01-06T00:10:05.25Z`,
/// `2014-01-06T00:10:05-05:00`, `20140106T001005Z`.
///
/// Between date and time stands `T` or a blank; fractions may have any number of digits, of which
/// nine are kept. Zones are `Z`, `±hh`, `±hhmm`, `±hh:mm`, `UTC` and `GMT`.
public struct ISO8601: TimeFormat {
  /// `iso8601`.
  public static let id = "iso8601"
  /// One sentence.
  public static let summary = "ISO 8601 dates and times, zone optional"
  /// As people write it.
  public static let pattern = "yyyy-mm-dd[THH:mm[:ss[.fff]][zone]]"

  /// Makes the format.
  public init() {}

  /// Reads one field.
  public func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ClockReading? {
    var text = ClockText(bytes)
    let dash = UInt8(ascii: "-")
    guard let year = text.digits(4, 4) else { return nil }
    if text.take(dash) {
      guard let month = text.digits(2, 2), text.take(dash), let day = text.digits(2, 2) else {
        return nil
      }
      return text.reading(year: year, month: month, day: day, halves: false)
    }
    // The basic form: the `T` sets it apart from mere numbers.
    guard let month = text.digits(2, 2), let day = text.digits(2, 2),
      text.next | 0x20 == UInt8(ascii: "t")
    else { return nil }
    return text.reading(year: year, month: month, day: day, halves: false)
  }
}
