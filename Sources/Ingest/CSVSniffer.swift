public import Diagnostics

/// Finds out how a delimited text file is written, from its beginning and some pieces further in.
///
/// Looks at up to 1 MiB from the start and eight pieces of 64 KiB spread over the rest. Whatever it
/// decides is in ``CSVFormat`` with its evidence, can be changed there, and is what the reader goes
/// by.
public enum CSVSniffer {
  /// Sniffs a file.
  ///
  /// - Throws: ``Fault`` of kind `missingInput` where the file is not there, cannot be opened or is
  ///   a folder; `badData` where it is empty or no text; `io` where reading fails.
  ///
  /// - Parameter declared: what a person says of the file; columns that are not there are faults of
  ///   kind `badData`, ids that are unknown of kind `configuration`.
  public static func sniff(
    file: String, declared: FormatDeclaration = FormatDeclaration()
  ) throws(Fault) -> CSVFormat {
    let text = try SampledText(file: file, declared: declared)
    var declared = declared
    // The turned table is written as was found in the text as it lies.
    if let layout = text.turnedLayout {
      declared.dialect = layout.dialectID
      declared.decimalMark = layout.decimalMark
    }
    return try sniff(text, declared)
  }

  /// Sniffs bytes at hand, like the beginning of a stream; `name` is what messages call them.
  public static func sniff(
    bytes: [UInt8], name: String, isWhole: Bool = true
  ) throws(Fault) -> CSVFormat {
    try sniff(bytes: bytes, name: name, isWhole: isWhole, isArrow: false)
  }

  /// - Parameter isArrow: whether the bytes are the text that was made of an Arrow file.
  static func sniff(
    bytes: [UInt8], name: String, isWhole: Bool, isArrow: Bool
  ) throws(Fault) -> CSVFormat {
    let decoded = try DecodedText.open(
      MemorySource(name: name, bytes), headBytes: DecodedText.headBytes)
    var source = decoded.source
    var text = try SampledText(
      file: name, head: try TextSource.text(&source, atMost: .max), isWhole: isWhole)
    text.encoding = decoded.encoding
    text.evidence = decoded.evidence
    text.hasByteOrderMark = decoded.encoding == .utf8 && decoded.markBytes > 0
    text.isArrow = isArrow
    return try sniff(text)
  }

  static func sniff(
    _ text: SampledText, _ declared: FormatDeclaration = FormatDeclaration()
  ) throws(Fault) -> CSVFormat {
    let declared = text.isArrow ? declared.ofArrowText : declared
    let text = AnnotatedCSV.firstTable(of: text)
    let (lineEnd, lineEvidence) = LineEndChoice.choose(text.head)
    try InputLimits.refuseWideLines(
      text.head, lineEnd: lineEnd == .cr ? 0x0d : 0x0a, file: text.file)
    let mark = declared.comment ?? PreambleChoice.comment(text)
    let comment = mark == "" ? nil : mark
    let layout = try LayoutChoice.choose(
      text, lineEnd: lineEnd, comment: comment, declared: declared)
    var format = CSVFormat(
      dialect: layout.dialectID, lineEnd: lineEnd, encoding: text.encoding,
      hasByteOrderMark: text.hasByteOrderMark, hasHeader: false, comment: comment, columns: [],
      timeFormat: nil, decimalMark: layout.decimalMark,
      evidence: text.evidence + [lineEvidence] + layout.evidence)
    if text.hasByteOrderMark {
      format.evidence.append("the file begins with a UTF-8 byte order mark")
    }
    if let comment { format.evidence.append("comments: lines that begin with '\(comment)'") }
    var table = SampledTable(text, layout: layout, lineEnd: lineEnd, comment: comment)
    format.isTransposed = declared.isTransposed
    if let (columns, evidence) = table.fixed {
      format.fixedColumns = columns
      format.evidence.append(evidence)
    }
    ThousandsChoice.choose(table, format: &format)
    format.thousandsMark = declared.thousandsMark ?? format.thousandsMark
    try PreambleChoice.choose(
      &table, format: &format, declared: declared.skippedLines, file: text.file)
    HeaderChoice.choose(&table, format: &format, declared: declared.headerRecords)
    if let comment, declared.comment == nil, declared.skippedLines == nil,
      declared.headerRecords == nil,
      let header = CommentedHeader.find(in: text, table, format, mark: comment)
    {
      return try sniff(text, declared, header, mark: comment)
    }
    // Names that are split otherwise than the rows leave no columns to place cells in.
    if format.fixedColumns?.columns.count != format.columns.count { format.fixedColumns = nil }
    // How its text is written says nothing of an Arrow file.
    if text.isArrow { format.evidence = text.evidence }
    try AnnotatedCSV.refuseError(table, file: text.file)
    AnnotatedCSV.leaveOutBookkeeping(table, &format)
    try declared.rename(&format, file: text.file)
    try declared.chooseTime(table, &format, file: text.file)
    if declared.time == nil {
      ForeignEpochs.note(table, &format, isDeclared: declared.timeFormat != nil)
    }
    StatedZones.takeColumns(table, &format)
    ContentChoice.choose(table, format: &format, findsUnits: declared.unit == nil)
    ShapeChoice.choose(table, format: &format)
    try declared.chooseContents(&format, file: text.file)
    QualityChoice.choose(table, format: &format, declared)
    WordTagChoice.choose(table, format: &format)
    if let comment, declared.comment == nil,
      CommentedRows.exist(in: text, format, mark: comment)
    {
      // A tag may be called '#1 Pump': lines that are rows are no comments.
      var read = declared
      read.comment = ""
      return try sniff(text, read)
    }
    if !text.isArrow {
      MarkChoice.choose(
        table, format: &format, declared, isWhole: text.isWhole && text.pieces.isEmpty)
    }
    StatedZones.find(text, table, &format)
    UnusedColumns.add(table, to: &format)
    NamingDoubts.add(table, to: &format, declared)
    if declared.time == nil { UnreadTimes.note(table, &format) }
    DecimalDoubt.add(table, to: &format, declared)
    return format
  }
}

extension CSVSniffer {
  /// Sniffs a file whose header is written as a comment.
  private static func sniff(
    _ text: SampledText, _ declared: FormatDeclaration, _ header: CommentedHeader.Found,
    mark: String
  ) throws(Fault) -> CSVFormat {
    var text = text
    var declared = declared
    text.head = header.head
    declared.skippedLines = header.line - 1
    declared.comment = mark
    var format = try sniff(text, declared)
    guard format.hasHeader else { return format }
    format.isHeaderCommented = true
    format.evidence.append(
      "header: line \(header.line), a comment with as many fields as the rows")
    return format
  }
}

/// What ends a line.
enum LineEndChoice {
  /// LF wherever there is one; CR alone only where there is none.
  static func choose(_ head: [UInt8]) -> (CSVFormat.LineEnd, evidence: String) {
    let (lf, crlf, cr) = head.withUnsafeBufferPointer { head in
      let (lf, cr) = (head.count(of: 10), head.count(of: 13))
      var crlf = 0
      for at in 0..<(cr > 0 ? head.count - 1 : 0) {
        crlf &+= (head[at] ^ 13) | (head[at &+ 1] ^ 10) == 0 ? 1 : 0
      }
      return (lf, crlf, cr)
    }
    if lf == 0 && cr > 0 { return (.cr, "line ends CR: \(cr) of \(cr) sampled") }
    if crlf * 2 > lf { return (.crlf, "line ends CRLF: \(crlf) of \(lf) sampled") }
    return (.lf, "line ends LF: \(lf - crlf) of \(lf) sampled")
  }
}
