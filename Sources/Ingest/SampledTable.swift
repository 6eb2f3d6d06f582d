/// The sampled records, split under the chosen layout.
struct SampledTable {
  /// The first records of the file, empty ones left out.
  var head: [RecordSplitter.Record]
  /// Whole records of the pieces further in that have the commonest width.
  var further: [[[UInt8]]]
  /// The commonest number of fields after the first record.
  var width: Int
  /// Whether every record but perhaps the first ends with a delimiter.
  var hasTrailingDelimiter: Bool

  /// Splits the samples.
  init(
    _ text: SampledText, layout: LayoutChoice, lineEnd: CSVFormat.LineEnd, comment: String? = nil
  ) {
    head = []
    further = []
    var splitter = RecordSplitter(
      text.head, dialect: layout.dialect, lineEnd: lineEnd, comment: comment)
    while let record = splitter.next() {
      if record.fields.isEmpty || (record.isUnfinished && !text.isWhole && !head.isEmpty) {
        continue
      }
      head.append(record)
    }
    var counts: [Int: Int] = [:]
    let rows = head.dropFirst(head.count > 1 ? 1 : 0)
    for record in rows { counts[record.fields.count, default: 0] += 1 }
    let commonest = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
    width = commonest
    hasTrailingDelimiter =
      commonest > 1
      && rows.allSatisfy { $0.fields.count != commonest || $0.fields.last == [] }
      && (head.first.map { $0.fields.count < commonest || $0.fields.last == [] } ?? false)
    for piece in text.pieces {
      var splitter = RecordSplitter(piece, dialect: layout.dialect, lineEnd: lineEnd)
      // The piece may begin inside a record.
      _ = splitter.next()
      while let record = splitter.next() {
        if record.fields.count == commonest, !record.isUnfinished { further.append(record.fields) }
      }
    }
  }

  /// The sampled cells of a column below the first record, or with it; rows of other widths left
  /// out.
  func column(_ index: Int, withFirst: Bool, limit: Int) -> [[UInt8]] {
    let rows = head.dropFirst(withFirst ? 0 : 1)
    var cells: [[UInt8]] = []
    for record in rows where record.fields.count == width && index < width {
      cells.append(record.fields[index])
      if cells.count == limit { break }
    }
    return cells
  }
}
