internal import CProcessor
internal import GramLanes

// Sums of outer products of rows: what every covariance and every normal equation is made of.
//
// Up to 256 columns, where the processor has the lanes, `GramTiles` does it: with rows in the second cache 64 GFLOP/s of
// one core at 52 columns and 66 at 128, where dsyrk of OpenBLAS 0.3.21 (Haswell kernels, EPYC Turin) does 33 and 43, for
// it packs all rows twice and computes whole squares on the diagonal; with more columns packing pays.

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
  /// The most columns of a block whose pieces of some hundred rows stay in the second cache.
  private static let mostTiledColumns = 256
  private static let hasWideLanes = tocsin_has_wide_lanes() != 0

  /// The Gram matrix XᵀX of the block, `columns` × `columns`, exactly symmetric.
  public func gram() -> Matrix {
    let isTiled = columns <= Self.mostTiledColumns && Self.hasWideLanes
    var result = Matrix.product(rows: columns, columns: columns) { target in
      if isTiled, !isEmpty, let base = elements.baseAddress {
        GramTiles.lower(
          of: base, rows: rows, columns: columns, leadingDimension: leadingDimension, into: target)
      } else {
        BLAS.rankUpdate(self, into: target)
      }
    }
    result.mirrorLower()
    return result
  }
}
