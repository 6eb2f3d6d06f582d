/// Finds out whether the columns of a table between runs of blanks stand at fixed places.
enum FixedColumnsChoice {
  /// How many records are compared.
  private static let records = 2_000
  /// Among how many records the header is looked for.
  private static let headerRecords = 20

  /// The places of the columns, and what they rest on; nil where rows do not agree on them.
  ///
  /// Nine in ten rows must agree, half of them must be padded (have two blanks or more between some
  /// fields), and something must prove that who wrote them pads cells and does not merely write all of
  /// them with as many digits. Else an empty cell may be left out, and those after it move to the left.
  static func choose(
    _ records: [RecordSplitter.Record], _ bytes: [UInt8], lineEnd: UInt8
  ) -> (columns: FixedColumns, evidence: String)? {
    var rows: [[Range<Int>]] = []
    var lines: [Range<Int>] = []
    var header: [Range<Int>]?
    for (index, record) in records.prefix(Self.records).enumerated() {
      let line = bytes.withUnsafeBufferPointer { Self.line(of: record, $0, lineEnd) }
      guard let fields = fields(bytes, line) else { continue }
      let isText = record.fields.allSatisfy { CellKind($0, decimalMark: ".") == .text }
      if header == nil, index < headerRecords, fields.count > 1, isText {
        // What stands above the names is no row.
        header = fields
        rows = []
        lines = []
      } else {
        rows.append(fields)
        lines.append(line)
      }
    }
    var counts: [Int: Int] = [:]
    for row in rows { counts[row.count, default: 0] += 1 }
    let commonest = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
    for width in [header?.count ?? commonest, commonest] where width > 1 {
      guard let columns = columns(rows, width: width, header: header) else { continue }
      let fixed = FixedColumns(columns: columns)
      let short = zip(rows, lines).filter { $0.0.count < width }
        .compactMap { cells(fixed, bytes, $0.1) }
      let whole = rows.count { row in
        row.count == width && zip(columns, row).allSatisfy { $0.holds($1) }
      }
      guard (whole + short.count) * 10 >= rows.count * 9, isProven(columns, short) else { continue }
      return (
        fixed,
        "fixed width: \(width) columns stand at the same places in "
          + "\(whole + short.count) of \(rows.count) sampled rows, \(short.count) of which have empty cells"
      )
    }
    return nil
  }

  /// Whether cells of different lengths leave the columns behind them where they are, or some row
  /// leaves a column empty between others.
  private static func isProven(
    _ columns: [FixedColumns.Column], _ short: [[Range<Int>]]
  ) -> Bool {
    columns.dropLast().contains { $0.edge != .both } || columns.last?.edge == .right
      || short.contains { cells in
        let filled = cells.lastIndex { !$0.isEmpty } ?? 0
        return cells[..<filled].contains { $0.isEmpty }
      }
  }

  private static func cells(
    _ fixed: FixedColumns, _ bytes: [UInt8], _ line: Range<Int>
  ) -> [Range<Int>]? {
    bytes.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.flatMap { fixed.cells($0, line.lowerBound, line.upperBound) }
    }
  }

  /// The bytes of a record's line without its end.
  static func line(
    of record: RecordSplitter.Record, _ bytes: UnsafeBufferPointer<UInt8>,
    _ lineEnd: UInt8
  ) -> Range<Int> {
    var end = record.offset
    while end < bytes.count, bytes[end] != lineEnd { end += 1 }
    while end > record.offset, bytes[end - 1] == 13 { end -= 1 }
    return record.offset..<end
  }

  private static func fields(_ bytes: [UInt8], _ line: Range<Int>) -> [Range<Int>]? {
    bytes.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.flatMap {
        FixedColumns.fields(of: $0, line.lowerBound, line.upperBound)?.fields.map(\.place)
      }
    }
  }

  /// The columns of a table of `width` columns, from its complete rows, or from the header where
  /// hardly any row is complete.
  private static func columns(
    _ rows: [[Range<Int>]], width: Int, header: [Range<Int>]?
  ) -> [FixedColumns.Column]? {
    var cells = [[Range<Int>]](repeating: [], count: width)
    let complete = rows.filter { $0.count == width }
    var padded = complete
    for row in complete {
      for (column, cell) in row.enumerated() { cells[column].append(cell) }
    }
    if complete.count < 2 {
      guard let header, header.count == width else { return nil }
      padded = rows
      cells = [[Range<Int>]](repeating: [], count: width)
      for row in rows {
        for cell in row {
          let over = header.indices.filter { header[$0].overlaps(cell) }
          if over.count == 1 { cells[over[0]].append(cell) }
        }
      }
    }
    guard padded.count(where: { isPadded($0) }) * 2 >= padded.count else { return nil }
    var columns: [FixedColumns.Column] = []
    for cells in cells {
      guard let column = column(cells) else { return nil }
      // A blank at least between any two cells of neighbours.
      if let last = columns.last, last.end >= column.start { return nil }
      columns.append(column)
    }
    return columns
  }

  private static func isPadded(_ row: [Range<Int>]) -> Bool {
    zip(row, row.dropFirst()).contains { $1.lowerBound - $0.upperBound >= 2 }
  }

  /// The place of cells of which nine in ten begin or end alike; nil where they do not.
  private static func column(_ cells: [Range<Int>]) -> FixedColumns.Column? {
    let starts = commonest(cells.map(\.lowerBound))
    let ends = commonest(cells.map(\.upperBound))
    guard let starts, let ends else { return nil }
    // Cells that nearly all have one length begin and end alike: the edge without exceptions is meant.
    let isLeft = starts.count * 10 >= cells.count * 9 && starts.count >= ends.count
    let isRight = ends.count * 10 >= cells.count * 9 && ends.count >= starts.count
    guard isLeft || isRight else { return nil }
    let like = cells.filter {
      (isLeft && $0.lowerBound == starts.value) || (isRight && $0.upperBound == ends.value)
    }
    return FixedColumns.Column(
      start: isLeft ? starts.value : like.map(\.lowerBound).min() ?? starts.value,
      end: isRight ? ends.value : like.map(\.upperBound).max() ?? ends.value,
      edge: isLeft && isRight ? .both : isLeft ? .left : .right)
  }

  private static func commonest(_ numbers: [Int]) -> (value: Int, count: Int)? {
    var counts: [Int: Int] = [:]
    for number in numbers { counts[number, default: 0] += 1 }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { ($0.key, $0.value) }
  }
}
