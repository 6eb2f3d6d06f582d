internal import Diagnostics

/// Names that are written as a comment: `#time,A,B` above rows without another header.
enum CommentedHeader {
  /// The lines of such a header: the names, and the units below them perhaps.
  struct Found {
    /// The line of the names, from 1.
    var line: Int
    /// The text with the marks before them taken off.
    var head: [UInt8]
  }

  /// The last comment above the rows that has as many fields as these, all of them words; a comment of
  /// units below it belongs to it.
  static func find(
    in text: SampledText, _ table: SampledTable, _ format: CSVFormat, mark: String
  ) -> Found? {
    guard !format.hasHeader, let first = table.head.first,
      let dialect = try? DialectCatalog.catalog.product(named: format.dialect)
    else { return nil }
    let end: UInt8 = format.lineEnd == .cr ? 13 : 10
    var lines: [(number: Int, start: Int, names: Int)] = []
    var at = 0
    var number = 1
    while at < first.offset {
      let start = names(text.head, at, mark: mark)
      let next = text.head[at...].firstIndex(of: end) ?? text.head.count
      if start > at {
        lines.append((number, at, start))
      } else {
        lines = []
      }
      at = next + 1
      number += 1
    }
    func fields(_ line: (number: Int, start: Int, names: Int)) -> [[UInt8]] {
      var splitter = RecordSplitter(
        text.head, dialect: dialect, lineEnd: format.lineEnd, from: line.names)
      var fields = splitter.next()?.fields ?? []
      if format.hasTrailingDelimiter, fields.last == [] { fields.removeLast() }
      return fields
    }
    func isOfWords(_ fields: [[UInt8]]) -> Bool {
      fields.count == format.columns.count && fields.count > 1
        && !(dialect.joinsBlanks && isSentence(fields))
        && fields.allSatisfy { [.text, .missing].contains(CellKind($0, format)) }
        && fields.contains { CellKind($0, format) == .text }
        // A quote in a comment opens no field: what it takes in are rows.
        && fields.allSatisfy { !$0.contains(10) && !$0.contains(13) }
    }
    guard let last = lines.last, isOfWords(fields(last)) else { return nil }
    var header = [last]
    if UnitText.areUnits(fields(last).filter { !$0.isEmpty }), lines.count > 1,
      isOfWords(fields(lines[lines.count - 2]))
    {
      header.insert(lines[lines.count - 2], at: 0)
    }
    var head = text.head
    for line in header.reversed() { head.removeSubrange(line.start..<line.names) }
    return Found(line: header[0].number, head: head)
  }

  /// Words that no column is called, in English, German, French, Spanish, Italian, Portuguese and Dutch.
  private static let smallWords: Set<String> = [
    "by", "of", "the", "from", "for", "with", "and", "on", "in", "at", "is", "are", "was", "this",
    "by:",
    "von", "vom", "der", "die", "das", "und", "mit", "aus", "für", "im", "ist", "par", "le", "les",
    "des", "du", "et", "pour", "el", "los", "por", "para", "con", "il", "di", "del", "per", "van",
    "het",
    "een", "voor", "de", "la",
  ]

  /// Whether words between blanks are a sentence, or a title with a colon, and no names.
  private static func isSentence(_ fields: [[UInt8]]) -> Bool {
    let words = fields.map { String(decoding: $0, as: UTF8.self).lowercased() }
    let ends = words.count { $0.hasSuffix(":") }
    return words.contains { smallWords.contains($0) || $0.hasSuffix(",") || $0.hasSuffix("!") }
      || words.last?.hasSuffix(".") == true || ends > 0 && ends < words.count
      // Months and minutes differ by their case alone: MM and mm.
      || Set(fields).count < fields.count
  }

  /// Where the text of a line begins that may be a comment: behind the marks and the blanks before them.
  static func names(_ bytes: [UInt8], _ start: Int, mark: String) -> Int {
    let mark = Array(mark.utf8)
    var at = start
    while at < bytes.count, bytes[at] == 32 || bytes[at] == 9 { at += 1 }
    let first = at
    while !mark.isEmpty, bytes[min(at, bytes.count)...].starts(with: mark) { at += mark.count }
    return at > first ? at : start
  }
}
