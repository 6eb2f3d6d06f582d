internal import Diagnostics
internal import Telemetry

/// One record batch: each column's buffers, checked against the number of rows and unpacked.
struct ArrowRecordBatch {
  /// How many rows it has.
  let rows: Int
  /// The columns in the order of the fields; nil for those that are not read.
  let columns: [ArrowBatchColumn?]

  /// A batch unpacks to this much at most; what is not packed stays in the file.
  static let mostUnpacked = 1 << 31

  /// Finds the columns' buffers.
  ///
  /// - Throws: ``Fault`` of kind `badData` where the batch does not have what the fields need, a
  ///   buffer lies outside the body or its packed bytes are damaged; `io` as from ``InputFile``.
  init(
    _ table: FlatTableView, body: Range<Int>, input: InputFile, fields: [ArrowField]
  ) throws(Fault) {
    let length = try table.integer(0, default: Int64(0))
    guard let rows = Int(exactly: length), rows >= 0 else {
      throw table.buffer.damaged("a record batch has \(length) rows")
    }
    self.rows = rows
    var reader = try Reader(table, body: body, input: input, rows: rows)
    var columns: [ArrowBatchColumn?] = []
    for field in fields {
      columns.append(field.kind == nil ? try reader.skip(field) : try reader.column(field))
    }
    self.columns = columns
  }

  /// Walks over a batch's lists of nodes and buffers.
  private struct Reader {
    let table: FlatTableView
    let body: Range<Int>
    let input: InputFile
    let rows: Int
    let codec: ArrowCodec?
    let nodes: (first: Int, count: Int)
    let buffers: (first: Int, count: Int)
    let views: (first: Int, count: Int)
    var at = ArrowField.Extent()
    var budget = ArrowRecordBatch.mostUnpacked

    init(_ table: FlatTableView, body: Range<Int>, input: InputFile, rows: Int) throws(Fault) {
      self.table = table
      self.body = body
      self.input = input
      self.rows = rows
      nodes = try table.vector(1, width: 16)
      buffers = try table.vector(2, width: 16)
      views = try table.vector(4, width: 8)
      guard let compression = try table.table(3) else {
        codec = nil
        return
      }
      let number = try compression.integer(0, default: UInt8(0))
      guard let codec = ArrowCodec(rawValue: number) else {
        throw table.buffer.damaged("its compression \(number) is not known")
      }
      self.codec = codec
    }

    mutating func skip(_ field: ArrowField) throws(Fault) -> ArrowBatchColumn? {
      var count = field.extent.buffers
      for _ in 0..<field.extent.views { count += try nextViewCount() }
      at.nodes += field.extent.nodes
      at.buffers += count
      return nil
    }

    mutating func column(_ field: ArrowField) throws(Fault) -> ArrowBatchColumn {
      guard at.nodes < nodes.count else {
        throw table.buffer.damaged("a record batch has only \(nodes.count) columns")
      }
      let node = nodes.first + 16 * at.nodes
      let length = try table.buffer.integer(Int64.self, at: node)
      let nulls = try table.buffer.integer(Int64.self, at: node + 8)
      at.nodes += 1
      guard length == Int64(rows) else {
        throw table.buffer.damaged("a column has \(length) rows, its record batch \(rows)")
      }
      var column = ArrowBatchColumn(field: field, rows: rows, file: input.path)
      if field.dictionary == nil, field.storage == .null { return column }
      let validity = try buffer()
      if nulls != 0, rows > 0 {
        let needed = rows / 8 + (rows % 8 == 0 ? 0 : 1)
        column.validity = try load(validity, atLeast: needed)
      }
      if let width = field.width {
        column.data = try load(try buffer(), atLeast: try product(rows, width))
        if field.dictionary == nil, field.storage == .textView {
          for _ in 0..<(try nextViewCount()) {
            let view = try load(try buffer(), atLeast: nil)
            column.views.append(try view.bytes(0..<view.count))
          }
        }
      } else if case .text(let width) = field.storage {
        let offsets = try buffer()
        let data = try buffer()
        guard rows > 0 else { return column }
        let (entries, overflow) = rows.addingReportingOverflow(1)
        let needed = try product(overflow ? rows : entries, width)
        column.data = try load(offsets, atLeast: needed)
        let end = ArrowBatchColumn.integers(
          try column.data.bytes(needed - width..<needed), bytes: width, signed: true)
        guard let last = end.first, last >= 0 else {
          throw table.buffer.damaged("a text ends before it begins")
        }
        column.text = try load(data, atLeast: Int(last))
      } else {
        // One bit a row.
        column.data = try load(try buffer(), atLeast: rows / 8 + (rows % 8 == 0 ? 0 : 1))
      }
      return column
    }

    private func product(_ count: Int, _ width: Int) throws(Fault) -> Int {
      let (bytes, overflow) = count.multipliedReportingOverflow(by: width)
      guard !overflow else { throw table.buffer.damaged("a record batch has \(count) rows") }
      return bytes
    }

    private mutating func nextViewCount() throws(Fault) -> Int {
      guard at.views < views.count else {
        throw table.buffer.damaged("the number of a text column's buffers is missing")
      }
      let count = try table.buffer.integer(Int64.self, at: views.first + 8 * at.views)
      at.views += 1
      guard (0...Int64(buffers.count)).contains(count) else {
        throw table.buffer.damaged("a text column has \(count) buffers of \(buffers.count)")
      }
      return Int(count)
    }

    /// The next buffer's place in the file.
    private mutating func buffer() throws(Fault) -> Range<Int> {
      guard at.buffers < buffers.count else {
        throw table.buffer.damaged("a record batch has only \(buffers.count) buffers")
      }
      let entry = buffers.first + 16 * at.buffers
      at.buffers += 1
      let offset = try table.buffer.integer(Int64.self, at: entry)
      let length = try table.buffer.integer(Int64.self, at: entry + 8)
      let size = Int64(body.count)
      guard (0...size).contains(offset), (0...size - offset).contains(length) else {
        throw table.buffer.damaged(
          "a buffer of \(length) bytes at \(offset) lies outside a body of \(size) bytes")
      }
      let start = body.lowerBound + Int(offset)
      return start..<start + Int(length)
    }

    /// A buffer's first `needed` bytes, or all of them.
    private mutating func load(
      _ range: Range<Int>, atLeast needed: Int?
    ) throws(Fault) -> ArrowBuffer {
      guard let codec, !range.isEmpty else { return try stored(range, needed) }
      guard range.count >= 8 else {
        throw table.buffer.damaged("a packed buffer has only \(range.count) bytes")
      }
      let prefix = try input.read(at: range.lowerBound, count: 8)
      let claimed = ArrowBatchColumn.integers(prefix, bytes: 8, signed: true).first ?? 0
      let packed = range.lowerBound + 8..<range.upperBound
      // What would not get smaller is not packed.
      if claimed == -1 { return try stored(packed, needed) }
      guard let whole = Int(exactly: claimed), whole >= needed ?? 0 else {
        throw tooShort(Int(claimed), needed)
      }
      let count = needed ?? whole
      budget -= min(budget, count)
      guard budget > 0 else {
        throw Fault(
          .badData,
          "a record batch of \(rows) rows unpacks to more than "
            + "\(ArrowRecordBatch.mostUnpacked) bytes", at: Place(file: input.path),
          hint: "write it again in smaller record batches")
      }
      if count == 0 { return ArrowBuffer([]) }
      let bytes = try input.read(at: packed.lowerBound, count: packed.count)
      guard let unpacked = bytes.withUnsafeBytes({ codec.unpacked($0, count: count) }) else {
        throw table.buffer.damaged("the packed bytes at offset \(packed.lowerBound) are broken")
      }
      return ArrowBuffer(unpacked)
    }

    private func stored(_ range: Range<Int>, _ needed: Int?) throws(Fault) -> ArrowBuffer {
      guard range.count >= needed ?? 0 else { throw tooShort(range.count, needed) }
      return ArrowBuffer(input, offset: range.lowerBound, count: needed ?? range.count)
    }

    private func tooShort(_ count: Int, _ needed: Int?) -> Fault {
      table.buffer.damaged(
        "a buffer has \(count) bytes, \(needed ?? 0) are needed for \(rows) rows")
    }
  }
}
