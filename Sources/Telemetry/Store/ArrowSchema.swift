/// The numbers of Arrow's metadata.
///
/// Reference: apache/arrow, format/Schema.fbs, Message.fbs, File.fbs.
enum ArrowFormat {
  static let magic: [UInt8] = Array("ARROW1".utf8)
  /// Metadata version 5, written since Arrow 1.0.
  static let version: Int16 = 4
  static let continuation: UInt32 = 0xffff_ffff

  /// The union `MessageHeader`.
  enum Header {
    static let schema: UInt8 = 1
    static let dictionaryBatch: UInt8 = 2
    static let recordBatch: UInt8 = 3
  }

  /// The union `Type`, as far as we write it.
  enum TypeCode {
    static let int: UInt8 = 2
    static let floatingPoint: UInt8 = 3
    static let utf8: UInt8 = 5
    static let bool: UInt8 = 6
    static let timestamp: UInt8 = 10
  }
}

/// Arrow's metadata tables of a batch of ours.
enum ArrowSchema {
  /// The id of the dictionary of units.
  static let unitDictionary: Int64 = 0

  /// The table `Schema`.
  static func schema(of batch: ArrowBatch) -> FlatTable {
    let time = field(
      batch.timeKind.columnName, nullable: false,
      type: batch.timeKind == .clock ? ArrowFormat.TypeCode.timestamp : ArrowFormat.TypeCode.int,
      // Timestamp: unit 3 = nanoseconds; Int: 64 bits, signed.
      table: batch.timeKind == .clock
        ? FlatTable([(0, .short(3)), (1, .string("UTC"))])
        : FlatTable([(0, .int(64)), (1, .byte(1))]))
    let unit = batch.frame.units.map { _ in
      // DictionaryEncoding: id 0, indices of 32 bits, signed, in no order.
      field(
        UnitColumn.columnName, nullable: false, type: ArrowFormat.TypeCode.utf8,
        table: FlatTable(),
        dictionary: FlatTable([
          (0, .long(unitDictionary)), (1, .table(FlatTable([(0, .int(32)), (1, .byte(1))]))),
          (2, .byte(0)),
        ]))
    }
    let tags = batch.frame.tags.map { tag in
      // Precision 2 = double.
      field(
        tag.id, nullable: true, type: ArrowFormat.TypeCode.floatingPoint,
        table: FlatTable([(0, .short(2))]), metadata: tag.arrowMetadata)
    }
    let bytes = batch.byteColumns.map { column in
      field(
        column.name, nullable: false, type: ArrowFormat.TypeCode.int,
        table: FlatTable([(0, .int(8)), (1, .byte(0))]))
    }
    let metadata = batch.metadata.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    return FlatTable([
      (0, .short(0)), (1, .tables([time] + (unit.map { [$0] } ?? []) + tags + bytes)),
      (2, .tables(metadata.map(keyValue))),
    ])
  }

  /// The table `Message` around the schema.
  static func schemaMessage(_ schema: FlatTable) -> FlatTable {
    message(header: ArrowFormat.Header.schema, schema, bodyLength: 0)
  }

  /// The table `Message` around a record batch.
  static func batchMessage(rows: Int, nulls: [Int], layout: ArrowLayout) -> FlatTable {
    var nodes: [UInt8] = []
    for column in nulls {
      nodes.appendLittleEndian(Int64(rows))
      nodes.appendLittleEndian(Int64(column))
    }
    var buffers: [UInt8] = []
    for buffer in layout.buffers {
      buffers.appendLittleEndian(Int64(buffer.offset))
      buffers.appendLittleEndian(Int64(buffer.length))
    }
    let batch = FlatTable([
      (0, .long(Int64(rows))), (1, .structs(nodes, count: nulls.count)),
      (2, .structs(buffers, count: layout.buffers.count)),
    ])
    return message(
      header: ArrowFormat.Header.recordBatch, batch, bodyLength: Int64(layout.bodyLength))
  }

  /// The table `Message` around the names of units: one column of texts.
  ///
  /// - Parameters:
  ///   - offsets: the length of the texts' offsets, which begin the body.
  ///   - texts: where the texts lie behind them.
  static func dictionaryMessage(
    count: Int, offsets: Int, texts: Range<Int>, bodyLength: Int
  ) -> FlatTable {
    var node: [UInt8] = []
    for number in [count, 0] { node.appendLittleEndian(Int64(number)) }
    var buffers: [UInt8] = []
    for number in [0, 0, 0, offsets, texts.lowerBound, texts.count] {
      buffers.appendLittleEndian(Int64(number))
    }
    let data = FlatTable([
      (0, .long(Int64(count))), (1, .structs(node, count: 1)), (2, .structs(buffers, count: 3)),
    ])
    return message(
      header: ArrowFormat.Header.dictionaryBatch,
      FlatTable([(0, .long(unitDictionary)), (1, .table(data)), (2, .byte(0))]),
      bodyLength: Int64(bodyLength))
  }

  /// Where a message lies in the file.
  struct Block {
    var offset: Int
    var metadataLength: Int
    var bodyLength: Int
  }

  /// The table `Footer` of a file with one record batch and at most one dictionary.
  static func footer(_ schema: FlatTable, dictionary: Block?, batch: Block) -> FlatTable {
    FlatTable([
      (0, .short(ArrowFormat.version)), (1, .table(schema)),
      (2, blocks(dictionary.map { [$0] } ?? [])), (3, blocks([batch])),
    ])
  }

  private static func blocks(_ blocks: [Block]) -> FlatTable.Value {
    // struct Block { offset: long; metaDataLength: int; (4 bytes) bodyLength: long }
    var bytes: [UInt8] = []
    for block in blocks {
      bytes.appendLittleEndian(Int64(block.offset))
      bytes.appendLittleEndian(Int64(block.metadataLength))
      bytes.appendLittleEndian(Int64(block.bodyLength))
    }
    return .structs(bytes, count: blocks.count)
  }

  private static func message(header: UInt8, _ table: FlatTable, bodyLength: Int64) -> FlatTable {
    FlatTable([
      (0, .short(ArrowFormat.version)), (1, .byte(header)), (2, .table(table)),
      (3, .long(bodyLength)),
    ])
  }

  private static func field(
    _ name: String, nullable: Bool, type: UInt8, table: FlatTable,
    metadata: [(key: String, value: String)] = [], dictionary: FlatTable? = nil
  ) -> FlatTable {
    var fields: [(slot: Int, value: FlatTable.Value)] = [
      (0, .string(name)), (1, .byte(nullable ? 1 : 0)), (2, .byte(type)), (3, .table(table)),
      (5, .tables([])),
    ]
    if let dictionary { fields.append((4, .table(dictionary))) }
    if !metadata.isEmpty {
      fields.append((6, .tables(metadata.map { keyValue(($0.key, $0.value)) })))
    }
    return FlatTable(fields)
  }

  private static func keyValue(_ entry: (String, String)) -> FlatTable {
    FlatTable([(0, .string(entry.0)), (1, .string(entry.1))])
  }
}
