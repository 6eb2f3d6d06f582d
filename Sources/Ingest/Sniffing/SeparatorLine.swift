/// A first line that says only what stands between fields: `sep=;`, which spreadsheets write and read.
enum SeparatorLine {
  /// Drops such a line from the sample and says that it is no record.
  static func skip(_ table: inout SampledTable, format: inout CSVFormat) {
    guard let first = table.head.first, first.line == 1, isOne(first.fields) else { return }
    table.head.removeFirst()
    format.skippedLines = 1
    format.evidence.append("skipped: line 1, which says what stands between fields")
  }

  /// Whether a record is `sep=` with one character behind it, which parts two empty ends of it or is
  /// another file's.
  private static func isOne(_ fields: [[UInt8]]) -> Bool {
    guard let head = fields.first, head.count >= 4,
      String(decoding: head.prefix(4), as: UTF8.self).lowercased() == "sep=",
      fields.dropFirst().allSatisfy(\.isEmpty)
    else { return false }
    return head.count == 4 && fields.count <= 2 || head.count == 5 && fields.count == 1
  }
}
