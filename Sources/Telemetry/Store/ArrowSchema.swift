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
    static let recordBatch: UInt8 = 3
  }

  /// The union `Type`, as far as we write it.
  enum TypeCode {
    static let int: UInt8 = 2
    static let floatingPoint: UInt8 = 3
    static let bool: UInt8 = 6
    static let timestamp: UInt8 = 10
  }
}

/// Arrow's metadata tables of a batch of ours.
enum ArrowSchema {
  /// The table `Schema`.
  static func schema(of batch: ArrowBatch) -> FlatTable {
    let time = field(
      batch.timeKind.columnName, nullable: false,
      type: batch.timeKind == .clock ? ArrowFormat.TypeCode.timestamp : ArrowFormat.TypeCode.int,
      // Timestamp: unit 3 = nanoseconds; Int: 64 bits, signed.
      table: batch.timeKind == .clock
        ? FlatTable([(0, .short(3)), (1, .string("UTC"))])
        : FlatTable([(0, .int(64)), (1, .byte(1))]))
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
      (0, .short(0)), (1, .tables([time] + tags + bytes)), (2, .tables(metadata.map(keyValue))),
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

  /// The table `Footer` of a file with one record batch.
  static func footer(
    _ schema: FlatTable, offset: Int, metadataLength: Int, bodyLength: Int
  ) -> FlatTable {
    // struct Block { offset: long; metaDataLength: int; (4 bytes) bodyLength: long }
    var block: [UInt8] = []
    block.appendLittleEndian(Int64(offset))
    block.appendLittleEndian(Int64(metadataLength))
    block.appendLittleEndian(Int64(bodyLength))
    return FlatTable([
      (0, .short(ArrowFormat.version)), (1, .table(schema)), (2, .structs([], count: 0)),
      (3, .structs(block, count: 1)),
    ])
  }

  private static func message(header: UInt8, _ table: FlatTable, bodyLength: Int64) -> FlatTable {
    FlatTable([
      (0, .short(ArrowFormat.version)), (1, .byte(header)), (2, .table(table)),
      (3, .long(bodyLength)),
    ])
  }

  private static func field(
    _ name: String, nullable: Bool, type: UInt8, table: FlatTable,
    metadata: [(key: String, value: String)] = []
  ) -> FlatTable {
    var fields: [(slot: Int, value: FlatTable.Value)] = [
      (0, .string(name)), (1, .byte(nullable ? 1 : 0)), (2, .byte(type)), (3, .table(table)),
      (5, .tables([])),
    ]
    if !metadata.isEmpty {
      fields.append((6, .tables(metadata.map { keyValue(($0.key, $0.value)) })))
    }
    return FlatTable(fields)
  }

  private static func keyValue(_ entry: (String, String)) -> FlatTable {
    FlatTable([(0, .string(entry.0)), (1, .string(entry.1))])
  }
}
