/// Splits records into the bytes of their fields: for headers, samples and small tables, not for
/// bulk.
///
/// Follows the same rules as ``RowParser``: blanks around fields and quotes do not count, `""` in
/// quotes is a quote, quotes may hold line ends, a quote that nobody closes ends with its line. What
/// columns are for is not known here: of quotes that close on a later line, only those with text behind
/// them are seen to close nothing.
struct RecordSplitter {
  /// One record.
  struct Record {
    /// The fields without quotes, blanks around them removed.
    var fields: [[UInt8]]
    /// The line on which the record begins, from 1.
    var line: Int
    /// Which fields are numbers as they stand; empty where nobody has looked.
    var areNumbers: [Bool] = []
    /// The offset of its first byte.
    var offset: Int
    /// Whether a quote was not closed, or text followed one.
    var isTorn: Bool
    /// Whether the record reaches the end of the bytes without a line end.
    var isUnfinished: Bool

    /// Whether a NUL byte stands in a field: the reader refuses such a row, and it tells nothing.
    var isDamaged = false
  }

  private let bytes: [UInt8]
  /// How many fields the record before had.
  private var width = 0
  private let delimiter: UInt8
  private let joinsBlanks: Bool
  private let lineEnd: UInt8
  private let comment: [UInt8]
  /// The offset of the next record.
  private(set) var at: Int
  /// The line of the next record, from 1.
  private(set) var line: Int

  /// A splitter of bytes from an offset on.
  init(
    _ bytes: [UInt8], dialect: any Dialect, lineEnd: CSVFormat.LineEnd, from start: Int = 0,
    line: Int = 1, comment: String? = nil
  ) {
    self.comment = Array((comment ?? "").utf8)
    self.bytes = bytes
    delimiter = dialect.delimiter
    joinsBlanks = dialect.joinsBlanks
    self.lineEnd = lineEnd == .cr ? 13 : 10
    at = start
    self.line = line
  }

  /// The next record; empty lines give a record without fields; nil at the end.
  mutating func next() -> Record? {
    while isComment { skipLine() }
    guard at < bytes.count else { return nil }
    var record = Record(fields: [], line: line, offset: at, isTorn: false, isUnfinished: false)
    record.fields.reserveCapacity(width)
    defer { width = record.fields.count }
    var end = endOfLine(from: at)
    at += Self.mark(bytes[at..<end])
    skipBlanks(to: end)
    var needsField = at < end
    while needsField {
      var field: [UInt8] = []
      if at < end, bytes[at] == 0x22 {
        if let close = closingQuote(at), close < end || endsField(close) {
          field = trimmed(at + 1, close)
          if field.contains(0x22) { field = Self.unescaped(field) }
          line += bytes[at..<close].reduce(0) { $0 + ($1 == lineEnd ? 1 : 0) }
          at = close + 1
          end = endOfLine(from: at)
          skipBlanks(to: end)
          if at < end, joinsBlanks ? at == close + 1 : bytes[at] != delimiter {
            record.isTorn = true
            skipField(to: end)
          }
        } else {
          record.isTorn = true
          field = Array(bytes[at..<end])
          at = end
        }
      } else {
        let start = at
        skipField(to: end)
        field = trimmed(start, at)
      }
      record.fields.append(field)
      if joinsBlanks { skipBlanks(to: end) }
      needsField = at < end
      if needsField, !joinsBlanks {
        at += 1
        skipBlanks(to: end)
      }
    }
    record.isDamaged =
      bytes.place(of: 0, from: record.offset, to: end) != nil
      && record.fields.contains { $0.contains(0) }
    at = end
    while at < bytes.count, bytes[at] != lineEnd { at += 1 }
    if at < bytes.count {
      at += 1
      line += 1
    } else {
      record.isUnfinished = true
    }
    return record
  }

  /// How many bytes of a byte order mark a line begins with: one stands within a file where files were
  /// put together.
  @inline(__always)
  static func mark(_ line: some RandomAccessCollection<UInt8>) -> Int {
    line.first == 0xef && line.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
  }

  /// Whether the next line is a comment; what stands in it, quotes included, means nothing.
  private var isComment: Bool {
    guard !comment.isEmpty else { return false }
    var start = at
    while start < bytes.count, bytes[start] == 32 || bytes[start] == 9 { start += 1 }
    return bytes[min(start, bytes.count)...].starts(with: comment)
  }

  private mutating func skipLine() {
    while at < bytes.count, bytes[at] != lineEnd { at += 1 }
    if at < bytes.count {
      at += 1
      line += 1
    }
  }

  private func endOfLine(from start: Int) -> Int {
    var end = bytes.place(of: lineEnd, from: start) ?? bytes.count
    while end > start, bytes[end - 1] == 13 { end -= 1 }
    return end
  }

  private mutating func skipBlanks(to end: Int) {
    while at < end, bytes[at] == 32 || (bytes[at] == 9 && delimiter != 9) { at += 1 }
  }

  private mutating func skipField(to end: Int) {
    guard joinsBlanks else {
      at = bytes.place(of: delimiter, from: at, to: end) ?? max(at, end)
      return
    }
    while at < end, bytes[at] != delimiter, bytes[at] != 9 { at += 1 }
  }

  private func closingQuote(_ open: Int) -> Int? {
    var at = open + 1
    let end = min(bytes.count, open + RowParser.longestQuotedField)
    while at < end {
      if bytes[at] == 0x22 {
        if at + 1 >= bytes.count || bytes[at + 1] != 0x22 { return at }
        at += 1
      }
      at += 1
    }
    return nil
  }

  /// Whether nothing but blanks stands between a closing quote and the field's end.
  private func endsField(_ close: Int) -> Bool {
    let end = endOfLine(from: close)
    var next = close + 1
    while next < end, bytes[next] == 32 || (bytes[next] == 9 && delimiter != 9) { next += 1 }
    return next == end || (joinsBlanks ? next > close + 1 : bytes[next] == delimiter)
  }

  /// The bytes without blanks around them.
  private func trimmed(_ start: Int, _ end: Int) -> [UInt8] {
    bytes.withUnsafeBufferPointer { bytes in
      var (low, high) = (start, end)
      while low < high, bytes[low] == 32 || bytes[low] == 9 { low += 1 }
      while high > low, bytes[high - 1] == 32 || bytes[high - 1] == 9 { high -= 1 }
      return low == high ? [] : Array(UnsafeBufferPointer(rebasing: bytes[low..<high]))
    }
  }

  /// One quote for each two.
  private static func unescaped(_ field: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var at = 0
    while at < field.count {
      result.append(field[at])
      at += field[at] == 0x22 ? 2 : 1
    }
    return result
  }
}
