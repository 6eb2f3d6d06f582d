internal import Diagnostics

/// What stands above the rows: skipped lines, names, units.
struct HeaderRecords {
  /// Where the first row begins.
  var offset: Int
  /// On which line, from 1.
  var line: Int
  /// The names' line without its line end; empty where the file has no names.
  var namesLine: [UInt8]

  /// Walks over the header and holds its names against the format's.
  ///
  /// The window grows until it holds the whole header.
  /// - Throws: ``Fault`` of kind `badData` where the names differ, or no rows follow.
  static func skip(
    _ format: CSVFormat, _ window: inout RecordWindows.Window, _ windows: RecordWindows
  ) throws(Fault) -> HeaderRecords {
    while true {
      if let found = try find(format, window, windows.name) { return found }
      guard !window.isLast,
        let wider = try windows.next(after: window.bytes[window.first...], offset: 0, line: 1)
      else {
        throw Fault(.badData, "the file has a header but no rows", at: Place(file: windows.name))
      }
      window = wider
    }
  }

  /// The header in the first bytes; nil where it is not there as a whole.
  static func find(
    _ format: CSVFormat, _ window: RecordWindows.Window, _ file: String, comparing: Bool = true
  ) throws(Fault) -> HeaderRecords? {
    let bytes = window.bytes
    let end: UInt8 = format.lineEnd == .cr ? 13 : 10
    var offset = window.first
    for _ in 0..<format.skippedLines {
      guard let next = bytes[offset...].firstIndex(of: end) else { return nil }
      offset = next + 1
    }
    let dialect = try DialectCatalog.catalog.product(named: format.dialect)
    var splitter = RecordSplitter(
      bytes, dialect: dialect, lineEnd: format.lineEnd, from: offset, line: format.skippedLines + 1,
      comment: format.comment)
    var found = HeaderRecords(offset: offset, line: splitter.line, namesLine: [])
    var names: [[[UInt8]]] = []
    var namesAt = found.line
    for kind in format.header {
      if format.isHeaderCommented == true {
        splitter = RecordSplitter(
          bytes, dialect: dialect, lineEnd: format.lineEnd,
          from: CommentedHeader.names(bytes, splitter.at, mark: format.comment ?? ""),
          line: splitter.line)
      }
      var record = splitter.next()
      while let other = record, other.fields.isEmpty { record = splitter.next() }
      guard let record, !record.isUnfinished else { return nil }
      if kind == .names {
        names.append(record.fields)
        namesAt = record.line
        var line = bytes[record.offset..<splitter.at]
        while let last = line.last, last == 10 || last == 13 { line.removeLast() }
        found.namesLine = Array(line)
      }
      found.offset = splitter.at
      found.line = splitter.line
    }
    guard found.offset < bytes.count || format.header.isEmpty else { return nil }
    if comparing, !names.isEmpty { try compare(names, at: namesAt, format, file) }
    return found
  }

  /// Refuses a file whose header is not the format's.
  private static func compare(
    _ records: [[[UInt8]]], at line: Int, _ format: CSVFormat, _ file: String
  ) throws(Fault) {
    let width = format.columns.count + (format.hasTrailingDelimiter ? 1 : 0)
    var fields = HeaderChoice.trimmed(
      HeaderChoice.spread(HeaderChoice.joined(records), format), to: width)
    if format.hasTrailingDelimiter, fields.count == format.columns.count + 1, fields.last == [] {
      fields.removeLast()
    }
    let place = Place(file: file, line: line)
    let names = HeaderChoice.names(fields)
    guard names.count == format.columns.count else {
      throw Fault(
        .badData, "the header has \(names.count) columns, \(format.columns.count) were expected",
        at: place)
    }
    for (index, column) in format.columns.enumerated() where names[index] != column.name {
      throw Fault(
        .badData,
        "column \(index + 1) is called '\(CellText.cleaned(names[index]))', "
          + "'\(CellText.cleaned(column.name))' was expected",
        at: place)
    }
  }
}
