public import Diagnostics

extension ArrowFileReader {
  /// A column as numbers; a missing cell is NaN.
  ///
  /// Whole numbers beyond 2⁵³ are rounded to the nearest double; true is 1; a timestamp is its count of
  /// units. O(rows).
  public func doubles(column: Int) throws(Fault) -> [Double] {
    var result = [Double](repeating: 0, count: rows)
    try result.withUnsafeMutableBufferPointer { buffer throws(Fault) in
      try readDoubles(column: column, into: buffer)
    }
    return result
  }

  /// A column as numbers into memory at hand; its count must be ``rows``.
  func readDoubles(
    column: Int, into destination: UnsafeMutableBufferPointer<Double>
  ) throws(Fault) {
    precondition(destination.count == rows, "a value per row is read")
    var first = 0
    for chunk in chunks[column] {
      let part = UnsafeMutableBufferPointer(rebasing: destination[first..<first + chunk.rows])
      switch columns[column].type {
      case .float64:
        try file.read(into: UnsafeMutableRawBufferPointer(part), at: chunk.values)
      case .float32:
        try copy(chunk, into: part) { (value: Float) in Double(value) }
      case .bool:
        let bits = try file.bytes((chunk.rows + 7) / 8, at: chunk.values)
        for row in part.indices { part[row] = bits[row / 8] >> (row % 8) & 1 == 1 ? 1 : 0 }
      case .timestamp, .integer(64, true):
        try copy(chunk, into: part) { (value: Int64) in Double(value) }
      case .integer(64, _): try copy(chunk, into: part) { (value: UInt64) in Double(value) }
      case .integer(32, true): try copy(chunk, into: part) { (value: Int32) in Double(value) }
      case .integer(32, _): try copy(chunk, into: part) { (value: UInt32) in Double(value) }
      case .integer(16, true): try copy(chunk, into: part) { (value: Int16) in Double(value) }
      case .integer(16, _): try copy(chunk, into: part) { (value: UInt16) in Double(value) }
      case .integer(_, true): try copy(chunk, into: part) { (value: Int8) in Double(value) }
      case .integer: try copy(chunk, into: part) { (value: UInt8) in Double(value) }
      }
      if chunk.missing > 0 {
        let bits = try file.bytes((chunk.rows + 7) / 8, at: chunk.bitmap)
        for row in part.indices where bits[row / 8] >> (row % 8) & 1 == 0 { part[row] = .nan }
      }
      first += chunk.rows
    }
  }

  /// A column of 64-bit whole numbers or timestamps, in its own unit.
  ///
  /// - Throws: ``Fault`` of kind `badData` where a cell is missing or the column is of another type.
  public func integers(column: Int) throws(Fault) -> [Int64] {
    switch columns[column].type {
    case .timestamp, .integer(bits: 64, signed: true): break
    default: throw fault("is not a column of 64-bit whole numbers or timestamps", column)
    }
    var result = [Int64](repeating: 0, count: rows)
    var first = 0
    for chunk in chunks[column] {
      guard chunk.missing == 0 else { throw fault("lacks \(chunk.missing) values", column) }
      try result.withUnsafeMutableBufferPointer { buffer throws(Fault) in
        let part = UnsafeMutableBufferPointer(rebasing: buffer[first..<first + chunk.rows])
        try file.read(into: UnsafeMutableRawBufferPointer(part), at: chunk.values)
      }
      first += chunk.rows
    }
    return result
  }

  /// A column of moments, whatever its unit.
  ///
  /// - Throws: ``Fault`` of kind `badData` where the column is no timestamp, a cell is missing or a
  ///   moment lies outside the years 1678 to 2261.
  public func times(column: Int) throws(Fault) -> [Timestamp] {
    guard case .timestamp(let unit) = columns[column].type else {
      throw fault("is not a timestamp", column)
    }
    let limits = TimeKind.clock.limits
    var times: [Timestamp] = []
    times.reserveCapacity(rows)
    for count in try integers(column: column) {
      let (nanoseconds, overflow) = count.multipliedReportingOverflow(by: unit.nanoseconds)
      guard !overflow, limits.contains(nanoseconds) else {
        throw fault("has a time outside the years 1678 to 2261 in row \(times.count)", column)
      }
      times.append(Timestamp(nanoseconds: nanoseconds))
    }
    return times
  }

  /// A column of unsigned bytes.
  ///
  /// - Throws: ``Fault`` of kind `badData` where a cell is missing or the column is of another type.
  public func bytes(column: Int) throws(Fault) -> [UInt8] {
    guard columns[column].type == .integer(bits: 8, signed: false) else {
      throw fault("is not a column of unsigned bytes", column)
    }
    var result: [UInt8] = []
    for chunk in chunks[column] {
      guard chunk.missing == 0 else { throw fault("lacks \(chunk.missing) values", column) }
      result += try file.bytes(chunk.rows, at: chunk.values)
    }
    return result
  }

  /// A fault about one column.
  func fault(_ what: String, _ column: Int) -> Fault {
    let name = columns[column].name
    return Fault(
      .badData, "column '\(name)' \(what)", at: Place(file: file.path, path: "column \(name)"))
  }

  /// Reads values of another width block by block and converts them.
  private func copy<Value: BitwiseCopyable>(
    _ chunk: ArrowChunk, into part: UnsafeMutableBufferPointer<Double>,
    _ convert: (Value) -> Double
  ) throws(Fault) {
    let width = MemoryLayout<Value>.size
    for first in stride(from: 0, to: chunk.rows, by: 8_192) {
      let rows = first..<min(first + 8_192, chunk.rows)
      let block = try file.bytes(rows.count * width, at: chunk.values + first * width)
      block.withUnsafeBytes { bytes in
        for row in rows {
          part[row] = convert(
            bytes.loadUnaligned(fromByteOffset: (row - first) * width, as: Value.self))
        }
      }
    }
  }
}
