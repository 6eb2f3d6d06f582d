internal import Diagnostics

/// How much of a file is taken at a time, and what is refused rather than held in memory.
package enum InputLimits {
  /// The most columns of a text file; finding out what they hold takes more than proportional time.
  package static let mostColumns = 16_384
  /// The first two lines must end within this many bytes: what a file looks like is judged by them.
  package static let longestFirstLines = SampledText.headBytes
  /// The longest row of a file.
  package static let longestRow = RecordWindows.longestRecord
  /// The longest row and header of standard input.
  package static let longestStreamedRow = CSVRowStream.longestRecord
  /// The longest quoted cell; a longer one is a quote that nobody closed.
  package static let longestQuotedCell = RowParser.longestQuotedField
  /// The most different texts of a column of words.
  package static let mostWords = FileRows.mostCategories
  /// The largest `tags.csv`, `events.csv` and table of lives.
  package static let largestTable = TextTable.mostBytes
  /// The largest file of histories.
  package static let largestHistories = HistoriesFile.mostBytes
  /// The most bytes that a packed batch of an Arrow file unpacks to.
  package static let largestBatch = ArrowRecordBatch.mostUnpacked
  /// The deepest nesting of an Arrow schema.
  package static let deepestSchema = ArrowSchemaFields.deepest

  /// Refuses a file whose second line does not end in the bytes that the sniffer looks at.
  ///
  /// - Parameter head: the beginning of a file that goes on.
  static func refuseLongLines(_ head: [UInt8], file: String) throws(Fault) {
    let end: UInt8 = head.contains(0x0a) ? 0x0a : 0x0d
    var line = 1
    for byte in head where byte == end {
      line += 1
      if line > 2 { return }
    }
    throw Fault(
      .badData,
      "the line has more than \(longestFirstLines) bytes with those before it, which is "
        + "as much as is looked at to find out how a file is written",
      at: Place(file: file, line: line), hint: "is this a text of rows, with line ends?")
  }

  /// Refuses a text with a line of too many columns.
  static func refuseWideLines(
    _ head: [UInt8], lineEnd: UInt8, file: String
  ) throws(Fault) {
    var line = 1
    var start = 0
    func refuse(_ range: Range<Int>) throws(Fault) {
      // A line has fewer separators than bytes: only long ones are counted.
      if range.count < mostColumns { return }
      let most = separators.map { separator in head[range].count { $0 == separator } }.max() ?? 0
      guard most < mostColumns else {
        throw Fault(
          .badData, "the line has \(most + 1) columns, at most \(mostColumns) are read",
          at: Place(file: file, line: line),
          hint: "write the long form: a column of tags and one of values")
      }
    }
    while let end = head.place(of: lineEnd, from: start) {
      try refuse(start..<end)
      line += 1
      start = end + 1
    }
    try refuse(start..<head.count)
  }

  private static let separators = Array(",;\t|".utf8)
}
