/// The sampled records, split under the chosen layout.
struct SampledTable {
  /// The first records of the file, empty ones left out; which of their fields are plain numbers is marked.
  var head: [RecordSplitter.Record]
  /// Whole records of the pieces further in that have the commonest width.
  var further: [[[UInt8]]]
  /// The commonest number of fields after the first record.
  var width: Int
  /// Whether every record but perhaps the first ends with a delimiter.
  var hasTrailingDelimiter: Bool

  /// Where the columns stand on their lines, and what that rests on.
  private(set) var fixed: (columns: FixedColumns, evidence: String)?

  /// Of wide tables less than the whole sample is split: with so many records and cells.
  private static let enough = (records: 1_024, cells: 65_536)

  /// Splits the samples.
  init(
    _ text: SampledText, layout: LayoutChoice, lineEnd: CSVFormat.LineEnd, comment: String? = nil
  ) {
    head = []
    further = []
    width = 0
    hasTrailingDelimiter = false
    var splitter = RecordSplitter(
      text.head, dialect: layout.dialect, lineEnd: lineEnd, comment: comment)
    var cells = 0
    while let record = splitter.next() {
      if record.fields.isEmpty || record.isDamaged
        || (record.isUnfinished && !text.isWhole && !head.isEmpty)
      {
        continue
      }
      head.append(record)
      cells += record.fields.count
      if head.count >= Self.enough.records, cells >= Self.enough.cells { break }
    }
    let end: UInt8 = lineEnd == .cr ? 13 : 10
    if layout.dialect.joinsBlanks {
      fixed = FixedColumnsChoice.choose(head, text.head, lineEnd: end)
      place(&head, in: text.head, lineEnd: end)
    }
    let mark = layout.decimalMark == "," ? UInt8(ascii: ",") : UInt8(ascii: ".")
    for index in head.indices {
      head[index].areNumbers = head[index].fields.map {
        NumberText.value(of: $0, mark: mark) != nil
      }
    }
    var counts: [Int: Int] = [:]
    let rows = head.dropFirst(head.count > 1 ? 1 : 0)
    for record in rows { counts[record.fields.count, default: 0] += 1 }
    let commonest = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
    width = commonest
    hasTrailingDelimiter =
      commonest > 1 && !layout.dialect.joinsBlanks
      && rows.allSatisfy { $0.fields.count != commonest || $0.fields.last == [] }
      && (head.first.map { $0.fields.count < commonest || $0.fields.last == [] } ?? false)
    for piece in text.pieces {
      var splitter = RecordSplitter(piece, dialect: layout.dialect, lineEnd: lineEnd)
      // The piece may begin inside a record.
      _ = splitter.next()
      var records: [RecordSplitter.Record] = []
      while records.count < Self.enough.records / text.pieces.count,
        let record = splitter.next()
      {
        if !record.isUnfinished, !record.isDamaged { records.append(record) }
      }
      place(&records, in: piece, lineEnd: end)
      further += records.map(\.fields).filter { $0.count == commonest }
    }
  }

  /// Gives rows with fewer fields their empty cells, where columns stand at fixed places.
  private func place(
    _ records: inout [RecordSplitter.Record], in bytes: [UInt8], lineEnd: UInt8
  ) {
    guard let columns = fixed?.columns else { return }
    bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      for index in records.indices where records[index].fields.count < columns.columns.count {
        let line = FixedColumnsChoice.line(of: records[index], bytes, lineEnd)
        guard let cells = columns.cells(base, line.lowerBound, line.upperBound) else { continue }
        records[index].fields = cells.map { Array(bytes[$0]) }
      }
    }
  }

  /// The sampled cells of a column below the first record, or with it; rows of other widths left
  /// out.
  func column(_ index: Int, withFirst: Bool, limit: Int) -> [[UInt8]] {
    let rows = head.dropFirst(withFirst ? 0 : 1)
    var cells: [[UInt8]] = []
    cells.reserveCapacity(min(limit, rows.count))
    for record in rows where record.fields.count == width && index < width {
      cells.append(record.fields[index])
      if cells.count == limit { break }
    }
    return cells
  }

  /// The first filled cells of a column, at most `limit`.
  func filled(_ index: Int, withFirst: Bool, limit: Int) -> [[UInt8]] {
    var cells: [[UInt8]] = []
    for record in head.dropFirst(withFirst ? 0 : 1)
    where record.fields.count == width && index < width && !record.fields[index].isEmpty {
      cells.append(record.fields[index])
      if cells.count == limit { break }
    }
    return cells
  }
}
