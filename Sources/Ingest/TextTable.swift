internal import Diagnostics

/// A small table of texts with a header: `tags.csv`, `events.csv`.
struct TextTable {
  /// One row: a text per column, and the line it begins on.
  struct Row {
    var texts: [String]
    var line: Int
  }

  /// The file, as the user named it.
  let file: String
  /// The columns' names as written.
  let columns: [String]
  /// The rows with as many fields as there are columns.
  private(set) var rows: [Row] = []
  /// The byte between fields.
  let separator: UInt8
  /// What is wrong with the file so far; whoever reads the rows adds to it.
  var faults: [Fault] = []

  /// The largest table that is read: these files are written by people.
  static let mostBytes = 64 << 20

  /// Reads a file; rows with another number of fields than the header become faults.
  init(_ path: String, required: [String]) throws(Fault) {
    let input = try InputFile(path)
    guard input.size <= Self.mostBytes else {
      throw Fault(
        .badData, "the file has \(input.size) bytes, at most \(Self.mostBytes) are read",
        at: Place(file: path))
    }
    let text = try SampledText(
      file: path, head: try TextSource.whole(path, atMost: Self.mostBytes), isWhole: true,
      refusesNUL: true)
    let (lineEnd, _) = LineEndChoice.choose(text.head)
    let (dialect, separator) = Self.dialect(text.head)
    self.separator = separator
    var splitter = RecordSplitter(text.head, dialect: dialect, lineEnd: lineEnd)
    var header = splitter.next()
    while let record = header, record.fields.isEmpty { header = splitter.next() }
    guard let header else { throw Fault(.badData, "the file is empty", at: Place(file: path)) }
    file = path
    columns = header.fields.map { String(decoding: $0, as: UTF8.self).lowercased() }
    for name in required where !columns.contains(name) {
      faults.append(
        Fault(
          .badData, "column '\(name)' is missing", at: Place(file: path, line: header.line),
          hint: Suggestion.nearest(to: name, in: columns).map {
            "is '\(CellText.shown($0.utf8))' meant?"
          } ?? "the header must name it"))
    }
    for (index, name) in columns.enumerated() where columns[..<index].contains(name) {
      faults.append(
        Fault(
          .badData, "column '\(CellText.shown(name.utf8))' stands twice",
          at: Place(file: path, line: header.line)))
    }
    while let record = splitter.next() {
      if record.fields.isEmpty { continue }
      guard !record.isTorn, record.fields.count == columns.count else {
        faults.append(
          Fault(
            .badData,
            record.isTorn
              ? "a quote is not closed, or text follows one"
              : "\(record.fields.count) fields instead of \(columns.count)",
            at: Place(file: path, line: record.line),
            hint: "put texts with commas in quotes, and write \"\" for a quote"))
        continue
      }
      rows.append(
        Row(texts: record.fields.map { String(decoding: $0, as: UTF8.self) }, line: record.line))
    }
  }

  /// The text of a column; empty where the file has no such column.
  func text(_ column: String, _ row: Row) -> String {
    guard let index = columns.firstIndex(of: column) else { return "" }
    return row.texts[index]
  }

  /// Where a row stands, and perhaps which of its columns.
  func place(_ row: Row) -> Place { Place(file: file, line: row.line) }

  /// Commas; semicolons or tabs where the first line has some and no comma.
  private static func dialect(_ head: [UInt8]) -> (any Dialect, separator: UInt8) {
    let line = head.prefix { $0 != 10 && $0 != 13 }
    let (comma, semicolon, tab) = (UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"))
    if line.contains(comma) { return (CommaSeparated(), comma) }
    if line.contains(semicolon) { return (SemicolonSeparated(), semicolon) }
    if line.contains(tab) { return (TabSeparated(), tab) }
    return (CommaSeparated(), comma)
  }
}
