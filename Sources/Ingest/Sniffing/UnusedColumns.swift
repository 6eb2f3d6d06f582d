internal import Diagnostics

/// Names columns that seem to tell of the rows or of other columns, and are not used so.
enum UnusedColumns {
  private static let suffixes = [
    "quality", "qual", "status", "flag", "flags", "validity", "qualitaet", "qualität",
  ]

  /// Adds a notice for each column of qualities of another column, for one that is named for a time where
  /// rows are steps, and for stamps whose digits could be a date.
  static func add(_ table: SampledTable, to format: inout CSVFormat) {
    guard format.shape == .wide else { return }
    addQualities(&format)
    addTimes(&format)
    addDates(table, &format)
  }

  private static func addQualities(_ format: inout CSVFormat) {
    var own: [String: String] = [:]
    for column in format.columns where column.content.isTag {
      own[column.name.lowercased()] = column.name
    }
    var pairs: [(quality: String, tag: String)] = []
    for column in format.columns {
      let name = column.name.lowercased()
      guard let suffix = suffixes.first(where: { name.hasSuffix($0) }) else { continue }
      var stem = name.dropLast(suffix.count)
      guard let mark = stem.last, "_. -/:".contains(mark) else { continue }
      stem.removeLast()
      if let tag = own[String(stem)] { pairs.append((column.name, tag)) }
    }
    guard let first = pairs.first else { return }
    let more = pairs.count > 1 ? " (and \(pairs.count - 1) more such)" : ""
    format.notices.append(
      "column '\(first.quality)' seems to tell what '\(first.tag)' is worth\(more); in a column per tag it "
        + "is not used so: export the long form, tag,time,value,quality, or leave bad cells empty")
  }

  private static func addTimes(_ format: inout CSVFormat) {
    guard !format.isTimed else { return }
    for column in format.columns where column.content == .number {
      let name = TimeName(column.name)
      guard name.isTime, !name.isDuration,
        !format.notices.contains(where: { $0.contains("'\(column.name)'") })
      else { continue }
      format.notices.append(
        "column '\(column.name)' is named for a time and does not read as one: it is taken for a sensor, "
          + "rows are steps")
    }
  }

  private static func addDates(_ table: SampledTable, _ format: inout CSVFormat) {
    guard format.timeFormat == EpochMilliseconds.id, let index = format.timeColumn else { return }
    let cells = table.column(index, withFirst: !format.hasHeader, limit: 200).filter { !$0.isEmpty }
    let isDate = cells.allSatisfy { cell in
      func number(_ at: Int) -> Int { Int(cell[at]) * 10 + Int(cell[at + 1]) - 11 * 48 }
      return cell.count == 12 && cell.allSatisfy { (48...57).contains($0) }
        && (1...12).contains(number(2)) && (1...31).contains(number(4)) && number(6) < 24
        && number(8) < 60 && number(10) < 60
    }
    guard isDate, !cells.isEmpty else { return }
    format.notices.append(
      "column '\(format.columns[index].name)' reads as milliseconds since 1970, and its digits could be "
        + "yymmddHHMMSS ('\(CellText.shown(cells[0]))'), which is not read: export yyyy-mm-dd HH:MM:SS"
    )
  }
}
