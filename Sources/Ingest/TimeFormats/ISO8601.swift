internal import Diagnostics
internal import Telemetry

/// ISO 8601: `2014-01-06`, `2014-01-06 00:10`, `2014-01-06T00:10:05.25Z`,
/// `2014-01-06T00:10:05-05:00`.
///
/// Between date and time stands `T` or a blank; ` UTC` counts as a zone.
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
    guard let year = text.digits(4, 4), text.take(dash), let month = text.digits(2, 2),
      text.take(dash), let day = text.digits(2, 2)
    else { return nil }
    var time = ClockText.TimeOfDay()
    var offset: Int?
    if !text.isAtEnd {
      guard text.take(UInt8(ascii: "T")) || text.take(UInt8(ascii: "t")) || text.blanks(),
        let read = text.timeOfDay(halves: false)
      else { return nil }
      time = read
      if !text.isAtEnd {
        guard let minutes = Self.zone(&text) else { return nil }
        offset = minutes
      }
    }
    guard text.isAtEnd,
      let stamp = Timestamp(
        year: year, month: month, day: day, hour: time.hour, minute: time.minute,
        second: time.second, nanosecond: time.nanosecond)
    else { return nil }
    guard let offset else { return .local(stamp) }
    return .instant(stamp - TimeSpan(nanoseconds: Int64(offset) * 60_000_000_000))
  }

  /// Takes `Z`, ` UTC`, `+hh`, `+hhmm` or `+hh:mm`; gives minutes east of Greenwich.
  private static func zone(_ text: inout ClockText) -> Int? {
    _ = text.blanks()
    if text.take(UInt8(ascii: "Z")) || text.take(UInt8(ascii: "z")) { return 0 }
    if text.take(UInt8(ascii: "U")) {
      return text.take(UInt8(ascii: "T")) && text.take(UInt8(ascii: "C")) ? 0 : nil
    }
    let isWest = text.next == UInt8(ascii: "-")
    guard text.take(UInt8(ascii: "+")) || text.take(UInt8(ascii: "-")),
      let hours = text.digits(2, 2)
    else { return nil }
    var minutes = 0
    if !text.isAtEnd {
      _ = text.take(UInt8(ascii: ":"))
      guard let read = text.digits(2, 2) else { return nil }
      minutes = read
    }
    guard hours <= 23, minutes <= 59 else { return nil }
    return (isWest ? -1 : 1) * (hours * 60 + minutes)
  }
}
