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
  public static func sniff(file: String) throws(Fault) -> CSVFormat {
    try sniff(try SampledText(try InputFile(file)))
  }

  /// Sniffs bytes at hand, like the beginning of a stream; `name` is what messages call them.
  public static func sniff(
    bytes: [UInt8], name: String, isWhole: Bool = true
  ) throws(Fault) -> CSVFormat {
    try sniff(try SampledText(file: name, head: bytes, isWhole: isWhole))
  }

  static func sniff(_ text: SampledText) throws(Fault) -> CSVFormat {
    let (lineEnd, lineEvidence) = LineEndChoice.choose(text.head)
    let layout = LayoutChoice.choose(text, lineEnd: lineEnd)
    var format = CSVFormat(
      dialect: layout.dialectID, lineEnd: lineEnd, hasByteOrderMark: text.hasByteOrderMark,
      hasHeader: false, columns: [], timeFormat: nil, decimalMark: layout.decimalMark,
      evidence: [lineEvidence] + layout.evidence)
    if text.hasByteOrderMark {
      format.evidence.append("the file begins with a UTF-8 byte order mark")
    }
    if String(validating: text.head, as: UTF8.self) == nil,
      text.isWhole || !endsInsideCharacter(text.head)
    {
      format.encoding = .latin1
      format.notices.append("the file is not UTF-8; names are read as ISO 8859-1")
    }
    let table = SampledTable(text, layout: layout, lineEnd: lineEnd)
    HeaderChoice.choose(table, format: &format)
    TimeColumnChoice.choose(table, format: &format)
    HeaderChoice.chooseContents(table, format: &format)
    return format
  }

  /// Whether a cut at the end explains why the bytes are no UTF-8: nothing but the last three is
  /// wrong.
  private static func endsInsideCharacter(_ bytes: [UInt8]) -> Bool {
    (1...3).contains { cut in
      bytes.count > cut && String(validating: bytes.dropLast(cut), as: UTF8.self) != nil
    }
  }
}

/// What ends a line.
enum LineEndChoice {
  /// LF wherever there is one; CR alone only where there is none.
  static func choose(_ head: [UInt8]) -> (CSVFormat.LineEnd, evidence: String) {
    var lf = 0
    var crlf = 0
    var cr = 0
    for (i, byte) in head.enumerated() {
      if byte == 10 {
        lf += 1
        if i > 0, head[i - 1] == 13 { crlf += 1 }
      } else if byte == 13 {
        cr += 1
      }
    }
    if lf == 0 && cr > 0 { return (.cr, "line ends CR: \(cr) of \(cr) sampled") }
    if crlf * 2 > lf { return (.crlf, "line ends CRLF: \(crlf) of \(lf) sampled") }
    return (.lf, "line ends LF: \(lf - crlf) of \(lf) sampled")
  }
}
