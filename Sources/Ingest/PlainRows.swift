/// What reading plain rows carries from one to the next: where their fields end, and how many decimals the
/// number of each field has.
struct PlainRows: ~Copyable {
  /// One field of a row.
  struct Field {
    /// The place of its number in the row; -1 where it is no plain number.
    let cell: Int
    /// The shape of the number before.
    var shape: UnsafePointer<DecimalShape>
  }

  var marks = FieldMarks()
  let decimals: DecimalShapes
  let fields: UnsafeMutablePointer<Field>
  let count: Int
  /// Whether the marks that are at hand end before the row does.
  var isCutOff = false
  private let areTried: Bool
  private var read = 0
  private var refused = 0

  /// Room for the rows of one format.
  ///
  /// - Parameters:
  ///   - cells: for each field the place of its number in the row, or -1.
  ///   - areTried: whether rows of the format may be plain.
  init(cells: [Int], mark: UInt8, areTried: Bool) {
    decimals = DecimalShapes(mark: mark)
    count = cells.count
    fields = .allocate(capacity: max(1, cells.count))
    for (field, cell) in cells.enumerated() {
      (fields + field).initialize(to: Field(cell: cell, shape: decimals.tables.first))
    }
    self.areTried = areTried
  }

  deinit { fields.deallocate() }

  /// Whether most rows so far were plain: others are read faster without being tried.
  var areUsual: Bool { areTried && refused <= read &+ 16 }

  /// Remembers whether a row was plain.
  mutating func count(_ isPlain: Bool) {
    if isPlain { read &+= 1 } else { refused &+= 1 }
  }
}

extension RowParser {
  /// Room for reading plain rows.
  ///
  /// None is tried where blanks stand between fields, the delimiter is the decimal mark or ends each row, units stand
  /// behind numbers, a moment is put together from several columns, or there is one column.
  func plainRows() -> PlainRows {
    let hasWholeMoments = slots.allSatisfy { slot in
      if case .part = slot { false } else { slot != .clock }
    }
    return PlainRows(
      cells: numbers, mark: mark,
      areTried: !joinsBlanks && mark != delimiter && !hasSuffixes && !hasTrailingDelimiter
        && hasWholeMoments && slots.count > 1)
  }

  /// Reads the record at `start` where it is a plain row; nil for every other record.
  ///
  /// Plain is one line with a line end and as many fields as there are columns, no quote but around whole fields, no NUL
  /// and nothing that is wrong. ``parse(_:from:to:isLast:into:texts:)`` reads every other record, and the same of these.
  ///
  /// - Parameters:
  ///   - row: as there; what it holds afterwards means nothing where the row is not plain.
  @inline(__always)
  func plain(
    _ bytes: UnsafePointer<UInt8>, from start: Int, to limit: Int,
    into row: UnsafeMutablePointer<Double>, texts: UnsafeMutablePointer<Text>,
    _ rows: inout PlainRows
  ) -> Record? {
    guard rows.areUsual, start >= DecimalShapes.front, mayBePlain(bytes, start) else { return nil }
    var record = fields(bytes, from: start, to: limit, into: row, texts: texts, &rows)
    if rows.isCutOff, rows.marks.start < start || rows.marks.count == 0 {
      // The row reaches beyond what was looked through.
      rows.marks.find(bytes, from: start, to: limit, delimiter: delimiter, lineEnd: lineEnd)
      record = fields(bytes, from: start, to: limit, into: row, texts: texts, &rows)
    }
    rows.count(record != nil)
    return record
  }

  /// Whether a record begins with nothing that asks for another look: a byte order mark, or what a comment or
  /// the header begins with.
  @inline(__always)
  private func mayBePlain(_ bytes: UnsafePointer<UInt8>, _ start: Int) -> Bool {
    let first = bytes[start]
    if first == 0xef || first == headerLine.first { return false }
    guard let sign = comment.first else { return true }
    return first != sign && first != 32 && first != 9
  }

  /// What fields other than numbers say, and what is wrong with one.
  private struct Others {
    var reading: ClockReading?
    var parts = DateParts()
    var problem: String?
  }

  /// The row's fields between the marks that are at hand.
  private func fields(
    _ bytes: UnsafePointer<UInt8>, from start: Int, to limit: Int,
    into row: UnsafeMutablePointer<Double>, texts: UnsafeMutablePointer<Text>,
    _ rows: inout PlainRows
  ) -> Record? {
    let marks = rows.marks.found
    let tables = rows.decimals.tables
    let fields = rows.fields
    let count = rows.count
    // Records that were read in another way are passed over.
    var mark = rows.marks.next
    while mark < marks.count, marks[mark] < start { mark &+= 1 }
    rows.marks.next = mark
    // A row without quotes has a mark for each field.
    rows.isCutOff = mark &+ count > marks.count
    if rows.isCutOff { return nil }
    var others = Others()
    var at = start
    var field = 0
    while field < count {
      guard mark < marks.count else {
        rows.isCutOff = true
        return nil
      }
      let begin = at
      let end = marks[mark]
      let cell = fields[field].cell
      if cell >= 0, bytes[end] == delimiter, field &+ 1 < count {
        mark &+= 1
        at = end &+ 1
        if end == begin {
          row[cell] = .nan
        } else if let value = number(
          bytes, begin, end, limit, tables, expected: &fields[field].shape)
        {
          row[cell] = value
        } else {
          guard take(bytes, begin..<end, field, into: row, texts: texts, isQuoted: false, &others)
          else { return nil }
        }
      } else {
        guard
          let next = other(
            bytes, from: begin, &mark, marks, field, limit, into: row, texts: texts, &others, &rows)
        else { return nil }
        at = next
      }
      field &+= 1
    }
    rows.marks.next = mark
    return Record(outcome: .row(others.reading), next: at, lineBreaks: 1)
  }

  /// The row's last field, or one in quotes or of another kind than numbers; where the next one begins.
  @inline(never)
  private func other(
    _ bytes: UnsafePointer<UInt8>, from begin: Int, _ mark: inout Int, _ marks: FieldMarks.Found,
    _ field: Int, _ limit: Int, into row: UnsafeMutablePointer<Double>,
    texts: UnsafeMutablePointer<Text>, _ others: inout Others, _ rows: inout PlainRows
  ) -> Int? {
    var end = marks[mark]
    var (low, high) = (begin, end)
    mark &+= 1
    let isLast = field &+ 1 == rows.count
    var isQuoted = false
    if bytes[end] == 0x22 {
      // Quotes that hold a quote or a line end, or stand within a text, are another matter.
      guard end == begin else { return nil }
      while mark < marks.count, bytes[marks[mark]] == delimiter { mark &+= 1 }
      guard mark &+ 1 < marks.count else {
        rows.isCutOff = true
        return nil
      }
      (low, high) = (begin &+ 1, marks[mark])
      end = marks[mark &+ 1]
      mark &+= 2
      isQuoted = true
      guard bytes[high] == 0x22, isBlank(bytes, high &+ 1, end, isLast: isLast) else { return nil }
    }
    guard bytes[end] == (isLast ? lineEnd : delimiter) else { return nil }
    if isLast, !isQuoted {
      while high > low, bytes[high &- 1] == 13 { high &-= 1 }
    }
    let cell = rows.fields[field].cell
    if cell >= 0, low == high {
      row[cell] = .nan
      return end &+ 1
    }
    if cell >= 0,
      let value = number(
        bytes, low, high, limit, rows.decimals.tables, expected: &rows.fields[field].shape)
    {
      row[cell] = value
      return end &+ 1
    }
    let isTaken = take(
      bytes, low..<high, field, into: row, texts: texts, isQuoted: isQuoted, &others)
    return isTaken ? end &+ 1 : nil
  }

  /// Puts a field into the row, its texts or its moment; false where something is wrong, which the other reader
  /// says, for it sees the whole record.
  private func take(
    _ bytes: UnsafePointer<UInt8>, _ content: Range<Int>, _ field: Int,
    into row: UnsafeMutablePointer<Double>, texts: UnsafeMutablePointer<Text>, isQuoted: Bool,
    _ others: inout Others
  ) -> Bool {
    let slot = slots[field]
    let content = trimmed(bytes, content.lowerBound, content.upperBound)
    if let index = slot.text {
      texts[index] = Text(start: content.lowerBound, end: content.upperBound, isQuoted: isQuoted)
    }
    guard slot.isTaken else { return true }
    take(bytes, content, slot, field, into: row, &others.reading, &others.parts, &others.problem)
    return others.problem == nil
  }

  /// A field's number; nil where it is none, or not written from its first byte to its last.
  @inline(__always)
  private func number(
    _ bytes: UnsafePointer<UInt8>, _ begin: Int, _ end: Int, _ limit: Int,
    _ tables: DecimalShapes.Tables, expected: inout UnsafePointer<DecimalShape>
  ) -> Double? {
    let isNegative = bytes[begin] == 0x2d
    let count = end &- begin &- (isNegative ? 1 : 0)
    if let magnitude = expected.pointee.magnitude(bytes, endingAt: end, count: count, tables) {
      return isNegative ? -magnitude : magnitude
    }
    return unexpected(bytes, begin, end, limit, tables, expected: &expected)
  }

  @inline(never)
  private func unexpected(
    _ bytes: UnsafePointer<UInt8>, _ begin: Int, _ end: Int, _ limit: Int,
    _ tables: DecimalShapes.Tables, expected: inout UnsafePointer<DecimalShape>
  ) -> Double? {
    let isNegative = bytes[begin] == 0x2d
    let count = end &- begin &- (isNegative ? 1 : 0)
    if let magnitude = DecimalShapes.magnitude(
      bytes, endingAt: end, count: count, tables, expected: &expected)
    {
      return isNegative ? -magnitude : magnitude
    }
    let (value, next) = NumberText.scan(bytes, begin, limit, mark: mark)
    return next == end && value.isFinite ? value : nil
  }

  /// Whether nothing but blanks stands between a closing quote and the field's end.
  private func isBlank(
    _ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int, isLast: Bool
  ) -> Bool {
    var end = end
    while isLast, end > start, bytes[end &- 1] == 13 { end &-= 1 }
    return skipBlanks(bytes, start, end) == end
  }
}
