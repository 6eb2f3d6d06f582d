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
  static func choose(
    _ table: inout SampledTable, format: inout CSVFormat, declared: Int? = nil
  ) {
    if let declared {
      format.skippedLines = declared
      table.head.removeAll { $0.line <= declared }
      return
    }
    let width = table.width
    guard width > 1,
      let first = table.head.prefix(mostLines).firstIndex(where: { $0.fields.count == width })
    else { return }
    // A header may have one name too few or too many; only what cannot be one is skipped.
    let before = table.head[..<first]
    guard !before.isEmpty,
      before.allSatisfy({ $0.fields.count * 2 <= width })
        || isNames(table.head[first], width, format)
    else { return }
    let lines = table.head[first].line - 1
    guard lines > 0 else { return }
    format.skippedLines = lines
    format.evidence.append(
      "skipped: \(lines) line\(lines == 1 ? "" : "s") before the table, with fewer fields than its "
        + "\(width)")
    table.head.removeFirst(first)
  }

  private static func isNames(
    _ record: RecordSplitter.Record, _ width: Int, _ format: CSVFormat
  ) -> Bool {
    record.fields.allSatisfy { CellKind($0, format) == .text }
  }
}
