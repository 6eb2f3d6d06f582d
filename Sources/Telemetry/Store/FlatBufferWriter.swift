/// A FlatBuffers table before it is written: its fields by slot number.
///
/// Only what Arrow's metadata needs. Reference: "FlatBuffers internals", flatbuffers.dev.
struct FlatTable {
  /// A field's value; offsets to what does not lie inline are made by ``FlatBufferWriter``.
  enum Value {
    case byte(UInt8)
    case short(Int16)
    case int(Int32)
    case long(Int64)
    case string(String)
    case table(FlatTable)
    case tables([FlatTable])
    /// A vector of structs whose strictest member has 8 bytes, already laid out.
    case structs([UInt8], count: Int)

    /// Bytes inside the table; what lies elsewhere takes a 4-byte offset.
    var inlineSize: Int {
      switch self {
      case .byte: 1
      case .short: 2
      case .int, .string, .table, .tables, .structs: 4
      case .long: 8
      }
    }
  }

  /// The fields; slots that are left out read as their default.
  var fields: [(slot: Int, value: Value)]

  init(_ fields: [(slot: Int, value: Value)] = []) { self.fields = fields }
}

/// Writes a tree of tables front to back: parents before children, each vtable right before its table.
struct FlatBufferWriter {
  private(set) var bytes: [UInt8] = []

  /// The bytes of a buffer with this root; its length is a multiple of 8.
  static func write(root: FlatTable) -> [UInt8] {
    var writer = FlatBufferWriter()
    writer.append(UInt32(0))
    writer.reference(from: 0, to: writer.append(root))
    writer.pad(to: 8)
    return writer.bytes
  }

  private mutating func append(_ table: FlatTable) -> Int {
    // Widest first, so that only the 4 bytes of the vtable offset ever need padding behind them.
    let ordered = table.fields.sorted {
      ($1.value.inlineSize, $0.slot) < ($0.value.inlineSize, $1.slot)
    }
    var offsets: [Int: Int] = [:]
    var size = 4
    for field in ordered {
      size = size.roundedUp(to: field.value.inlineSize)
      offsets[field.slot] = size
      size += field.value.inlineSize
    }
    let slots = (table.fields.map(\.slot).max() ?? -1) + 1
    let vtableSize = 4 + 2 * slots
    while (bytes.count + vtableSize) % 8 != 0 { bytes.append(0) }
    append(UInt16(vtableSize))
    append(UInt16(size))
    for slot in 0..<slots { append(UInt16(offsets[slot] ?? 0)) }

    let start = bytes.count
    append(Int32(vtableSize))
    bytes.append(contentsOf: repeatElement(0, count: size - 4))
    for field in table.fields {
      write(field.value, at: start + (offsets[field.slot] ?? 0))
    }
    return start
  }

  private mutating func write(_ value: FlatTable.Value, at position: Int) {
    switch value {
    case .byte(let number): store(number, at: position)
    case .short(let number): store(number, at: position)
    case .int(let number): store(number, at: position)
    case .long(let number): store(number, at: position)
    case .table(let table): reference(from: position, to: append(table))
    case .string(let text):
      pad(to: 4)
      reference(from: position, to: bytes.count)
      append(UInt32(text.utf8.count))
      bytes.append(contentsOf: text.utf8)
      bytes.append(0)
    case .tables(let tables):
      pad(to: 4)
      reference(from: position, to: bytes.count)
      append(UInt32(tables.count))
      let first = bytes.count
      bytes.append(contentsOf: repeatElement(0, count: 4 * tables.count))
      for (index, table) in tables.enumerated() {
        reference(from: first + 4 * index, to: append(table))
      }
    case .structs(let content, let count):
      while bytes.count % 8 != 4 { bytes.append(0) }
      reference(from: position, to: bytes.count)
      append(UInt32(count))
      bytes.append(contentsOf: content)
    }
  }

  private mutating func reference(from position: Int, to target: Int) {
    store(UInt32(target - position), at: position)
  }

  private mutating func store(_ number: some FixedWidthInteger, at position: Int) {
    for index in 0..<number.bitWidth / 8 {
      bytes[position + index] = UInt8(truncatingIfNeeded: number >> (8 * index))
    }
  }

  private mutating func append(_ number: some FixedWidthInteger) {
    bytes.appendLittleEndian(number)
  }

  private mutating func pad(to alignment: Int) {
    while bytes.count % alignment != 0 { bytes.append(0) }
  }
}

extension Int {
  /// The next multiple of a positive number that is not smaller.
  func roundedUp(to multiple: Int) -> Int { (self + multiple - 1) / multiple * multiple }
}

extension [UInt8] {
  /// Appends an integer's bytes, lowest first.
  mutating func appendLittleEndian(_ number: some FixedWidthInteger) {
    for index in 0..<number.bitWidth / 8 {
      append(UInt8(truncatingIfNeeded: number >> (8 * index)))
    }
  }
}
