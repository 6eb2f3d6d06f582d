internal import Diagnostics

/// InfluxDB's annotated CSV: columns that number its tables and its queries, and answers that are
/// errors.
enum AnnotatedCSV {
  private static let bookkeeping: Set<String> = ["", "result", "table", "_start", "_stop"]

  /// The sample up to the second table of an answer: each has columns of its own, which are read by its
  /// own header.
  static func firstTable(of text: SampledText) -> SampledText {
    var start = 0
    var hasHeader = false
    while start < text.head.count {
      let end = text.head[start...].firstIndex(of: 10) ?? text.head.count
      let line = text.head[start..<end]
      if isHeader(line) || hasHeader && line.starts(with: Array("#datatype".utf8)) {
        if hasHeader {
          var first = text
          first.head = Array(text.head[..<start])
          first.pieces = []
          return first
        }
        hasHeader = true
      } else if !hasHeader, let byte = line.first, byte != UInt8(ascii: "#"), byte != 13 {
        return text
      }
      start = end + 1
    }
    return text
  }

  /// Whether a line names the columns of a table of an answer.
  private static func isHeader(_ line: ArraySlice<UInt8>) -> Bool {
    guard line.count < 4_096 else { return false }
    let names = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    return names.contains { $0.elementsEqual("_time".utf8) }
      && names.contains { $0.elementsEqual("table".utf8) || $0.elementsEqual("result".utf8) }
  }

  /// Leaves the columns out that say how a query was answered, without a doubt for each.
  static func leaveOutBookkeeping(_ table: SampledTable, _ format: inout CSVFormat) {
    guard format.hasHeader, let header = table.head.first?.fields else { return }
    let names = header.map { String(decoding: $0, as: UTF8.self) }
    guard names.contains("_time"), names.contains("table") || names.contains("result") else {
      return
    }
    var left: [String] = []
    for index in format.columns.indices where index < names.count {
      guard bookkeeping.contains(names[index]), names[index] != "" || index == 0 else { continue }
      format.columns[index].content = .text
      if names[index] != "" { left.append("'\(names[index])'") }
    }
    if names.first == "" { format.notices.removeAll { $0.hasPrefix("column 1 has no name") } }
    format.evidence.append(
      "annotated CSV of InfluxDB: \(left.joined(separator: ", ")) tell of the query and are left out"
    )
  }

  /// Refuses the answer to a query that failed, which is a table of its own.
  ///
  /// - Throws: ``Fault`` of kind `badData` with the text of the error.
  static func refuseError(_ table: SampledTable, file: String) throws(Fault) {
    guard let header = table.head.first,
      header.fields.filter({ !$0.isEmpty }) == [Array("error".utf8), Array("reference".utf8)],
      let column = header.fields.firstIndex(of: Array("error".utf8))
    else { return }
    let row = table.head.dropFirst().first { column < $0.fields.count }
    throw Fault(
      .badData,
      "the file is no telemetry but an error that InfluxDB answered: "
        + "'\(CellText.shown(row?.fields[column] ?? [], limit: 200))'",
      at: Place(file: file, line: row?.line ?? header.line),
      hint: "mend the query and export again")
  }
}
