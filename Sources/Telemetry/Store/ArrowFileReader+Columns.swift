public import Diagnostics

extension ArrowFileReader {
  /// A column as numbers; a missing cell is NaN.
  ///
  /// Whole numbers beyond 2⁵³ are rounded to the nearest double; true is 1; a timestamp is its count of
  /// units. O(rows).
  /// - Parameter rows: which rows; nil means all.
  public func doubles(column: Int, rows: Range<Int>? = nil) throws(Fault) -> [Double] {
    let rows = rows ?? 0..<self.rows
    var result = [Double](repeating: 0, count: rows.count)
    try result.withUnsafeMutableBufferPointer { buffer throws(Fault) in
      try readDoubles(column: column, rows: rows, into: buffer)
    }
    return result
  }

  /// Rows of a column as numbers into memory at hand, a number per row.
  func readDoubles(
    column: Int, rows: Range<Int>? = nil, into destination: UnsafeMutableBufferPointer<Double>
  ) throws(Fault) {
    let rows = rows ?? 0..<self.rows
    precondition(destination.count == rows.count, "a value per row is read")
    for piece in pieces(of: column, rows: rows) {
      let part = UnsafeMutableBufferPointer(
        rebasing: destination[piece.place..<piece.place + piece.rows.count])
      switch columns[column].type {
      case .float64:
        try file.read(
          into: UnsafeMutableRawBufferPointer(part),
          at: piece.chunk.values + 8 * piece.rows.lowerBound)
      case .float32:
        try copy(piece, into: part) { (value: Float) in Double(value) }
      case .bool: try copyBits(piece, into: part)
      case .timestamp, .integer(64, true):
        try copy(piece, into: part) { (value: Int64) in Double(value) }
      case .integer(64, _): try copy(piece, into: part) { (value: UInt64) in Double(value) }
      case .integer(32, true): try copy(piece, into: part) { (value: Int32) in Double(value) }
      case .integer(32, _): try copy(piece, into: part) { (value: UInt32) in Double(value) }
      case .integer(16, true): try copy(piece, into: part) { (value: Int16) in Double(value) }
      case .integer(16, _): try copy(piece, into: part) { (value: UInt16) in Double(value) }
      case .integer(_, true): try copy(piece, into: part) { (value: Int8) in Double(value) }
      case .integer: try copy(piece, into: part) { (value: UInt8) in Double(value) }
      case .dictionary: throw fault("holds texts, not numbers", column)
      }
      try blankMissing(piece, in: part)
    }
  }

  /// A column of 64-bit whole numbers or timestamps, in its own unit.
  ///
  /// - Parameter rows: which rows; nil means all.
  /// - Throws: ``Fault`` of kind `badData` where a cell is missing or the column is of another type.
  public func integers(column: Int, rows: Range<Int>? = nil) throws(Fault) -> [Int64] {
    switch columns[column].type {
    case .timestamp, .integer(bits: 64, signed: true): break
    default: throw fault("is not a column of 64-bit whole numbers or timestamps", column)
    }
    return try plain(column, rows ?? 0..<self.rows, zero: Int64(0))
  }

  /// A column of moments, whatever its unit.
  ///
  /// - Parameter rows: which rows; nil means all.
  /// - Throws: ``Fault`` of kind `badData` where the column is no timestamp, a cell is missing or a
  ///   moment lies outside the years 1678 to 2261.
  public func times(column: Int, rows: Range<Int>? = nil) throws(Fault) -> [Timestamp] {
    guard case .timestamp(let unit) = columns[column].type else {
      throw fault("is not a timestamp", column)
    }
    let first = rows?.lowerBound ?? 0
    let limits = TimeKind.clock.limits
    let counts = try integers(column: column, rows: rows)
    var times: [Timestamp] = []
    times.reserveCapacity(counts.count)
    for count in counts {
      let (nanoseconds, overflow) = count.multipliedReportingOverflow(by: unit.nanoseconds)
      guard !overflow, limits.contains(nanoseconds) else {
        throw fault(
          "has a time outside the years 1678 to 2261 in row \(first + times.count)", column)
      }
      times.append(Timestamp(nanoseconds: nanoseconds))
    }
    return times
  }

  /// A column of unsigned bytes.
  ///
  /// - Parameter rows: which rows; nil means all.
  /// - Throws: ``Fault`` of kind `badData` where a cell is missing or the column is of another type.
  public func bytes(column: Int, rows: Range<Int>? = nil) throws(Fault) -> [UInt8] {
    guard columns[column].type == .integer(bits: 8, signed: false) else {
      throw fault("is not a column of unsigned bytes", column)
    }
    return try plain(column, rows ?? 0..<self.rows, zero: UInt8(0))
  }

  /// The names that a column of units points to.
  ///
  /// - Throws: ``Fault`` of kind `badData` where the column is of another type or its names damaged.
  public func unitNames(column: Int) throws(Fault) -> [String] {
    guard case .dictionary(let id) = columns[column].type else {
      throw fault("is not a column of units", column)
    }
    let own = dictionaries.filter { $0.id == id }
    guard let dictionary = own.first, own.count == 1 else {
      throw fault("has \(own.count) dictionaries, one is needed", column)
    }
    return try dictionary.names(file)
  }

  /// A column of units.
  ///
  /// - Throws: ``Fault`` of kind `badData` where the column is of another type, a cell is missing or
  ///   points to no name.
  public func units(column: Int) throws(Fault) -> UnitColumn {
    let names = try unitNames(column: column)
    return UnitColumn(
      names: names, codes: try unitCodes(column: column, rows: 0..<rows, names: names.count))
  }

  /// Rows of a column of units as places among its names.
  func unitCodes(column: Int, rows: Range<Int>, names: Int) throws(Fault) -> [Int32] {
    let codes = try plain(column, rows, zero: Int32(0))
    for (row, code) in codes.enumerated() where code < 0 || Int(code) >= names {
      throw fault(
        "has unit \(code) of \(names) in row \(rows.lowerBound + row)", column)
    }
    return codes
  }

  /// A fault about one column.
  func fault(_ what: String, _ column: Int) -> Fault {
    let name = columns[column].name
    return Fault(
      .badData, "column '\(name)' \(what)", at: Place(file: file.path, path: "column \(name)"))
  }
}

extension ArrowFileReader {
  /// The part of a record batch that a range of the file's rows takes.
  private struct Piece {
    let chunk: ArrowChunk
    /// Rows of the record batch.
    let rows: Range<Int>
    /// Where the first of them goes in the result.
    let place: Int
  }

  private func pieces(of column: Int, rows: Range<Int>) -> [Piece] {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= self.rows, "rows outside the file")
    var first = 0
    var pieces: [Piece] = []
    for chunk in chunks[column] {
      let own = rows.clamped(to: first..<first + chunk.rows)
      if !own.isEmpty {
        pieces.append(
          Piece(
            chunk: chunk, rows: own.lowerBound - first..<own.upperBound - first,
            place: own.lowerBound - rows.lowerBound))
      }
      first += chunk.rows
    }
    return pieces
  }

  /// Rows of a column without missing cells, as they lie in the file.
  private func plain<Value: BitwiseCopyable>(
    _ column: Int, _ rows: Range<Int>, zero: Value
  ) throws(Fault) -> [Value] {
    for chunk in chunks[column] where chunk.missing > 0 {
      throw fault("lacks \(chunk.missing) values", column)
    }
    var result = [Value](repeating: zero, count: rows.count)
    let width = MemoryLayout<Value>.size
    for piece in pieces(of: column, rows: rows) {
      try result.withUnsafeMutableBufferPointer { buffer throws(Fault) in
        let part = UnsafeMutableBufferPointer(
          rebasing: buffer[piece.place..<piece.place + piece.rows.count])
        try file.read(
          into: UnsafeMutableRawBufferPointer(part),
          at: piece.chunk.values + width * piece.rows.lowerBound)
      }
    }
    return result
  }

  private func copyBits(
    _ piece: Piece, into part: UnsafeMutableBufferPointer<Double>
  ) throws(Fault) {
    let bits = try Bits(file, at: piece.chunk.values, rows: piece.rows)
    for row in part.indices { part[row] = bits[row] ? 1 : 0 }
  }

  /// Puts NaN where nothing stands.
  private func blankMissing(
    _ piece: Piece, in part: UnsafeMutableBufferPointer<Double>
  ) throws(Fault) {
    if piece.chunk.missing == 0 { return }
    let bits = try Bits(file, at: piece.chunk.bitmap, rows: piece.rows)
    for row in part.indices where !bits[row] { part[row] = .nan }
  }

  /// Bits of a range of rows, lowest first.
  private struct Bits {
    private let bytes: [UInt8]
    private let skipped: Int

    init(_ file: borrowing ReadOnlyFile, at offset: Int, rows: Range<Int>) throws(Fault) {
      let first = rows.lowerBound / 8
      bytes = try file.bytes((rows.upperBound + 7) / 8 - first, at: offset + first)
      skipped = rows.lowerBound % 8
    }

    subscript(row: Int) -> Bool {
      let bit = row + skipped
      return bytes[bit / 8] >> (bit % 8) & 1 == 1
    }
  }

  /// Reads values of another width block by block and converts them.
  private func copy<Value: BitwiseCopyable>(
    _ piece: Piece, into part: UnsafeMutableBufferPointer<Double>, _ convert: (Value) -> Double
  ) throws(Fault) {
    let width = MemoryLayout<Value>.size
    for first in stride(from: 0, to: part.count, by: 8_192) {
      let rows = first..<min(first + 8_192, part.count)
      let block = try file.bytes(
        rows.count * width, at: piece.chunk.values + (piece.rows.lowerBound + first) * width)
      block.withUnsafeBytes { bytes in
        for row in rows {
          part[row] = convert(
            bytes.loadUnaligned(fromByteOffset: (row - first) * width, as: Value.self))
        }
      }
    }
  }
}
