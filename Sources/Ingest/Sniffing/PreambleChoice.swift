internal import Diagnostics

/// Finds what stands before the table: titles, settings of an export, comments.
enum PreambleChoice {
  /// What comment lines begin with.
  private static let comments = ["#", "//", "%"]
  /// The most lines that may stand before the table.
  private static let mostLines = 64

  /// What comment lines begin with; nil where no line among the first is one.
  ///
  /// A single comment line above the first row whose fields are as many as the row's holds the names.
  static func comment(_ text: SampledText) -> String? {
    let lines = text.head.split(
      maxSplits: 2 * mostLines, omittingEmptySubsequences: true,
      whereSeparator: { $0 == 10 || $0 == 13 })
    return comments.first { mark in lines.contains { $0.starts(with: mark.utf8) } }
  }

  /// Drops the records before the table from the sample and tells how many lines they take.
  ///
  /// - Throws: ``Fault`` of kind `badData` where they are rows of another table.
  static func choose(
    _ table: inout SampledTable, format: inout CSVFormat, declared: Int? = nil, file: String
  ) throws(Fault) {
    if let declared {
      format.skippedLines = declared
      table.head.removeAll { $0.line <= declared }
      return
    }
    SeparatorLine.skip(&table, format: &format)
    let width = table.width
    TitleLines.skip(&table, format: &format)
    guard width > 1,
      let first = table.head.prefix(mostLines).firstIndex(where: { $0.fields.count == width })
    else { return }
    // A header may have one name too few or too many; only what cannot be one is skipped.
    let before = table.head[..<first]
    guard !before.isEmpty,
      before.allSatisfy({ $0.fields.count * 2 <= width })
        || isNames(table.head[first], width, format)
    else { return }
    if let rows = rows(in: before, format) {
      throw Fault(
        .badData,
        "\(rows.count) rows of another table stand above the header on line \(table.head[first].line)",
        at: Place(file: file, line: rows.first),
        hint:
          "split the file there, or declare how many lines are no rows: data.format: { skip-lines: N }"
      )
    }
    let lines = table.head[first].line - 1
    guard lines > 0 else { return }
    format.skippedLines = lines
    format.evidence.append(
      "skipped: \(lines) line\(lines == 1 ? "" : "s") before the table, with fewer fields than its "
        + "\(width)")
    table.head.removeFirst(first)
  }

  /// Records that are rows of a table: a time and a number at least, and no words.
  ///
  /// A title or a setting
  /// of an export has some, and stands alone.
  private static func rows(
    in records: ArraySlice<RecordSplitter.Record>, _ format: CSVFormat
  ) -> (count: Int, first: Int)? {
    let rows = records.filter { record in
      let kinds = record.fields.map { CellKind($0, format) }
      return record.fields.count > 1 && kinds.contains(.time) && kinds.contains(.number)
        && !kinds.contains(.text)
    }
    guard rows.count > 1, let first = rows.first else { return nil }
    return (rows.count, first.line)
  }

  private static func isNames(
    _ record: RecordSplitter.Record, _ width: Int, _ format: CSVFormat
  ) -> Bool {
    record.fields.allSatisfy { CellKind($0, format) == .text }
  }
}
