internal import Diagnostics

/// One record batch as the footer announces it.
struct ArrowBlock {
  let offset: Int64
  let metadataLength: Int32
  let bodyLength: Int64

  /// Reads and checks the metadata of a record batch.
  ///
  /// - Parameters:
  ///   - end: the offset behind the last byte that batches may use.
  ///   - room: how many bytes the batches not yet read may take together; lowered by this one's.
  func read(
    from file: borrowing ReadOnlyFile, end: Int, columns: [ArrowColumn], room: inout Int
  ) throws(Fault) -> (rows: Int, chunks: [ArrowChunk]) {
    let batch = try header(
      ArrowFormat.Header.recordBatch, "record batch", from: file, end: end, room: &room)
    if try batch.position(3) != nil { throw .compressedArrow(file: file.path) }
    return try chunks(of: batch, columns: columns, body: Int(offset) + Int(metadataLength))
  }

  /// Reads and checks the metadata of a dictionary.
  func dictionary(
    from file: borrowing ReadOnlyFile, end: Int, room: inout Int
  ) throws(Fault) -> ArrowDictionary {
    let batch = try header(
      ArrowFormat.Header.dictionaryBatch, "dictionary", from: file, end: end, room: &room)
    let body = Int(offset) + Int(metadataLength)
    return try ArrowDictionary(batch, body: body..<body + Int(bodyLength))
  }

  /// The table inside the message, which must be of the given kind.
  private func header(
    _ kind: UInt8, _ name: String, from file: borrowing ReadOnlyFile, end: Int, room: inout Int
  ) throws(Fault) -> FlatTableView {
    let path = file.path
    let metadataLength = Int(metadataLength)
    // Every summand is at most `end` before it is added: no sum can overflow.
    guard (8...Int64(end)).contains(offset), (8...end).contains(metadataLength),
      (0...Int64(end)).contains(bodyLength),
      Int(offset) + metadataLength + Int(bodyLength) <= end
    else {
      throw .damagedArrow(
        "a \(name) at \(offset) of \(metadataLength) + \(bodyLength) bytes lies outside the file",
        file: path)
    }
    room -= metadataLength + Int(bodyLength)
    guard room >= 0 else { throw .damagedArrow("its batches share bytes", file: path) }

    let bytes = try file.bytes(metadataLength, at: Int(offset))
    let prefix = FlatBuffer(bytes: bytes, file: path)
    // Before Arrow 0.15 the length stood without a continuation mark.
    let marked = try prefix.integer(UInt32.self, at: 0) == ArrowFormat.continuation
    let start = marked ? 8 : 4
    let length = Int(try prefix.integer(Int32.self, at: start - 4))
    guard length >= 8, length <= metadataLength - start else {
      throw prefix.damaged("a message of \(length) bytes lies outside its \(metadataLength) bytes")
    }
    let message = try FlatBuffer(bytes: Array(bytes[start..<start + length]), file: path).root()
    guard try message.integer(1, default: UInt8(0)) == kind, let table = try message.table(2) else {
      throw prefix.damaged("a block is not a \(name)")
    }
    return table
  }

  private func chunks(
    of batch: FlatTableView, columns: [ArrowColumn], body: Int
  ) throws(Fault) -> (rows: Int, chunks: [ArrowChunk]) {
    let buffer = batch.buffer
    let rows = Int(try batch.integer(0, default: Int64(0)))
    guard rows >= 0 else { throw buffer.damaged("a record batch has \(rows) rows") }
    // struct FieldNode { length: long; null_count: long }, struct Buffer { offset: long; length: long }
    let nodes = try batch.vector(1, width: 16)
    let buffers = try batch.vector(2, width: 16)
    guard nodes.count == columns.count, buffers.count == 2 * columns.count else {
      throw buffer.damaged(
        "\(columns.count) columns need \(columns.count) nodes and \(2 * columns.count) buffers, "
          + "a record batch has \(nodes.count) and \(buffers.count)")
    }
    var room = Int(bodyLength)
    var chunks: [ArrowChunk] = []
    for (index, column) in columns.enumerated() {
      let node = nodes.first + 16 * index
      let missing = Int(try buffer.integer(Int64.self, at: node + 8))
      guard try buffer.integer(Int64.self, at: node) == Int64(rows), (0...rows).contains(missing)
      else { throw buffer.damaged("the rows of column '\(column.name)' do not add up") }
      let bitmap = try span(at: buffers.first + 32 * index, in: buffer, room: &room)
      let values = try span(at: buffers.first + 32 * index + 16, in: buffer, room: &room)
      // rows ≤ 8 · length says the same as bits needed ≤ bits there, without a product of rows.
      guard rows <= values.length * 8 / column.type.bits,
        missing == 0 || rows <= bitmap.length * 8
      else {
        throw buffer.damaged("\(rows) rows of column '\(column.name)' do not fit its buffers")
      }
      chunks.append(
        ArrowChunk(
          rows: rows, missing: missing, bitmap: body + bitmap.offset,
          values: body + values.offset))
    }
    return (rows, chunks)
  }

  /// A buffer of the body; all buffers together must not be longer than the body.
  private func span(
    at position: Int, in buffer: FlatBuffer, room: inout Int
  ) throws(Fault) -> (offset: Int, length: Int) {
    let offset = try buffer.integer(Int64.self, at: position)
    let length = try buffer.integer(Int64.self, at: position + 8)
    guard offset >= 0, length >= 0, offset <= bodyLength, length <= bodyLength - offset else {
      throw buffer.damaged(
        "a buffer at \(offset) of \(length) bytes lies outside its body of \(bodyLength)")
    }
    room -= Int(length)
    guard room >= 0 else { throw buffer.damaged("the buffers of a record batch share bytes") }
    return (Int(offset), Int(length))
  }
}
