public import Diagnostics

/// Reads Arrow IPC files: ours, and uncompressed ones of numbers, booleans and timestamps by others.
///
/// Opening checks every offset and length against the file, so that damaged or hostile bytes give a
/// ``Fault`` of kind `badData`; what it accepts can be read in memory proportional to the file.
/// Values are read with `pread` and copied, block by block, into what Tocsin computes with.
public struct ArrowFileReader: ~Copyable, Sendable {
  /// The columns in the order of the file.
  public let columns: [ArrowColumn]
  /// The file's own texts: those whose key begins with `tocsin.`.
  public let metadata: [String: String]
  /// The rows of all record batches together.
  public let rows: Int
  /// Per column, its piece in every record batch.
  let chunks: [[ArrowChunk]]
  /// The texts that dictionary columns point to.
  let dictionaries: [ArrowDictionary]
  let file: ReadOnlyFile

  /// Opens a file and checks its structure; the values are not read yet.
  ///
  /// - Throws: ``Fault`` of kind `missingInput` where there is no file, `io` where it cannot be read,
  ///   `badData` where it is no Arrow file, is damaged, is compressed or has a column of another type.
  public init(_ path: String) throws(Fault) {
    let file = try ReadOnlyFile(path)
    let (footer, end) = try Self.footer(of: file)
    let version = try footer.integer(0, default: Int16(0))
    guard version == ArrowFormat.version || version == ArrowFormat.version - 1 else {
      throw footer.buffer.damaged(
        "metadata version V\(Int(version) + 1) is not one of V4 and V5")
    }
    guard let schema = try footer.table(1) else { throw footer.buffer.damaged("it has no schema") }
    let (columns, metadata) = try ArrowSchemaReader.read(schema)

    // Blocks that share bytes would let a small file claim endless rows.
    var room = end - 8
    var dictionaries: [ArrowDictionary] = []
    for block in try Self.blocks(footer, slot: 2) {
      dictionaries.append(try block.dictionary(from: file, end: end, room: &room))
    }
    var chunks = [[ArrowChunk]](repeating: [], count: columns.count)
    var rows = 0
    for block in try Self.blocks(footer, slot: 3) {
      let batch = try block.read(from: file, end: end, columns: columns, room: &room)
      let (sum, overflow) = rows.addingReportingOverflow(batch.rows)
      guard !overflow else {
        throw footer.buffer.damaged("it claims more rows than can be counted")
      }
      rows = sum
      for column in columns.indices { chunks[column].append(batch.chunks[column]) }
    }
    self.dictionaries = dictionaries
    self.columns = columns
    self.metadata = metadata
    self.chunks = chunks
    self.rows = rows
    self.file = file
  }

  /// The index of a column; nil where there is none of this name.
  public func index(of name: String) -> Int? { columns.firstIndex { $0.name == name } }

  /// The messages that a list of the footer announces.
  private static func blocks(
    _ footer: FlatTableView, slot: Int
  ) throws(Fault) -> [ArrowBlock] {
    // struct Block { offset: long; metaDataLength: int; (4 bytes) bodyLength: long }
    let list = try footer.vector(slot, width: 24)
    var blocks: [ArrowBlock] = []
    for index in 0..<list.count {
      let position = list.first + 24 * index
      blocks.append(
        ArrowBlock(
          offset: try footer.buffer.integer(Int64.self, at: position),
          metadataLength: try footer.buffer.integer(Int32.self, at: position + 8),
          bodyLength: try footer.buffer.integer(Int64.self, at: position + 16)))
    }
    return blocks
  }

  /// Finds the footer from the file's end; also returns the offset where it starts.
  private static func footer(
    of file: borrowing ReadOnlyFile
  ) throws(Fault) -> (FlatTableView, start: Int) {
    let path = file.path
    let head = try file.bytes(min(6, file.size), at: 0)
    guard head == ArrowFormat.magic else { throw notArrow(head, file: path) }
    // Magic and padding, the end mark is optional, footer length, magic.
    guard file.size >= 8 + 4 + 6, try file.bytes(6, at: file.size - 6) == ArrowFormat.magic else {
      throw .damagedArrow("it does not end with 'ARROW1'; it is cut off", file: path)
    }
    let tail = FlatBuffer(bytes: try file.bytes(4, at: file.size - 10), file: path)
    let length = Int(try tail.integer(Int32.self, at: 0))
    let start = file.size - 10 - length
    guard length > 0, start >= 8 else {
      throw .damagedArrow(
        "a footer of \(length) bytes does not fit into a file of \(file.size)", file: path)
    }
    let bytes = try file.bytes(length, at: start)
    return (try FlatBuffer(bytes: bytes, file: path).root(), start)
  }

  private static func notArrow(_ head: [UInt8], file: String) -> Fault {
    let hint: String? =
      switch Array(head.prefix(4)) {
      case Array("FEA1".utf8): "this is Feather version 1; write it again as version 2"
      case Array("PAR1".utf8): "this is Parquet; convert it to CSV or Arrow"
      case [0xff, 0xff, 0xff, 0xff]: "this is an Arrow stream; write the Arrow file format instead"
      default: nil
      }
    return Fault(
      .badData, "not an Arrow file: it does not begin with 'ARROW1'", at: Place(file: file),
      hint: hint)
  }
}
