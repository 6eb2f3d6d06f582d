internal import Diagnostics

/// Finds the column that holds the rows' moments, and how they are written.
enum TimeColumnChoice {
  /// The share of filled cells that must parse; the rows of the others are refused by the reader.
  static let share = 0.5

  /// Sets the first column that reads as time; without one, rows are steps.
  static func choose(_ table: SampledTable, format: inout CSVFormat) {
    for index in format.columns.indices {
      let cells = table.column(index, withFirst: !format.hasHeader, limit: .max)
        .filter { !$0.isEmpty }
      guard !cells.isEmpty else { continue }
      let probe = Array(cells.prefix(LayoutChoice.records))
      var best: (id: String, parsed: Int, all: Int, pattern: String)?
      var parsedDayFirst: Int?
      for (entry, timeFormat) in zip(
        TimeFormatCatalog.catalog.entries, TimeFormatCatalog.catalog.products)
      {
        let admitted = timeFormat.admits(
          column: format.columns[index].name, index: index, fields: probe)
        guard admitted, count(probe, timeFormat) > 0 else { continue }
        // Which of day and month comes first shows on days past the 12th, perhaps late in the file.
        let all = cells + table.further.compactMap { index < $0.count ? $0[index] : nil }
        let parsed = count(all, timeFormat)
        if entry.id == DayMonthYearHour.id { parsedDayFirst = parsed }
        if Double(parsed) >= share * Double(all.count), parsed > (best?.parsed ?? 0) {
          best = (entry.id, parsed, all.count, type(of: timeFormat).pattern)
        }
        if entry.id == MonthDayYear.id, best?.id == DayMonthYearHour.id, parsed == parsedDayFirst {
          format.notices.append(
            "column '\(format.columns[index].name)': day and month cannot be told apart in "
              + "\(all.count) sampled times; the day is taken to come first")
        }
      }
      if let best {
        format.columns[index].content = .time
        format.timeFormat = best.id
        format.evidence.append(
          "time: column '\(format.columns[index].name)' reads as \(best.pattern) in "
            + "\(best.parsed) of \(best.all) sampled rows")
        return
      }
    }
    format.evidence.append("no time: no column reads as moments, rows are steps")
  }

  private static func count(_ cells: [[UInt8]], _ format: any TimeFormat) -> Int {
    cells.reduce(0) { $0 + (format.read($1) == nil ? 0 : 1) }
  }
}
