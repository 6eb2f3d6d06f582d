public import Diagnostics
internal import LinearAlgebra

/// Writes Arrow IPC files (Feather V2): one record batch, uncompressed, that any Arrow tool opens.
///
/// The body starts at a multiple of 64 bytes and the tags' values lie at one stride, so that a mapped
/// file is a column-major matrix. The same batch gives the same bytes.
/// Reference: "Arrow columnar format", section IPC file format, format version 1.4.
public enum ArrowFile {
  /// What was written.
  public struct Written: Sendable, Equatable {
    /// The file's SHA-256 in hexadecimal.
    public let sha256: String
    /// The file's length.
    public let bytes: Int
  }

  /// Replaces or makes the file at `path`; a reader sees the old file or the whole new one.
  ///
  /// - Throws: ``Fault`` of kind `badData` where two columns share a name, `io` where writing fails.
  @discardableResult
  public static func write(_ batch: ArrowBatch, to path: String) throws(Fault) -> Written {
    try batch.check(file: path)
    var sha256 = ""
    var bytes = 0
    try AtomicFile.write(to: path) { (file: inout OpenFile) throws(Fault) in
      sha256 = try write(batch, to: &file)
      bytes = file.count
    }
    return Written(sha256: sha256, bytes: bytes)
  }

  /// Writes a whole Arrow file into an open, empty file and returns its SHA-256.
  ///
  /// Memory: about 1 MB besides the batch, whatever its size.
  public static func write(_ batch: ArrowBatch, to file: inout OpenFile) throws(Fault) -> String {
    let frame = batch.frame
    let rows = frame.count
    let missing = frame.tags.indices.map { frame.values.missingCount(column: $0) }
    let layout = ArrowLayout(
      rows: rows, nulls: missing, byteColumns: batch.byteColumns.count,
      hasUnits: frame.units != nil)
    let schema = ArrowSchema.schema(of: batch)
    var digest = SHA256()
    var output = ChunkedOutput()

    output.bytes += ArrowFormat.magic + [0, 0]
    output.append(message: FlatBufferWriter.write(root: ArrowSchema.schemaMessage(schema)), to: 8)
    var dictionary: ArrowSchema.Block?
    if let units = frame.units { dictionary = output.append(dictionary: units.names) }
    let offset = output.position
    let nulls = [0] + (frame.units == nil ? [] : [0]) + missing + batch.byteColumns.map { _ in 0 }
    output.append(
      message: FlatBufferWriter.write(
        root: ArrowSchema.batchMessage(rows: rows, nulls: nulls, layout: layout)),
      to: ArrowLayout.alignment)
    let body = output.position

    for block in blocks(of: rows) {
      output.append(frame.times[block].map(\.nanoseconds))
      try output.flush(to: &file, &digest, keeping: ChunkedOutput.capacity)
    }
    output.pad(to: ArrowLayout.alignment)
    if let units = frame.units {
      for block in blocks(of: rows) {
        output.append(Array(units.codes[block]))
        try output.flush(to: &file, &digest, keeping: ChunkedOutput.capacity)
      }
      output.pad(to: ArrowLayout.alignment)
    }
    for index in frame.tags.indices {
      for block in blocks(of: rows) {
        // One bit pattern for every NaN: the payload of a missing cell must not reach the file.
        output.append(
          frame.values.withUnsafeColumn(index) { values in
            values[block].map { $0.isNaN ? Double.nan : $0 }
          })
        try output.flush(to: &file, &digest, keeping: ChunkedOutput.capacity)
      }
      output.pad(to: ArrowLayout.alignment)
    }
    for column in batch.byteColumns {
      output.bytes += column.values
      output.pad(to: ArrowLayout.alignment)
      try output.flush(to: &file, &digest, keeping: ChunkedOutput.capacity)
    }
    for (index, count) in missing.enumerated() where count > 0 {
      output.bytes += frame.values.withUnsafeColumn(index) { bitmap(of: $0) }
      output.pad(to: ArrowLayout.alignment)
      try output.flush(to: &file, &digest, keeping: ChunkedOutput.capacity)
    }
    precondition(output.position == body + layout.bodyLength, "the body is not as laid out")

    output.bytes.appendLittleEndian(ArrowFormat.continuation)
    output.bytes.appendLittleEndian(UInt32(0))
    let footer = FlatBufferWriter.write(
      root: ArrowSchema.footer(
        schema, dictionary: dictionary,
        batch: ArrowSchema.Block(
          offset: offset, metadataLength: body - offset, bodyLength: layout.bodyLength)))
    output.bytes += footer
    output.bytes.appendLittleEndian(Int32(footer.count))
    output.bytes += ArrowFormat.magic
    try output.flush(to: &file, &digest, keeping: 0)
    return digest.finish()
  }

  /// The rows in pieces that fit a cache.
  private static func blocks(of rows: Int) -> [Range<Int>] {
    stride(from: 0, to: rows, by: 8_192).map { $0..<min($0 + 8_192, rows) }
  }

  /// A bit per value, lowest first: 1 where there is a number.
  private static func bitmap(of values: UnsafeBufferPointer<Double>) -> [UInt8] {
    var bits = [UInt8](repeating: 0, count: (values.count + 7) / 8)
    for (row, value) in values.enumerated() where !value.isNaN { bits[row / 8] |= 1 << (row % 8) }
    return bits
  }
}

/// Bytes on their way to a file and its digest, in chunks.
private struct ChunkedOutput {
  /// How many bytes wait at the most before they are written.
  static let capacity = 1 << 20

  /// What is not yet written.
  var bytes: [UInt8] = []
  private var written = 0

  /// The offset in the file of what comes next.
  var position: Int { written + bytes.count }

  mutating func flush(
    to file: inout OpenFile, _ digest: inout SHA256, keeping limit: Int
  ) throws(Fault) {
    if bytes.count <= limit { return }
    try file.append(bytes)
    bytes.withUnsafeBytes { digest.update($0) }
    written += bytes.count
    bytes.removeAll(keepingCapacity: true)
  }

  /// Appends numbers as they lie in memory: little-endian on every platform of ours.
  mutating func append<Number>(_ numbers: [Number]) {
    numbers.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  mutating func pad(to alignment: Int) {
    let count = position.roundedUp(to: alignment) - position
    bytes.append(contentsOf: repeatElement(0, count: count))
  }

  /// A dictionary batch of texts: offsets of 32 bits, then the bytes they point into.
  mutating func append(dictionary names: [String]) -> ArrowSchema.Block {
    var offsets: [Int32] = [0]
    offsets.reserveCapacity(names.count + 1)
    var end = 0
    for name in names {
      end += name.utf8.count
      offsets.append(Int32(end))
    }
    let start = (4 * offsets.count).roundedUp(to: ArrowLayout.alignment)
    let length = start + end.roundedUp(to: ArrowLayout.alignment)
    let message = position
    append(
      message: FlatBufferWriter.write(
        root: ArrowSchema.dictionaryMessage(
          count: names.count, offsets: 4 * offsets.count, texts: start..<start + end,
          bodyLength: length)),
      to: ArrowLayout.alignment)
    let body = position
    append(offsets)
    pad(to: ArrowLayout.alignment)
    for name in names { bytes.append(contentsOf: name.utf8) }
    pad(to: ArrowLayout.alignment)
    return ArrowSchema.Block(
      offset: message, metadataLength: body - message, bodyLength: length)
  }

  /// Continuation mark, length, metadata and zeros up to a multiple of `alignment` in the file.
  mutating func append(message: [UInt8], to alignment: Int) {
    let length = (position + 8 + message.count).roundedUp(to: alignment) - position - 8
    bytes.appendLittleEndian(ArrowFormat.continuation)
    bytes.appendLittleEndian(Int32(length))
    bytes += message
    bytes.append(contentsOf: repeatElement(0, count: length - message.count))
  }
}

extension Matrix {
  /// The number of NaN in a column.
  func missingCount(column: Int) -> Int {
    withUnsafeColumn(column) { values in values.reduce(0) { $0 + ($1.isNaN ? 1 : 0) } }
  }
}
