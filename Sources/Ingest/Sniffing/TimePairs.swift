internal import Diagnostics

/// Recognises tables in which every value has a column of times of its own: `t1,A,t2,B`.
///
/// A row of such a table is not one moment. Under one column's times the values beside the others
/// would stand where they were never measured.
enum TimePairs {
  /// Refuses such a table.
  ///
  /// - Parameter times: the columns that read as time.
  /// - Throws: ``Fault`` of kind `badData` that names the pairs.
  static func refuse(
    _ times: [Int], _ table: SampledTable, _ format: CSVFormat, file: String
  ) throws(Fault) {
    let times = times.sorted()
    guard times.count > 1, let first = times.first else { return }
    let ends = times.dropFirst() + [format.columns.count]
    let groups = zip(times, ends).map { time, end in
      ((time + 1)..<end).filter { isNumeric($0, table, format) }
    }
    guard groups[0].count > 0, groups.allSatisfy({ $0.count == groups[0].count }),
      !(0..<first).contains(where: { isNumeric($0, table, format) }),
      areAlike(times, groups, format), differ(times, table, format)
    else { return }
    func names(_ indices: some Sequence<Int>) -> [String] {
      indices.map { CellText.cleaned(format.columns[$0].name) }
    }
    let columns = names(times)
    let pairs = zip(columns, groups).map { "\($0) with \(names($1).joined(separator: ", "))" }
    let shown = columns.prefix(6).map { "'\($0)'" }.joined(separator: ", ")
    throw Fault(
      .badData,
      "columns \(shown)\(columns.count > 6 ? " and more" : "") each hold the times of the values "
        + "behind them; a row is not one moment",
      at: Place(file: file),
      hint:
        "write each pair to a file of its own (\(pairs.prefix(3).joined(separator: "; "))), or a "
        + "row per value: tag,time,value; data.format: { time: \(columns[0]) } takes its times for all"
    )
  }

  private static func isNumeric(_ index: Int, _ table: SampledTable, _ format: CSVFormat) -> Bool {
    let cells = table.column(index, withFirst: !format.hasHeader, limit: 200)
    return cells.contains { CellKind($0, format) == .number }
  }

  /// Whether the columns' names say the same of all: numbered, repeated, or named after the value
  /// beside each; three columns or more need no such names.
  ///
  /// Two stamps of a row, of its source and of a server, are named otherwise.
  private static func areAlike(
    _ times: [Int], _ groups: [[Int]], _ format: CSVFormat
  ) -> Bool {
    let names = times.map { TimeName(format.columns[$0].name) }
    if names.contains(where: { $0.isEdge || $0.isDuration }) { return false }
    let keys = times.map { HeaderWords.key(format.columns[$0].name) }
    if times.count > 2 || Set(keys).count == 1 || !format.hasHeader { return true }
    return zip(keys, groups).allSatisfy { key, group in
      group.contains { column in
        let value = HeaderWords.key(format.columns[column].name)
        return !value.isEmpty && key != value && (key.hasPrefix(value) || key.hasSuffix(value))
      }
    }
  }

  /// Whether some row has different times.
  private static func differ(_ times: [Int], _ table: SampledTable, _ format: CSVFormat) -> Bool {
    let rows = table.head.dropFirst(format.hasHeader ? 1 : 0)
    return rows.contains { record in
      record.fields.count == table.width
        && times.dropFirst().contains { record.fields[$0] != record.fields[times[0]] }
    }
  }
}
