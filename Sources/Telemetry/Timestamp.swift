/// A moment: nanoseconds since 1970-01-01T00:00:00Z (proleptic Gregorian, no leap seconds).
///
/// Range: the years 1678 to 2261.
public struct Timestamp: Sendable, Hashable, Comparable {
  /// Nanoseconds since the epoch.
  public var nanoseconds: Int64

  /// A moment from its nanoseconds since the epoch.
  @inlinable
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// A moment from a calendar date and time in UTC; nil where a part is out of its range.
  public init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0,
    nanosecond: Int = 0
  ) {
    guard (1678...2261).contains(year), (1...12).contains(month),
      (1...Self.daysInMonth(year: year, month: month)).contains(day),
      (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second),
      (0...999_999_999).contains(nanosecond)
    else { return nil }
    let days = Self.daysFromCivil(year: year, month: month, day: day)
    let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second
    nanoseconds = Int64(seconds) * 1_000_000_000 + Int64(nanosecond)
  }

  /// Earlier before later.
  @inlinable
  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.nanoseconds < b.nanoseconds }

  /// The moment a span later.
  public static func + (a: Timestamp, b: TimeSpan) -> Timestamp {
    Timestamp(nanoseconds: a.nanoseconds &+ b.nanoseconds)
  }

  /// The moment a span earlier.
  public static func - (a: Timestamp, b: TimeSpan) -> Timestamp {
    Timestamp(nanoseconds: a.nanoseconds &- b.nanoseconds)
  }

  /// The span from `b` to `a`.
  public static func - (a: Timestamp, b: Timestamp) -> TimeSpan {
    TimeSpan(nanoseconds: a.nanoseconds &- b.nanoseconds)
  }

  /// Year, month and day in UTC.
  public var date: (year: Int, month: Int, day: Int) {
    Self.civilFromDays(Int(Self.floorDivide(nanoseconds, 86_400_000_000_000)))
  }

  /// Seconds since midnight UTC.
  public var secondOfDay: Int {
    let day: Int64 = 86_400_000_000_000
    let rest = nanoseconds % day
    return Int((rest < 0 ? rest + day : rest) / 1_000_000_000)
  }

  private static func floorDivide(_ a: Int64, _ b: Int64) -> Int64 {
    let q = a / b
    return a % b < 0 ? q - 1 : q
  }

  /// The length of a month.
  public static func daysInMonth(year: Int, month: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }

  /// Days since 1970-01-01.
  ///
  /// Reference: Hinnant, "chrono-compatible low-level date algorithms".
  public static func daysFromCivil(year: Int, month: Int, day: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yearOfEra = y - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The inverse of ``daysFromCivil(year:month:day:)``.
  public static func civilFromDays(_ days: Int) -> (year: Int, month: Int, day: Int) {
    let z = days + 719_468
    let era = (z >= 0 ? z : z - 146_096) / 146_097
    let dayOfEra = z - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let mp = (5 * dayOfYear + 2) / 153
    let month = mp < 10 ? mp + 3 : mp - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * mp + 2) / 5 + 1)
  }
}
