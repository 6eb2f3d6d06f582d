/// A dense matrix of doubles, stored column by column.
///
/// Column `j` occupies `elements[j * rows ..< (j + 1) * rows]`: a tag's history is contiguous, as
/// in the store and as LAPACK wants it. A matrix is a value; a copy shares storage until one side
/// changes. Either dimension may be 0. Rows and columns are counted from 0.
public struct Matrix: Sendable, Equatable {
  /// The number of rows, at least 0.
  public let rows: Int
  /// The number of columns, at least 0.
  public let columns: Int

  @usableFromInline
  var storage: [Double]

  /// The entries, column after column: `rows * columns` values, entry (i, j) at `i + j * rows`.
  @inlinable
  public var elements: [Double] { storage }

  /// Creates a matrix of zeros.
  public init(rows: Int, columns: Int) {
    let count = Matrix.elementCount(rows: rows, columns: columns)
    self.rows = rows
    self.columns = columns
    self.storage = [Double](repeating: 0, count: count)
  }

  /// Creates a matrix from its entries, column after column; the array is adopted, not copied.
  public init(rows: Int, columns: Int, columnMajor elements: [Double]) {
    let count = Matrix.elementCount(rows: rows, columns: columns)
    precondition(
      elements.count == count,
      "a \(rows) × \(columns) matrix takes \(count) elements, got \(elements.count)")
    self.rows = rows
    self.columns = columns
    self.storage = elements
  }

  /// Creates a matrix from a list of rows of equal length, as it is read on paper.
  ///
  /// An empty list gives the 0 × 0 matrix.
  public init(rowMajor lines: [[Double]]) {
    self.init(rows: lines.count, columns: lines.first?.count ?? 0)
    for (i, line) in lines.enumerated() {
      precondition(
        line.count == columns, "row \(i) has \(line.count) entries, row 0 has \(columns)")
      for (j, value) in line.enumerated() { storage[i + j * rows] = value }
    }
  }

  /// Creates a matrix from a list of columns of equal length.
  ///
  /// An empty list gives the 0 × 0 matrix.
  public init(columns lists: [[Double]]) {
    let rows = lists.first?.count ?? 0
    for (j, list) in lists.enumerated() {
      precondition(
        list.count == rows, "column \(j) has \(list.count) entries, column 0 has \(rows)")
    }
    self.init(rows: rows, columns: lists.count, columnMajor: lists.flatMap { $0 })
  }

  /// The identity matrix of `order` rows and columns.
  public static func identity(_ order: Int) -> Matrix {
    diagonal([Double](repeating: 1, count: order))
  }

  /// The square matrix with the given diagonal and zeros elsewhere.
  public static func diagonal(_ entries: [Double]) -> Matrix {
    var result = Matrix(rows: entries.count, columns: entries.count)
    for (i, entry) in entries.enumerated() { result.storage[i + i * entries.count] = entry }
    return result
  }

  /// Whether the matrix has as many rows as columns.
  @inlinable
  public var isSquare: Bool { rows == columns }

  /// Whether the matrix has no entries.
  @inlinable
  public var isEmpty: Bool { storage.isEmpty }

  /// The entry in row `i` and column `j`.
  ///
  /// For single entries; loops over data take whole columns (`withUnsafeColumn`).
  @inlinable
  public subscript(_ i: Int, _ j: Int) -> Double {
    get {
      checkIndex(i, j)
      return storage[i + j * rows]
    }
    set {
      checkIndex(i, j)
      storage[i + j * rows] = newValue
    }
  }

  @inlinable
  func checkIndex(_ i: Int, _ j: Int) {
    precondition(
      i >= 0 && i < rows && j >= 0 && j < columns,
      "entry (\(i), \(j)) lies outside the \(rows) × \(columns) matrix")
  }

  static func elementCount(rows: Int, columns: Int) -> Int {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot be \(rows) × \(columns)")
    let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
    precondition(!overflow, "a \(rows) × \(columns) matrix has more elements than an Int can count")
    return count
  }
}
