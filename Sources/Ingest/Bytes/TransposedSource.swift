internal import Diagnostics

/// A table whose lines are columns, turned: the first field of each line comes first, then the second.
///
/// The table is held in memory. Lines and offsets of refused rows are those of the turned table.
final class TransposedSource: ByteSource {
  let name: String
  private var inner: any ByteSource
  private let text: [UInt8]
  private var at = 0

  /// Reads the whole table and turns it.
  ///
  /// - Throws: ``Fault`` of kind `badData` where lines have different numbers of fields, or the text
  ///   is longer than ``TextSource/mostTransposedBytes``.
  init(
    _ source: any ByteSource, dialect: any Dialect, lineEnd: CSVFormat.LineEnd
  ) throws(Fault) {
    name = source.name
    inner = source
    let bytes = try TextSource.text(&inner, atMost: TextSource.mostTransposedBytes)
    text = try Self.turned(bytes, dialect, lineEnd, name)
  }

  var bytesRead: Int { inner.bytesRead }
  var size: Int? { inner.size }
  var sha256: String? { inner.sha256 }
  var notices: [Notice] { inner.notices }

  func read(into buffer: inout [UInt8], atMost most: Int) throws(Fault) -> Bool {
    let end = min(text.count, at + most)
    guard at < end else { return false }
    buffer += text[at..<end]
    at = end
    return true
  }

  /// The records' fields column by column, quoted where they need it.
  static func turned(
    _ bytes: [UInt8], _ dialect: any Dialect, _ lineEnd: CSVFormat.LineEnd, _ name: String
  ) throws(Fault) -> [UInt8] {
    var splitter = RecordSplitter(bytes, dialect: dialect, lineEnd: lineEnd)
    // All fields line by line, field i from ends[i] to ends[i + 1]: a table may have millions.
    var fields: [UInt8] = []
    var ends = [0]
    var columns = 0
    while let record = splitter.next() {
      if record.fields.isEmpty { continue }
      if columns == 0 { columns = record.fields.count }
      guard record.fields.count == columns else {
        throw Fault(
          .badData,
          "a table of columns needs lines of one length: \(record.fields.count) fields after lines of "
            + "\(columns)", at: Place(file: name, line: record.line))
      }
      for field in record.fields {
        fields += field
        ends.append(fields.count)
      }
    }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    let end: UInt8 = lineEnd == .cr ? 13 : 10
    for column in 0..<columns {
      for first in stride(from: 0, to: ends.count - 1, by: columns) {
        if first > 0 { text.append(dialect.delimiter) }
        append(fields[ends[first + column]..<ends[first + column + 1]], dialect, to: &text)
      }
      text.append(end)
    }
    return text
  }

  private static func append(
    _ field: ArraySlice<UInt8>, _ dialect: any Dialect, to text: inout [UInt8]
  ) {
    let needsQuotes =
      field.isEmpty && dialect.joinsBlanks
      || field.contains { $0 == dialect.delimiter || $0 == 34 || $0 == 10 || $0 == 13 }
    guard needsQuotes else {
      text += field
      return
    }
    text.append(34)
    for byte in field { text += byte == 34 ? [34, 34] : [byte] }
    text.append(34)
  }
}
