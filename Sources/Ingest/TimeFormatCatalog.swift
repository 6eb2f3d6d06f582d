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
      .init(EpochSeconds.self) { _ in EpochSeconds() },
      .init(EpochMilliseconds.self) { _ in EpochMilliseconds() },
    ])
}
