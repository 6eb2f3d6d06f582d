/// A read-only view of a column-major matrix in memory that somebody else owns.
///
/// Column `j` starts at `elements[j * leadingDimension]` and has `rows` values. A mapped partition
/// of the store is such a block, so are some rows of a `Matrix`; BLAS reads both without a copy.
/// The view must not outlive the memory; it stays inside the closure that handed it out.
public struct MatrixBlock {
  /// The number of rows, at least 0.
  public let rows: Int
  /// The number of columns, at least 0.
  public let columns: Int
  /// The distance between the starts of two neighbouring columns, at least `rows`.
  public let leadingDimension: Int
  /// The memory; what lies between the end of one column and the start of the next is never read.
  public let elements: UnsafeBufferPointer<Double>

  /// Describes `rows` × `columns` values in `elements`, columns `leadingDimension` apart.
  public init(
    _ elements: UnsafeBufferPointer<Double>, rows: Int, columns: Int, leadingDimension: Int
  ) {
    precondition(rows >= 0 && columns >= 0, "a block cannot be \(rows) × \(columns)")
    precondition(
      leadingDimension >= rows, "leading dimension \(leadingDimension) is below the \(rows) rows")
    let needed = rows == 0 || columns == 0 ? 0 : (columns - 1) * leadingDimension + rows
    precondition(
      elements.count >= needed,
      "a \(rows) × \(columns) block with leading dimension \(leadingDimension) takes \(needed) "
        + "elements, got \(elements.count)")
    self.rows = rows
    self.columns = columns
    self.leadingDimension = leadingDimension
    self.elements = elements
  }

  /// Whether the block has no entries.
  public var isEmpty: Bool { rows == 0 || columns == 0 }

  /// The rows in `range`, all columns; no copy.
  public func rows(_ range: Range<Int>) -> MatrixBlock {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows,
      "rows \(range) lie outside the \(rows) rows")
    guard !range.isEmpty, columns > 0 else {
      return MatrixBlock(
        UnsafeBufferPointer(rebasing: elements[..<0]), rows: range.count, columns: columns,
        leadingDimension: leadingDimension)
    }
    return MatrixBlock(
      UnsafeBufferPointer(rebasing: elements[range.lowerBound...]),
      rows: range.count, columns: columns, leadingDimension: leadingDimension)
  }

  /// Column `j`, `rows` contiguous values; no copy.
  public func column(_ j: Int) -> UnsafeBufferPointer<Double> {
    precondition(j >= 0 && j < columns, "column \(j) lies outside the \(columns) columns")
    guard rows > 0 else { return UnsafeBufferPointer(rebasing: elements[..<0]) }
    let start = j * leadingDimension
    return UnsafeBufferPointer(rebasing: elements[start..<start + rows])
  }
}

extension Matrix {
  /// Creates a matrix by copying a block, column by column.
  public init(copying block: MatrixBlock) {
    let count = Matrix.elementCount(rows: block.rows, columns: block.columns)
    let elements = [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
      if !block.isEmpty {
        for j in 0..<block.columns {
          let target = buffer.extracting(j * block.rows..<(j + 1) * block.rows)
          _ = target.initialize(fromContentsOf: block.column(j))
        }
      }
      initialized = count
    }
    self.init(rows: block.rows, columns: block.columns, columnMajor: elements)
  }

  /// Calls `body` with the whole matrix as a block, without copying.
  public func withUnsafeBlock<Result, Failure: Error>(
    _ body: (MatrixBlock) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try storage.withUnsafeBufferPointer { (all) throws(Failure) -> Result in
      try body(MatrixBlock(all, rows: rows, columns: columns, leadingDimension: rows))
    }
  }
}
