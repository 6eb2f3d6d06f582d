internal import Diagnostics

/// Tells lines of titles and settings above the names from names in several records, where they have as
/// many fields as the rows.
///
/// Spreadsheets and loggers fill lines up: `Site,Berlin,` above `time,A,B`. Such a line has a key in the
/// column of times, whose name stands in a record further down.
enum TitleLines {
  /// Among how many records the names are looked for.
  private static let most = 20
  /// How many rows below the names are looked at.
  private static let probe = 50

  /// Drops such lines from the sample and tells how many lines they take; doubts those that may be
  /// names.
  static func skip(_ table: inout SampledTable, format: inout CSVFormat) {
    guard let (names, time) = names(of: table, format), names > 0 else { return }
    let above = table.head[..<names]
    // Lines with fewer fields than the rows are the preamble's.
    guard above.contains(where: { $0.fields.count == table.width }) else { return }
    let titles = above.prefix { isTitle($0, time, table.width) }
    // Two columns are filled by any key and value: a date or a number, or an empty line, ends the doubt.
    let isApart =
      above.contains { $0.fields.contains { [.time, .number].contains(CellKind($0, format)) } }
      || gap(above[names - 1], table.head[names])
    let isSettings = above.allSatisfy { $0.fields.filter { !$0.isEmpty }.count <= 2 }
    let count = isApart && isSettings ? names : table.width > 2 ? titles.count : 0
    guard count > 0 else {
      if table.width == 2, isSettings {
        format.notices.append(
          "line \(above[0].line) ('\(shown(above[0]))') is taken for a part of the columns' names; where it "
            + "is a title, data.format: { skip-lines: \(table.head[names].line - 1) }")
      }
      return
    }
    let lines = table.head[count].line - 1
    format.skippedLines = lines
    format.evidence.append(
      "skipped: \(lines) line\(lines == 1 ? "" : "s") of titles before the names, like "
        + "'\(shown(above[0]))'")
    table.head.removeFirst(count)
  }

  /// The first record that fills all columns with texts of which one names the time above times or
  /// numbers, and that column.
  private static func names(
    of table: SampledTable, _ format: CSVFormat
  ) -> (record: Int, time: Int)? {
    let width = table.width
    guard width > 1 else { return nil }
    for (index, record) in table.head.prefix(most).enumerated()
    where record.fields.count == width
      && record.fields.allSatisfy({ CellKind($0, format) == .text })
    {
      let rows = table.head.dropFirst(index + 1).prefix(probe).filter { $0.fields.count == width }
      for column in 0..<width {
        let name = TimeName(String(decoding: record.fields[column], as: UTF8.self))
        guard name.isTime, !name.isDuration else { continue }
        func isMoment(_ record: RecordSplitter.Record) -> Bool {
          column < record.fields.count
            && [.time, .number].contains(CellKind(record.fields[column], format))
        }
        // Rows above it make it another table's header.
        guard rows.count(where: isMoment) * 2 > rows.count,
          !table.head[..<index].contains(where: isMoment)
        else { continue }
        return (index, column)
      }
    }
    return nil
  }

  /// Whether a record has a key in the column of times and at most one text beside it, and leaves the
  /// columns behind them empty.
  private static func isTitle(
    _ record: RecordSplitter.Record, _ time: Int, _ width: Int
  ) -> Bool {
    let filled = record.fields.indices.filter { !record.fields[$0].isEmpty }
    guard let last = filled.last, filled.contains(time), filled.count <= 2, last <= 1,
      width > 2 || record.fields.count < width
    else { return false }
    return !TimeName(String(decoding: record.fields[time], as: UTF8.self)).isTime
  }

  /// Whether an empty line stands between two records.
  private static func gap(_ above: RecordSplitter.Record, _ below: RecordSplitter.Record) -> Bool {
    !above.fields.contains { $0.contains(10) || $0.contains(13) } && below.line > above.line + 1
  }

  private static func shown(_ record: RecordSplitter.Record) -> String {
    record.fields.filter { !$0.isEmpty }.map { CellText.shown($0) }.joined(separator: " ")
  }
}
