/// One field of a record.
struct NaiveField {
  /// Its content without quotes, blanks around it removed.
  var content: [UInt8]
  var isQuoted = false
  /// Whether a line end stands in its quotes.
  var holdsLineEnd = false
  /// What is wrong with its quotes, if anything.
  var problem: String?
}

/// One record: a line, or several where quotes hold line ends.
struct NaiveRecord {
  /// What it is.
  enum Kind { case empty, comment, fields }

  var kind: Kind
  /// The line it begins on, from 1.
  var line: Int
  /// The offset of its first byte in the text.
  var offset: Int
  /// Its bytes without the line end.
  var bytes: [UInt8]
  var fields: [NaiveField] = []
  /// Whether a quote was opened and not closed.
  var isTorn = false
}

/// Walks over a text, one byte after the other, and gives its records.
struct NaiveRecords {
  /// A quote that closes later than this is taken for one that nobody closed.
  static let longestQuotedField = 65_536

  let text: [UInt8]
  let format: NaiveFormat
  private var at = 0
  private var line = 1
  /// The header's line of names, once it was met: where it stands again, quotes in it mean nothing.
  private var names: [UInt8] = []

  init(_ text: [UInt8], _ format: NaiveFormat) {
    self.text = text
    self.format = format
  }

  /// Every record after the skipped lines.
  mutating func all() -> [NaiveRecord] {
    for _ in 0..<format.skippedLines where at < text.count {
      while at < text.count, text[at] != format.lineEnd { at += 1 }
      takeLineEnd()
    }
    var records: [NaiveRecord] = []
    var header = 0
    while at < text.count {
      let record = next(isHeader: header < format.headerRecords)
      records.append(record)
      guard record.kind == .fields, header < format.headerRecords else { continue }
      if header == format.namesRecord { names = record.bytes }
      header += 1
    }
    return records
  }

  private mutating func next(isHeader: Bool) -> NaiveRecord {
    let start = at
    var record = NaiveRecord(kind: .fields, line: line, offset: start, bytes: [])
    if text[at...].starts(with: [0xef, 0xbb, 0xbf]) { at += 3 }
    let begin = at
    skipBlanks()
    if isAtEnd(at) {
      record.kind = .empty
    } else if !format.comment.isEmpty, text[at...].starts(with: format.comment) {
      record.kind = .comment
      while !isAtEnd(at) { at += 1 }
    } else if isNamesAgain(from: begin) {
      at = begin + names.count
    } else {
      let (place, number) = (at, line)
      readFields(into: &record)
      if isMisread(record, isHeader: isHeader) {
        (at, line) = (place, number)
        record.fields = []
        readFields(into: &record, closingOnItsLine: true)
      }
    }
    record.bytes = Array(text[begin..<at])
    while at < text.count, text[at] != format.lineEnd { at += 1 }
    takeLineEnd()
    return record
  }

  private func isNamesAgain(from begin: Int) -> Bool {
    !names.isEmpty && text[begin...].starts(with: names) && isAtEnd(begin + names.count)
  }

  /// Whether two stray quotes were taken for those of one field; names may hold line ends.
  private func isMisread(_ record: NaiveRecord, isHeader: Bool) -> Bool {
    guard record.fields.contains(where: \.holdsLineEnd) else { return false }
    if isHeader { return record.fields.contains { $0.holdsLineEnd && $0.problem != nil } }
    for (index, field) in record.fields.enumerated() where field.holdsLineEnd {
      if field.problem != nil { return true }
      guard index < format.columns.count else { continue }
      switch format.columns[index].content {
      case .text, .tag, .unit, .quality, .category, .value: continue
      case .number, .word, .time, .date, .clock, .part: return true
      }
    }
    if record.isTorn { return false }
    var fields = record.fields
    let beyond = fields.dropFirst(format.columns.count)
    if format.hasTrailingDelimiter, beyond.allSatisfy({ $0.content.isEmpty && !$0.isQuoted }) {
      fields.removeLast(beyond.count)
    }
    return fields.count != format.columns.count
  }

  /// Reads fields until the record ends; `at` is then behind its last byte.
  private mutating func readFields(
    into record: inout NaiveRecord, closingOnItsLine: Bool = false
  ) {
    while true {
      skipBlanks()
      var field = NaiveField(content: [])
      if at < text.count, text[at] == UInt8(ascii: "\"") {
        field.isQuoted = true
        let closing = closingQuote()
        let isOnItsLine = closing.map { !text[at..<$0].contains(format.lineEnd) } ?? false
        guard let close = closing, isOnItsLine || !closingOnItsLine else {
          field.problem = "a quote is opened and not closed"
          record.fields.append(field)
          record.isTorn = true
          while !isAtEnd(at) { at += 1 }
          return
        }
        let inside = text[(at + 1)..<close]
        field.content = unescaped(trimmed(Array(inside)))
        line += inside.count { $0 == format.lineEnd }
        field.holdsLineEnd = !isOnItsLine
        at = close + 1
        if format.delimiter == nil {
          if !isAtEnd(at), !isBlank(text[at]) { field.problem = "text after the closing quote" }
        } else {
          skipBlanks()
          if !isAtEnd(at), text[at] != format.delimiter {
            field.problem = "text after the closing quote"
          }
        }
        while !isAtEnd(at), !isDelimiter(text[at]) { at += 1 }
      } else {
        let start = at
        while !isAtEnd(at), !isDelimiter(text[at]) { at += 1 }
        field.content = trimmed(Array(text[start..<at]))
      }
      record.fields.append(field)
      if format.delimiter == nil { skipBlanks() }
      if isAtEnd(at) { return }
      if format.delimiter != nil { at += 1 }
    }
  }

  /// The place of the quote that closes the one here; nil where none does soon enough.
  private func closingQuote() -> Int? {
    var place = at + 1
    while place < text.count, place < at + Self.longestQuotedField {
      if text[place] == UInt8(ascii: "\"") {
        let isDoubled = place + 1 < text.count && text[place + 1] == UInt8(ascii: "\"")
        if !isDoubled { return place }
        place += 1
      }
      place += 1
    }
    return nil
  }

  /// Whether the text or the line ends here: carriage returns before a line feed belong to it.
  private func isAtEnd(_ place: Int) -> Bool {
    if place >= text.count || text[place] == format.lineEnd { return true }
    return text[place] == 13 && isAtEnd(place + 1)
  }

  private mutating func takeLineEnd() {
    guard at < text.count else { return }
    at += 1
    line += 1
  }

  private func isDelimiter(_ byte: UInt8) -> Bool {
    format.delimiter.map { $0 == byte } ?? isBlank(byte)
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == 32 || (byte == 9 && format.delimiter != 9)
  }

  private mutating func skipBlanks() {
    while at < text.count, isBlank(text[at]) { at += 1 }
  }

  private func trimmed(_ field: [UInt8]) -> [UInt8] {
    var field = field[...]
    while let first = field.first, first == 32 || first == 9 { field.removeFirst() }
    while let last = field.last, last == 32 || last == 9 { field.removeLast() }
    return Array(field)
  }

  private func unescaped(_ field: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    while place < field.count {
      result.append(field[place])
      place += field[place] == UInt8(ascii: "\"") ? 2 : 1
    }
    return result
  }
}
