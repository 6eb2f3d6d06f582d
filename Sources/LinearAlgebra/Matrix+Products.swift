// Products of whole matrices, one dgemm each.
//
// The bits of a row of these products depend on how many rows are multiplied together. Where a row
// must not notice its neighbours (everything that scores) use `timesRowStable`.

extension Matrix {
  /// The product A B, `rows` × `b.columns`.
  ///
  /// - Complexity: O(`rows` · `columns` · `b.columns`).
  public func times(_ b: Matrix) -> Matrix {
    precondition(
      columns == b.rows,
      "A B needs as many columns in A as rows in B, got \(columns) and \(b.rows)")
    return Matrix.product(rows: rows, columns: b.columns) { result in
      withUnsafeBlock { a in b.withUnsafeBlock { BLAS.multiply(a, $0, into: result) } }
    }
  }

  /// The product A x of the matrix and a column, `rows` values; dgemm with one column.
  public func times(_ x: [Double]) -> [Double] {
    times(Matrix(rows: x.count, columns: 1, columnMajor: x)).storage
  }

  /// The product Aᵀ B, `columns` × `b.columns`.
  ///
  /// - Complexity: O(`rows` · `columns` · `b.columns`); `gram()` does half of it when B is A.
  public func transposeTimes(_ b: Matrix) -> Matrix {
    withUnsafeBlock { a in b.withUnsafeBlock { a.transposeTimes($0) } }
  }

  /// The product A Bᵀ, `rows` × `b.rows`.
  ///
  /// - Complexity: O(`rows` · `columns` · `b.rows`).
  public func timesTranspose(_ b: Matrix) -> Matrix {
    precondition(
      columns == b.columns,
      "A Bᵀ needs as many columns in A as in B, got \(columns) and \(b.columns)")
    return Matrix.product(rows: rows, columns: b.rows) { result in
      withUnsafeBlock { a in
        b.withUnsafeBlock { BLAS.multiply(a, $0, transposeRight: true, into: result) }
      }
    }
  }

  /// Allocates zeros and lets `fill` write the product into them.
  static func product(
    rows: Int, columns: Int, _ fill: (UnsafeMutablePointer<Double>) -> Void
  ) -> Matrix {
    var result = Matrix(rows: rows, columns: columns)
    result.storage.withUnsafeMutableBufferPointer { buffer in
      // An empty product has nothing to write.
      if let base = buffer.baseAddress, !buffer.isEmpty { fill(base) }
    }
    return result
  }
}

extension MatrixBlock {
  /// The product Aᵀ B of two blocks with the same number of rows, `columns` × `b.columns`.
  ///
  /// Two shifted views of one partition give a lagged cross-product without a copy.
  public func transposeTimes(_ b: MatrixBlock) -> Matrix {
    precondition(
      rows == b.rows, "Aᵀ B needs as many rows in A as in B, got \(rows) and \(b.rows)")
    return Matrix.product(rows: columns, columns: b.columns) { result in
      BLAS.multiply(self, b, transposeLeft: true, into: result)
    }
  }
}
