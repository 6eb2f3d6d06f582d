// Sums of outer products of rows: what every covariance and every normal equation is made of.
//
// One dsyrk over all rows is the fastest way measured (OpenBLAS 0.3.21, one thread, EPYC Genoa,
// 204,800 × 43): 21 ms in one call, 20 to 23 ms in blocks of 64 to 16,384 rows, 26 ms as dgemm;
// 204,800 × 100: 66, 66 to 73, 98 ms; 40,960 × 300: 86, 85 to 91, 163 ms. Upper and lower triangle
// cost the same. OpenBLAS blocks the rows itself, so nothing is left to gain here.

extension Matrix {
  /// The Gram matrix XᵀX, `columns` × `columns`, exactly symmetric; zeros if X has no rows.
  ///
  /// - Complexity: O(`rows` · `columns`²), half the work of a product.
  public func gram() -> Matrix {
    withUnsafeBlock { $0.gram() }
  }

  /// The Gram matrix XᵀX of a column-major buffer, `columns` × `columns`, exactly symmetric.
  ///
  /// Column `j` of X starts at `x[j * leadingDimension]`; the buffer is read where it lies. Sums
  /// over parts of the rows add up to the whole within rounding (1e-12 relative), not bit for bit.
  public static func gram(
    of x: UnsafeBufferPointer<Double>, rows: Int, columns: Int, leadingDimension: Int
  ) -> Matrix {
    MatrixBlock(x, rows: rows, columns: columns, leadingDimension: leadingDimension).gram()
  }

  /// Copies the lower triangle of a square matrix onto the upper one.
  mutating func mirrorLower() {
    let order = rows
    storage.withUnsafeMutableBufferPointer { entries in
      for j in 0..<order {
        for i in j + 1..<max(order, j + 1) { entries[j + i * order] = entries[i + j * order] }
      }
    }
  }

  /// Sets what lies above the diagonal to zero.
  mutating func clearUpper() {
    let height = rows
    storage.withUnsafeMutableBufferPointer { entries in
      for j in 0..<columns {
        for i in 0..<min(j, height) { entries[i + j * height] = 0 }
      }
    }
  }
}

extension MatrixBlock {
  /// The Gram matrix XᵀX of the block, `columns` × `columns`, exactly symmetric.
  public func gram() -> Matrix {
    var result = Matrix.product(rows: columns, columns: columns) { target in
      BLAS.rankUpdate(self, into: target)
    }
    result.mirrorLower()
    return result
  }
}
