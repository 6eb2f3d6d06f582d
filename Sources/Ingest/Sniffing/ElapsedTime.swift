internal import Diagnostics
internal import Telemetry

/// Finds the column that counts the seconds of a run, where no column holds moments.
enum ElapsedTime {
  private static let names: Set<String> = [
    "t", "time", "times", "elapsed", "elapsedtime", "elapseds", "seconds", "secs", "sec",
    "sekunden",
    "zeit", "zeits", "laufzeits", "timesec", "timeseconds", "timeelapsed", "tsec", "ts",
  ]
  /// Counts below this are no seconds since 1970: it is 1973 there.
  private static let most = 100_000_000.0
  /// Where a count may begin: a start that was cut off by an hour, no day of a spreadsheet.
  private static let firstCount = 3_600.0
  /// With fewer rows than these a column that ascends says nothing.
  private static let fewestRows = 3

  /// The column whose name says time and whose numbers ascend from near zero with every row.
  static func column(_ columns: SampledColumns, _ format: CSVFormat) -> Int? {
    let mark: UInt8 = format.decimalMark == "," ? 0x2c : 0x2e
    return format.columns.indices.first { index in
      format.columns[index].content == .number
        && names.contains(HeaderWords.key(format.columns[index].name))
        && ascends(columns[index], mark)
    }
  }

  private static func ascends(_ cells: [[UInt8]], _ mark: UInt8) -> Bool {
    guard cells.count >= fewestRows else { return false }
    var last = -Double.infinity
    for (index, cell) in cells.enumerated() {
      guard let value = NumberText.value(of: cell, mark: mark), value > last, value < most,
        index > 0 || (value >= 0 && value < firstCount)
      else { return false }
      last = value
    }
    return true
  }

  /// Takes a column for the seconds since a start.
  static func take(_ index: Int, _ format: inout CSVFormat) {
    format.columns[index].content = .time
    format.timeFormat = EpochSeconds.id
    format.evidence.removeAll { $0.hasPrefix("no time: ") }
    format.evidence.append(
      "time: column '\(format.columns[index].name)' counts seconds, none holds moments")
  }

  /// Notes where the count begins, and that nobody said it.
  static func settle(
    _ table: SampledTable, _ format: inout CSVFormat, start: Timestamp?
  ) {
    guard format.timeFormat == EpochSeconds.id, let column = format.timeColumn else { return }
    let mark: UInt8 = format.decimalMark == "," ? 0x2c : 0x2e
    let cells = table.column(column, withFirst: !format.hasHeader, limit: 200)
    let counts = cells.compactMap { NumberText.value(of: $0, mark: mark) }
    guard !counts.isEmpty, counts.allSatisfy({ $0.magnitude < most }) else { return }
    format.elapsedFrom = start?.nanoseconds ?? 0
    let name = CellText.cleaned(format.columns[column].name)
    if let start {
      format.evidence.append("start: column '\(name)' counts from \(start) on, declared so")
    } else {
      format.notices.append(
        "column '\(name)' counts seconds from a start that the file does not tell; 1970-01-01 is taken: "
          + "declare it, data.format: { start: 2024-01-01T00:00:00Z }")
    }
  }
}
