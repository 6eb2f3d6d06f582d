public import Diagnostics

/// Which of day and month comes first in the files of one source, where some of them show it and
/// others do not.
///
/// Files of one source are written alike: a file of which every date can be read either way is read
/// as those are whose dates tell.
public struct DateOrderSiblings: Sendable {
  /// Files whose dates show that the day comes first, and those that show the month.
  private var dayFirst: [String] = []
  private var monthFirst: [String] = []

  /// Nothing is known yet.
  public init() {}

  /// A format whose order of day and month is settled over the file's own dates, all of them.
  ///
  /// - Throws: ``Fault`` as from reading the file.
  public static func settled(_ format: CSVFormat, file: String) throws(Fault) -> CSVFormat {
    try DateOrderScan.settled(format, file: file)
  }

  /// Takes what a file's own dates show.
  public mutating func add(_ format: CSVFormat, file: String) {
    guard format.dateOrder == .shown else { return }
    if format.timeFormat == DayMonthYearHour.id { dayFirst.append(file) }
    if format.timeFormat == MonthDayYear.id { monthFirst.append(file) }
  }

  /// Settles a format whose own dates show nothing, by the other files' dates.
  public func settle(_ format: inout CSVFormat) {
    guard format.dateOrder == .steps || format.dateOrder == .assumed,
      let column = format.timeColumn
    else { return }
    let name = "column '\(CellText.cleaned(format.columns[column].name))'"
    switch (dayFirst.first, monthFirst.first) {
    case (nil, nil): break
    case (let day?, let month?):
      format.notices.append(
        "\(name): other files contradict each other, the day comes first in \(day) and the month in "
          + "\(month)")
    case (let day?, nil): take(DayMonthYearHour.id, "day", as: day, name, &format)
    case (nil, let month?): take(MonthDayYear.id, "month", as: month, name, &format)
    }
  }

  private func take(
    _ id: String, _ part: String, as file: String, _ name: String, _ format: inout CSVFormat
  ) {
    // Steps from day to day say more than nothing, and less than a date that has one order only.
    if format.dateOrder == .steps, format.timeFormat != id {
      format.notices.append(
        "\(name): in \(file) the \(part) comes first; is this file written otherwise?")
      return
    }
    DateOrderTally.forgetDoubt(&format)
    format.timeFormat = id
    format.dateOrder = .siblings
    format.notices.append(
      "\(name): day and month cannot be told apart in this file; the \(part) is taken to come first, "
        + "as in \(file)")
  }
}
