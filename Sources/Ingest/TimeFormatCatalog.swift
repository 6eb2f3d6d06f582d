public import Diagnostics

/// The list of time formats, in the order in which the sniffer tries them.
///
/// Day-first stands before month-first: where a file does not tell them apart, days come first.
public enum TimeFormatCatalog {
  /// Every time format that can be named or sniffed.
  public static let catalog = Catalog<any TimeFormat>(
    kind: "time format",
    [
      .init(ISO8601.self) { _ in ISO8601() },
      .init(DayMonthYearHour.self) { _ in DayMonthYearHour() },
      .init(MonthDayYear.self) { _ in MonthDayYear() },
      .init(YearMonthDay.self) { _ in YearMonthDay() },
      .init(DayMonthNameYear.self) { _ in DayMonthNameYear() },
      .init(MonthNameDayYear.self) { _ in MonthNameDayYear() },
      .init(YearMonthNameDay.self) { _ in YearMonthNameDay() },
      .init(CompactDateTime.self) { _ in CompactDateTime() },
      .init(EpochSeconds.self) { _ in EpochSeconds() },
      .init(EpochMilliseconds.self) { _ in EpochMilliseconds() },
      .init(EpochMicroseconds.self) { _ in EpochMicroseconds() },
      .init(EpochNanoseconds.self) { _ in EpochNanoseconds() },
      .init(ExcelSerial.self) { _ in ExcelSerial() },
      .init(ExcelSerial1904.self) { _ in ExcelSerial1904() },
    ])
}
