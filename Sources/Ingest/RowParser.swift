internal import Diagnostics
internal import Foundation
internal import Telemetry

/// Reads one record after the other from raw bytes into a row of numbers; no String unless a row is
/// bad.
///
/// The same code reads blocks of files and the live stream. It never looks past `limit` and never
/// traps, whatever the bytes are; what a record means does not depend on how the bytes were cut
/// into buffers.
struct RowParser: Sendable {
  /// Longer quoted fields are taken for a quote that nobody closed.
  static let longestQuotedField = 65_536

  let lineEnd: UInt8
  let delimiter: UInt8
  let joinsBlanks: Bool
  private let tabIsBlank: Bool
  let mark: UInt8
  private let fixed: FixedColumns?
  let slots: [Slot]
  /// For each field the place of its number in the row; -1 where it is no plain number.
  let numbers: [Int]
  private let names: [String]
  /// What may stand behind a number of each field; empty where nothing may.
  private let suffixes: [[UInt8]]
  let hasSuffixes: Bool
  let hasTrailingDelimiter: Bool
  /// Whether the day stands in columns of its parts.
  private let hasParts: Bool
  /// How moments are written; never asked where no column is time.
  private let timeFormat: any TimeFormat
  private let missing: [[UInt8]]
  private let longestMissing: Int
  let comment: [UInt8]
  private let thousands: [UInt8]
  /// Where counts of seconds begin, in nanoseconds since 1970.
  private let elapsedFrom: Int64
  /// What is added to moments whose stamps name a zone by a word, where the plant's zone says another
  /// meaning of the word than the usual one.
  var zoneCorrections: [String: Int64] = [:]
  /// The header's line without its line end; a record equal to it is no row.
  var headerLine: [UInt8] = []

  /// A parser for a format with a slot per column.
  init(
    _ format: CSVFormat, slots: [Slot], missing: [String]
  ) throws(Fault) {
    precondition(slots.count == format.columns.count, "a row parser needs a slot per column")
    let dialect = try DialectCatalog.catalog.product(named: format.dialect)
    delimiter = dialect.delimiter
    joinsBlanks = dialect.joinsBlanks
    tabIsBlank = dialect.delimiter != 9
    lineEnd = format.lineEnd == .cr ? 13 : 10
    guard format.decimalMark == "." || format.decimalMark == "," else {
      throw Fault(
        .configuration, "the decimal mark must be '.' or ',', got '\(format.decimalMark)'")
    }
    mark = format.decimalMark == "," ? 0x2c : 0x2e
    comment = Array((format.comment ?? "").utf8)
    thousands = Array((format.thousandsMark ?? "").utf8)
    self.slots = slots
    numbers = slots.map { if case .value(let cell) = $0 { cell } else { -1 } }
    hasParts = slots.contains(.part(.year))
    fixed = dialect.joinsBlanks ? format.fixedColumns : nil
    elapsedFrom = format.elapsedFrom ?? 0
    names = format.columns.map(\.name)
    suffixes = format.columns.map { Array(($0.suffix ?? "").utf8) }
    hasSuffixes = suffixes.contains { !$0.isEmpty }
    hasTrailingDelimiter = format.hasTrailingDelimiter
    timeFormat =
      try format.timeFormat.map { (id) throws(Fault) in
        try TimeFormatCatalog.catalog.product(named: id)
      } ?? ISO8601()
    self.missing = missing.map { Array($0.lowercased().utf8) }
    longestMissing = self.missing.map(\.count).max() ?? 0
  }

  /// Reads the record at `start`, which must lie below `limit`.
  ///
  /// A quote that closes on a later line closes nothing where text follows it, where the field can hold
  /// no line end or the record has not its number of fields: then two stray quotes were met, and the
  /// record ends with its first line, so that the rows between them are read.
  ///
  /// - Parameters:
  ///   - isLast: whether the bytes end with the file; otherwise an unfinished record needs more.
  ///   - row: room for the numbers, one per value slot; missing cells become NaN.
  ///   - texts: room for the places of the texts, one per text slot.
  func parse(
    _ bytes: UnsafePointer<UInt8>, from start: Int, to limit: Int, isLast: Bool,
    into row: UnsafeMutablePointer<Double>, texts: UnsafeMutablePointer<Text>
  ) -> Record {
    var line = Line(start: start, end: start, next: start, breaks: 0)
    guard extend(&line, bytes, past: start, limit, isLast) else { return .unfinished(start) }
    let firstLineEnd = line.next
    // What a line begins with where files with a byte order mark were put together is no text.
    let begin =
      start
      + RecordSplitter.mark(UnsafeBufferPointer(start: bytes + start, count: line.end - start))
    var at = skipBlanks(bytes, begin, line.end)
    if at == line.end {
      return Record(outcome: .blank, next: line.next, lineBreaks: line.breaks)
    }
    if let outcome = skipped(bytes, at, begin, line.end) {
      return Record(outcome: outcome, next: line.next, lineBreaks: line.breaks)
    }
    var reading: ClockReading?
    var parts = DateParts()
    var problem: String?
    var isTorn = false
    var isMisread = false
    var field = 0
    var filled = 0
    var isLastEmpty = false
    while true {
      isLastEmpty = at == line.end || (!joinsBlanks && bytes[at] == delimiter)
      let number = field < numbers.count ? numbers[field] : -1
      if isLastEmpty, number >= 0 {
        row[number] = .nan
      } else if number >= 0, bytes[at] == 0x22,
        let (value, end) = quotedNumber(bytes, at, line.end)
      {
        row[number] = value
        at = end
      } else if !isLastEmpty, bytes[at] == 0x22 {
        let slot = field < slots.count ? slots[field] : .ignored
        switch closingQuote(bytes, at, limit, isLast) {
        case .needsMore: return .unfinished(start)
        case .none:
          problem = "column '\(name(field))': a quote is opened and not closed"
          isTorn = true
          at = line.end
        case .at(let close):
          let holdsLineEnd = close >= line.end
          if holdsLineEnd, !extend(&line, bytes, past: close, limit, isLast) {
            return .unfinished(start)
          }
          isMisread = isMisread || holdsLineEnd && !slot.mayHoldLineEnds
          let content = trimmed(bytes, at + 1, close)
          at = skipBlanks(bytes, close + 1, line.end)
          if at < line.end, joinsBlanks ? at == close + 1 : bytes[at] != delimiter {
            problem = problem ?? "column '\(name(field))': text after the closing quote"
            isMisread = isMisread || holdsLineEnd
            at = fieldEnd(bytes, at, line.end)
            at = skipBlanks(bytes, at, line.end)
          }
          if let index = slot.text {
            texts[index] = Text(start: content.lowerBound, end: content.upperBound, isQuoted: true)
          }
          if slot.isTaken {
            take(bytes, content, slot, field, into: row, &reading, &parts, &problem)
          }
        }
      } else if number >= 0, mark != delimiter {
        let (value, scanned) = NumberText.scan(bytes, at, line.end, mark: mark)
        let end =
          !hasSuffixes || scanned == at
          ? scanned : suffixEnd(bytes, scanned, line.end, suffixes[field])
        let next = skipBlanks(bytes, end, line.end)
        if end > at, value.isFinite,
          next == line.end || (joinsBlanks ? next > end : bytes[next] == delimiter)
        {
          row[number] = value
          at = next
        } else {
          let end = fieldEnd(bytes, at, line.end)
          take(
            bytes, trimmed(bytes, at, end), .value(number), field, into: row, &reading, &parts,
            &problem)
          at = skipBlanks(bytes, end, line.end)
        }
      } else {
        let slot = field < slots.count ? slots[field] : .ignored
        let end = fieldEnd(bytes, at, line.end)
        let content = trimmed(bytes, at, end)
        if let index = slot.text {
          texts[index] = Text(start: content.lowerBound, end: content.upperBound)
        }
        if slot.isTaken {
          take(bytes, content, slot, field, into: row, &reading, &parts, &problem)
        }
        at = skipBlanks(bytes, end, line.end)
      }
      field += 1
      if !isLastEmpty { filled = field }
      if at >= line.end { break }
      if !joinsBlanks {
        at = skipBlanks(bytes, at + 1, line.end)
      }
    }
    if hasTrailingDelimiter, field > slots.count, filled <= slots.count, isLastEmpty {
      field = slots.count
    }
    if isMisread || line.next > firstLineEnd && !isTorn && field != slots.count {
      return parse(bytes, from: start, to: firstLineEnd, isLast: true, into: row, texts: texts)
    }
    if field < slots.count, let fixed, !isTorn, let cells = fixed.cells(bytes, begin, line.end),
      cells.count == slots.count
    {
      (reading, parts, problem) = (nil, DateParts(), nil)
      for (field, content) in cells.enumerated() {
        if let index = slots[field].text {
          texts[index] = Text(start: content.lowerBound, end: content.upperBound)
        }
        if slots[field].isTaken {
          take(bytes, content, slots[field], field, into: row, &reading, &parts, &problem)
        }
      }
    } else if field != slots.count, !isTorn {
      problem = "\(field) field\(field == 1 ? "" : "s") instead of \(slots.count)"
    }
    if let damage = damage(bytes, start, line.end) { problem = damage }
    if hasParts, problem == nil {
      reading = parts.midnight
      if reading == nil { problem = Self.noSuchDay }
    }
    if let clock = parts.clock, let date = reading { reading = date.advanced(by: clock) }
    return Record(
      outcome: problem.map { .bad(reason: $0, reading) } ?? .row(reading), next: line.next,
      lineBreaks: line.breaks)
  }

  /// A number that alone stands in quotes, and where the next delimiter or the line's end stands; nil for
  /// anything else.
  @inline(__always)
  private func quotedNumber(
    _ bytes: UnsafePointer<UInt8>, _ open: Int, _ end: Int
  ) -> (value: Double, end: Int)? {
    let (value, close) = NumberText.scan(bytes, open + 1, end, mark: mark)
    guard close > open + 1, close < end, bytes[close] == 0x22, value.isFinite else { return nil }
    let next = skipBlanks(bytes, close + 1, end)
    guard next == end || (joinsBlanks ? next > close + 1 : bytes[next] == delimiter) else {
      return nil
    }
    return (value, next)
  }

  /// Whether a record is no row: a comment, or the header once more.
  @inline(__always)
  private func skipped(
    _ bytes: UnsafePointer<UInt8>, _ at: Int, _ start: Int, _ end: Int
  ) -> Outcome? {
    if let first = comment.first, bytes[at] == first, matches(comment, bytes, at, end) {
      return .comment
    }
    if let first = headerLine.first, bytes[start] == first, end - start == headerLine.count,
      matches(headerLine, bytes, start, end)
    {
      return .header
    }
    return nil
  }

  /// What NUL bytes in a record say; nil where there are none.
  @inline(__always)
  private func damage(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> String? {
    guard memchr(bytes + start, 0, end - start) != nil else { return nil }
    return (start..<end).allSatisfy { bytes[$0] == 0 } ? Self.onlyNUL : Self.someNUL
  }

  private func matches(
    _ text: [UInt8], _ bytes: UnsafePointer<UInt8>, _ at: Int, _ end: Int
  ) -> Bool {
    guard end - at >= text.count else { return false }
    return text.indices.allSatisfy { bytes[at + $0] == text[$0] }
  }
}

extension RowParser {
  /// A record's lines: one, or several where quotes hold line ends.
  private struct Line {
    var start: Int
    var end: Int
    var next: Int
    var breaks: Int
  }

  private enum Quote {
    case at(Int)
    case none
    case needsMore
  }

  /// Moves the record's end to the first line end at or after `position`; false where it is not
  /// there yet.
  private func extend(
    _ line: inout Line, _ bytes: UnsafePointer<UInt8>, past position: Int, _ limit: Int,
    _ isLast: Bool
  ) -> Bool {
    var end = limit
    var next = limit
    if let found = memchr(bytes + position, Int32(lineEnd), limit - position) {
      end = UnsafeRawPointer(bytes).distance(to: found)
      next = end + 1
    } else if !isLast {
      return false
    }
    if position > line.start {
      for i in line.next..<position where bytes[i] == lineEnd { line.breaks += 1 }
    }
    if next > end { line.breaks += 1 }
    line.next = next
    while end > line.start, bytes[end - 1] == 13 { end -= 1 }
    // A carriage return inside quotes belongs to the field.
    line.end = max(end, position)
    return true
  }

  /// Where the quote opened at `open` closes.
  private func closingQuote(
    _ bytes: UnsafePointer<UInt8>, _ open: Int, _ limit: Int, _ isLast: Bool
  ) -> Quote {
    let searchEnd = min(limit, open + Self.longestQuotedField)
    var from = open + 1
    while from < searchEnd, let found = memchr(bytes + from, 0x22, searchEnd - from) {
      let quote = UnsafeRawPointer(bytes).distance(to: found)
      if quote + 1 >= limit { return isLast ? .at(quote) : .needsMore }
      if bytes[quote + 1] != 0x22 { return .at(quote) }
      from = quote + 2
    }
    return searchEnd < open + Self.longestQuotedField && !isLast ? .needsMore : .none
  }

  /// Puts one field's content into the row or the reading, or says what is wrong with it.
  @inline(never)
  func take(
    _ bytes: UnsafePointer<UInt8>, _ content: Range<Int>, _ slot: Slot, _ field: Int,
    into row: UnsafeMutablePointer<Double>, _ reading: inout ClockReading?,
    _ parts: inout DateParts, _ problem: inout String?
  ) {
    let text = UnsafeBufferPointer(start: bytes + content.lowerBound, count: content.count)
    switch slot {
    case .ignored, .text: break
    case .value(let index), .word(let index), .reading(let index, _):
      row[index] = .nan
      if content.isEmpty { return }
      guard let value = number(text, slot) ?? measured(text, slot, field) else {
        // What another text means depends on the tag.
        if case .reading = slot { return }
        if isMissing(bytes, content) || problem != nil { return }
        let suffix = field < suffixes.count ? suffixes[field] : []
        problem =
          notANumber(name(field), shown(bytes, content), isSwitch: slot == .word(index))
          + (suffix.isEmpty ? "" : " in \(CellText.shown(suffix))")
        return
      }
      row[index] = value
      if value.isFinite || problem != nil { return }
      problem =
        "column '\(name(field))': '\(shown(bytes, content))' is beyond the range of a number"
    case .time, .date:
      reading = timeFormat.read(text)
      if elapsedFrom != 0 { reading = reading?.advanced(by: elapsedFrom) }
      if !zoneCorrections.isEmpty, case .instant(let stamp)? = reading,
        let word = ZoneWords.word(in: text), let correction = zoneCorrections[word]
      {
        reading = .instant(Telemetry.Timestamp(nanoseconds: stamp.nanoseconds &+ correction))
      }
      if reading != nil || problem != nil { return }
      problem =
        content.isEmpty
        ? "column '\(name(field))': the time is empty"
        : "column '\(name(field))': '\(shown(bytes, content))' is not a time written \(type(of: timeFormat).pattern)"
          + (ZoneAbbreviation.find(in: Array(text)).map { "; \(ZoneAbbreviation.reason($0))" } ?? "")
    case .clock:
      let clock = ClockOfDay.read(text)
      if clock != nil { parts.clock = clock }
      if clock != nil || problem != nil { return }
      problem =
        content.isEmpty
        ? "column '\(name(field))': the time of day is empty"
        : "column '\(name(field))': '\(shown(bytes, content))' is not a time of day"
    case .part(let part):
      if parts.take(part, text) || problem != nil { return }
      problem = notAPart(name(field), part, shown(bytes, content))
    }
  }

  private func number(_ text: UnsafeBufferPointer<UInt8>, _ slot: Slot) -> Double? {
    guard let base = text.baseAddress else { return nil }
    let (value, end) = NumberText.scan(base, 0, text.count, mark: mark)
    if end == text.count { return value }
    if case .word = slot { return SwitchWords.value(of: text) }
    return thousands.isEmpty
      ? nil : GroupedNumber.value(text, mark: mark, thousands: thousands)
  }

  /// A number with its column's unit behind it.
  private func measured(
    _ text: UnsafeBufferPointer<UInt8>, _ slot: Slot, _ field: Int
  ) -> Double? {
    guard field < suffixes.count, !suffixes[field].isEmpty, text.count > suffixes[field].count,
      text.suffix(suffixes[field].count).elementsEqual(suffixes[field])
    else { return nil }
    var end = text.count - suffixes[field].count
    while end > 0, text[end - 1] == 32 || text[end - 1] == 9 { end -= 1 }
    if end > 1, text[end - 2] == 0xc2, text[end - 1] == 0xa0 { end -= 2 }
    return number(UnsafeBufferPointer(rebasing: text[..<end]), slot)
  }

  /// Behind the unit after a number; where the number ends where no unit follows.
  private func suffixEnd(
    _ bytes: UnsafePointer<UInt8>, _ end: Int, _ limit: Int, _ suffix: [UInt8]
  ) -> Int {
    let at = skipBlanks(bytes, end, limit)
    return matches(suffix, bytes, at, limit) ? at + suffix.count : end
  }

  /// Whether a text says that there is no measurement.
  func isMissing(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let base = text.baseAddress, !text.isEmpty else { return true }
    return isMissing(base, 0..<text.count)
  }

  private func isMissing(_ bytes: UnsafePointer<UInt8>, _ content: Range<Int>) -> Bool {
    guard content.count <= longestMissing else { return false }
    return missing.contains { marker in
      marker.count == content.count
        && marker.indices.allSatisfy {
          let byte = bytes[content.lowerBound + $0]
          return marker[$0] == (byte >= 65 && byte <= 90 ? byte | 0x20 : byte)
        }
    }
  }

  @inline(__always)
  func skipBlanks(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    var at = start
    while at < end, bytes[at] == 32 || (bytes[at] == 9 && tabIsBlank) { at += 1 }
    return at
  }

  private func fieldEnd(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
    var at = start
    while at < end, bytes[at] != delimiter, !joinsBlanks || bytes[at] != 9 { at += 1 }
    return at
  }

  func trimmed(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Range<Int> {
    var low = start
    var high = end
    while low < high, bytes[low] == 32 || bytes[low] == 9 { low += 1 }
    while high > low, bytes[high - 1] == 32 || bytes[high - 1] == 9 { high -= 1 }
    return low..<high
  }

  private func name(_ field: Int) -> String {
    field < names.count ? names[field] : "\(field + 1)"
  }
}
