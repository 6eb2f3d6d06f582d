internal import Diagnostics
internal import Telemetry

/// Year, month, day and time of day as one run of digits: `20190425191940`, `201904251919`,
/// `2019042519`, `20190425`, `20190425191940.123`, or two with a sign between them: `20190425-191940`.
///
/// 17 digits end with milliseconds. With a `T` between the two it is ISO 8601.
public struct CompactDateTime: TimeFormat {
  /// `compact-date-time`.
  public static let id = "compact-date-time"
  /// One sentence.
  public static let summary = "year to second in one run of digits, as yyyymmddHHMMSS"
  /// As people write it.
  public static let pattern = "yyyymmdd[HH[MM[SS[.fff]]]]"
  /// Numbers are moments.
  public static let readsNumbers = true

  /// Makes the format.
  public init() {}

  /// Reads one field.
  public func read(_ bytes: UnsafeBufferPointer<UInt8>) -> ClockReading? {
    var text = ClockText(bytes)
    let run = text.countDigits(18)
    guard run >= 8, let year = text.digits(4, 4), let month = text.digits(2, 2),
      let day = text.digits(2, 2)
    else { return nil }
    switch run {
    case 8:
      if text.next == UInt8(ascii: "-") { return Self.clock(&text, year, month, day) }
      guard text.next | 0x20 != UInt8(ascii: "t") else { return nil }
      return text.reading(year: year, month: month, day: day)
    case 10:
      guard let midnight = ClockText.midnight(year, month, day), let hour = text.digits(2, 2),
        hour <= 24
      else { return nil }
      return text.finish(midnight &+ Int64(hour) &* 3_600_000_000_000)
    case 12, 14: return Self.clock(&text, year, month, day, skips: 0)
    case 17:
      guard bytes.count == 17 else { return nil }
      var clock = ClockText(UnsafeBufferPointer(rebasing: bytes[8..<14]))
      text.at = 14
      guard let midnight = ClockText.midnight(year, month, day),
        let time = clock.timeOfDay(halves: false), let milliseconds = text.digits(3, 3)
      else { return nil }
      return text.finish(midnight &+ time &+ Int64(milliseconds) &* 1_000_000)
    default: return nil
    }
  }

  private static func clock(
    _ text: inout ClockText, _ year: Int, _ month: Int, _ day: Int, skips: Int = 1
  ) -> ClockReading? {
    text.at += skips
    guard let midnight = ClockText.midnight(year, month, day),
      let time = text.timeOfDay(halves: false)
    else { return nil }
    return text.finish(midnight &+ time)
  }

  /// Fields that are more than a number; numbers of 1900 to 2100 in a column named for time, or
  /// ascending ones in a first column without a name.
  public func admits(column name: String, index: Int, fields: [[UInt8]]) -> Bool {
    var previous = Int64.min
    let time = TimeName(name)
    // As a count of seconds ten digits are moments, too: all of them must be days and hours.
    if fields.contains(where: { $0.count == 10 && read($0) == nil }) { return false }
    let isNamed = (time.isTime || time.isDate) && !time.isDuration
    for field in fields {
      guard let reading = read(field) else { continue }
      if field.contains(where: { $0 &- 48 > 9 && $0 != 0x2e }) { return true }
      guard isNamed || (index == 0 && time.isMissing) else { return false }
      guard case .local(let stamp) = reading else { return false }
      // 1900 to 2100.
      guard (-2_208_988_800..<4_102_444_800).contains(stamp.nanoseconds / 1_000_000_000),
        isNamed || stamp.nanoseconds >= previous
      else { return false }
      previous = stamp.nanoseconds
    }
    return true
  }
}
