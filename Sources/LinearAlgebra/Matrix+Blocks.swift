// Parts of a matrix as new matrices, and matrices put together.

extension Matrix {
  /// A copy of the rows in `range`, all columns.
  ///
  /// - Complexity: O(result), one contiguous copy per column.
  public func rows(_ range: some RangeExpression<Int>) -> Matrix {
    let wanted = range.relative(to: 0..<rows)
    precondition(
      wanted.lowerBound >= 0 && wanted.upperBound <= rows,
      "rows \(wanted) lie outside the \(rows) rows")
    return withUnsafeBlock { Matrix(copying: $0.rows(wanted)) }
  }

  /// A copy of the columns in `range`, all rows.
  ///
  /// - Complexity: O(result), one contiguous copy.
  public func columns(_ range: some RangeExpression<Int>) -> Matrix {
    let wanted = range.relative(to: 0..<columns)
    precondition(
      wanted.lowerBound >= 0 && wanted.upperBound <= columns,
      "columns \(wanted) lie outside the \(columns) columns")
    let part = storage[wanted.lowerBound * rows..<wanted.upperBound * rows]
    return Matrix(rows: rows, columns: wanted.count, columnMajor: Array(part))
  }

  /// The matrix whose entry (a, b) is this one's entry (`rows[a]`, `columns[b]`).
  ///
  /// Indices may repeat and come in any order. This is how a Gaussian is reduced to the tags that
  /// are present.
  public func selecting(rows chosenRows: [Int], columns chosenColumns: [Int]) -> Matrix {
    for i in chosenRows {
      precondition(i >= 0 && i < rows, "row \(i) lies outside the \(rows) rows")
    }
    var result = Matrix(rows: chosenRows.count, columns: chosenColumns.count)
    for (target, source) in chosenColumns.enumerated() {
      withUnsafeColumn(source) { from in
        result.withUnsafeMutableColumn(target) { to in
          for (a, i) in chosenRows.enumerated() { to[a] = from[i] }
        }
      }
    }
    return result
  }

  /// The columns `chosen`, in that order, all rows.
  public func selecting(columns chosen: [Int]) -> Matrix {
    var result: [Double] = []
    result.reserveCapacity(rows * chosen.count)
    for j in chosen {
      checkColumn(j)
      result.append(contentsOf: storage[j * rows..<(j + 1) * rows])
    }
    return Matrix(rows: rows, columns: chosen.count, columnMajor: result)
  }

  /// The rows of `below` under the rows of this matrix.
  public func appendingRows(of below: Matrix) -> Matrix {
    precondition(
      columns == below.columns,
      "rows of \(below.columns) columns cannot follow rows of \(columns) columns")
    var result: [Double] = []
    result.reserveCapacity(storage.count + below.storage.count)
    for j in 0..<columns {
      result.append(contentsOf: storage[j * rows..<(j + 1) * rows])
      result.append(contentsOf: below.storage[j * below.rows..<(j + 1) * below.rows])
    }
    return Matrix(rows: rows + below.rows, columns: columns, columnMajor: result)
  }

  /// The columns of `right` after the columns of this matrix.
  public func appendingColumns(of right: Matrix) -> Matrix {
    precondition(
      rows == right.rows, "columns of \(right.rows) rows cannot follow columns of \(rows) rows")
    return Matrix(
      rows: rows, columns: columns + right.columns, columnMajor: storage + right.storage)
  }

  /// The transpose, `columns` × `rows`.
  public func transposed() -> Matrix {
    var result = Matrix(rows: columns, columns: rows)
    let (height, width) = (rows, columns)
    let tile = 32  // 32 × 32 doubles, read and written, are 16 KiB: half of a first-level cache
    storage.withUnsafeBufferPointer { from in
      result.storage.withUnsafeMutableBufferPointer { to in
        for top in stride(from: 0, to: height, by: tile) {
          for left in stride(from: 0, to: width, by: tile) {
            for j in left..<min(left + tile, width) {
              for i in top..<min(top + tile, height) { to[j + i * width] = from[i + j * height] }
            }
          }
        }
      }
    }
    return result
  }
}
