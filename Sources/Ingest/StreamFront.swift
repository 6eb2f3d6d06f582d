internal import Diagnostics

/// The beginning of a stream: enough of it to know how it is written, and where its data begin.
struct StreamFront {
  /// What was read so far.
  private(set) var buffer: [UInt8] = []
  /// Whether that is all.
  private(set) var isAtEnd = false
  /// Where the first data record begins in the buffer.
  private(set) var dataStart = 0
  /// On which line, from 1.
  private(set) var line = 1
  /// The line of the columns' names without its line end; empty where there is none.
  private(set) var namesLine: [UInt8] = []
  private var names: [[[UInt8]]] = []

  /// Reads until the format is known and the header has come whole.
  ///
  /// - Returns: the format with the columns in the order of the stream's own header.
  mutating func open(_ stream: ByteStream, format: CSVFormat?) throws(Fault) -> CSVFormat {
    var found: CSVFormat
    isAtEnd = try !stream.read(into: &buffer)
    // What is declared of text says nothing of Arrow.
    let format = stream.isArrow ? nil : format
    if let format {
      found = format
      while buffer.count < 3, !isAtEnd { isAtEnd = try !stream.read(into: &buffer) }
      guard !buffer.isEmpty else {
        throw Fault(.badData, "the file is empty", at: Place(file: stream.name))
      }
    } else {
      // The header and one row tell the delimiter, the names and the time format.
      while filledLines < 2, buffer.count < SampledText.headBytes, !isAtEnd {
        isAtEnd = try !stream.read(into: &buffer)
      }
      found = try CSVSniffer.sniff(
        bytes: buffer, name: stream.name, isWhole: isAtEnd, isArrow: stream.isArrow)
    }
    dataStart = buffer.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    for _ in 0..<found.skippedLines { try skipLine(stream, found) }
    for kind in found.header {
      try takeHeader(stream, &found, isNames: kind == .names)
    }
    if format != nil, !names.isEmpty { rename(&found, HeaderChoice.joined(names)) }
    return found
  }

  private mutating func skipLine(_ stream: ByteStream, _ format: CSVFormat) throws(Fault) {
    let end: UInt8 = format.lineEnd == .cr ? 13 : 10
    while true {
      if let next = buffer[min(dataStart, buffer.count)...].firstIndex(of: end) {
        dataStart = next + 1
        line += 1
        return
      }
      if isAtEnd { return }
      isAtEnd = try !stream.read(into: &buffer)
    }
  }

  private mutating func takeHeader(
    _ stream: ByteStream, _ format: inout CSVFormat, isNames: Bool
  ) throws(Fault) {
    let dialect = try DialectCatalog.catalog.product(named: format.dialect)
    while true {
      let isComment = format.isHeaderCommented == true
      var splitter = RecordSplitter(
        buffer, dialect: dialect, lineEnd: format.lineEnd,
        from: isComment
          ? CommentedHeader.names(buffer, dataStart, mark: format.comment ?? "") : dataStart,
        line: line, comment: isComment ? nil : format.comment)
      var record = splitter.next()
      while let other = record, !other.isUnfinished, other.fields.isEmpty {
        record = splitter.next()
      }
      if let record, !record.isUnfinished || isAtEnd {
        if isNames {
          names.append(record.fields)
          var written = buffer[record.offset..<splitter.at]
          while let last = written.last, last == 10 || last == 13 { written.removeLast() }
          namesLine = Array(written)
        }
        dataStart = splitter.at
        line = splitter.line
        return
      }
      if isAtEnd { return }
      guard buffer.count <= CSVRowStream.longestRecord else {
        throw Fault(
          .badData, "the header is longer than \(CSVRowStream.longestRecord) bytes",
          at: Place(file: stream.name, line: 1))
      }
      isAtEnd = try !stream.read(into: &buffer)
    }
  }

  /// Takes the columns from the header at hand; what each holds is looked up by its name.
  private func rename(_ format: inout CSVFormat, _ fields: [[UInt8]]) {
    let width = format.columns.count + (format.hasTrailingDelimiter ? 1 : 0)
    var fields = HeaderChoice.trimmed(HeaderChoice.spread(fields, format), to: width)
    if format.hasTrailingDelimiter, fields.count > 1, fields.last == [] { fields.removeLast() }
    let known = Dictionary(
      format.columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let before = format.columns.map(\.name)
    format.columns = HeaderChoice.names(fields).map {
      known[$0] ?? CSVFormat.Column(name: $0, content: .number)
    }
    if format.timeColumn == nil { format.timeFormat = nil }
    // Columns in another order stand at other places.
    if format.columns.map(\.name) != before { format.fixedColumns = nil }
  }

  /// Lines with something on them that have come whole; CR alone does not count here.
  private var filledLines: Int {
    var lines = 0
    var isFilled = false
    for byte in buffer {
      if byte == 10 {
        if isFilled { lines += 1 }
        isFilled = false
      } else if byte != 13, byte != 32, byte != 9 {
        isFilled = true
      }
    }
    return lines
  }
}
