internal import Diagnostics

/// Tells rows whose first field begins like a comment from comments.
enum CommentedRows {
  /// Whether some line that begins with the mark has a row's fields: as many as the table has, a time
  /// where the time stands.
  static func exist(in text: SampledText, _ format: CSVFormat, mark: String) -> Bool {
    guard let time = format.timeColumn, time > 0,
      let dialect = try? DialectCatalog.catalog.product(named: format.dialect)
    else { return false }
    var splitter = RecordSplitter(text.head, dialect: dialect, lineEnd: format.lineEnd)
    while let record = splitter.next() {
      if record.fields.count == format.columns.count, record.fields[0].starts(with: mark.utf8),
        CellKind(record.fields[time], format) == .time
      {
        return true
      }
    }
    return false
  }
}
