// Whole columns and rows: how data enters and leaves a matrix.

extension Matrix {
  /// Calls `body` with column `j`, `rows` contiguous values, without copying.
  @inlinable
  public func withUnsafeColumn<Result, Failure: Error>(
    _ j: Int, _ body: (UnsafeBufferPointer<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    checkColumn(j)
    return try storage.withUnsafeBufferPointer { (all) throws(Failure) -> Result in
      try body(UnsafeBufferPointer(rebasing: all[j * rows..<(j + 1) * rows]))
    }
  }

  /// Calls `body` with column `j`, `rows` contiguous values that may be changed in place.
  @inlinable
  public mutating func withUnsafeMutableColumn<Result, Failure: Error>(
    _ j: Int, _ body: (UnsafeMutableBufferPointer<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    checkColumn(j)
    let range = j * rows..<(j + 1) * rows
    return try storage.withUnsafeMutableBufferPointer { (all) throws(Failure) -> Result in
      try body(UnsafeMutableBufferPointer(rebasing: all[range]))
    }
  }

  /// Calls `body` with all entries, column after column, without copying.
  @inlinable
  public func withUnsafeElements<Result, Failure: Error>(
    _ body: (UnsafeBufferPointer<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try storage.withUnsafeBufferPointer(body)
  }

  /// Calls `body` with all entries, column after column, to be changed in place.
  @inlinable
  public mutating func withUnsafeMutableElements<Result, Failure: Error>(
    _ body: (UnsafeMutableBufferPointer<Double>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try storage.withUnsafeMutableBufferPointer { (all) throws(Failure) -> Result in
      try body(UnsafeMutableBufferPointer(rebasing: all[...]))
    }
  }

  /// A copy of column `j`, `rows` values.
  public func column(_ j: Int) -> [Double] {
    checkColumn(j)
    return Array(storage[j * rows..<(j + 1) * rows])
  }

  /// A copy of row `i`, `columns` values.
  ///
  /// - Complexity: O(`columns`) strided reads; code that visits all rows transposes once instead.
  public func row(_ i: Int) -> [Double] {
    precondition(i >= 0 && i < rows, "row \(i) lies outside the \(rows) rows")
    return [Double](unsafeUninitializedCapacity: columns) { buffer, count in
      for j in 0..<columns { buffer.initializeElement(at: j, to: storage[i + j * rows]) }
      count = columns
    }
  }

  /// The entries (0, 0), (1, 1), …: min(`rows`, `columns`) values.
  public var diagonal: [Double] {
    (0..<min(rows, columns)).map { storage[$0 + $0 * rows] }
  }

  @inlinable
  func checkColumn(_ j: Int) {
    precondition(j >= 0 && j < columns, "column \(j) lies outside the \(columns) columns")
  }
}
