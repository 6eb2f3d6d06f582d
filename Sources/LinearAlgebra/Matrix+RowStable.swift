// ADVICE FOR WHOEVER CHANGES THIS FILE: the law below rests on measurements, not on a promise of
// OpenBLAS. Run the tests of `RowStableProductTests` under every kernel after any change:
//
//     for core in Haswell Zen SkylakeX Nehalem Sandybridge; do
//       OPENBLAS_CORETYPE=$core swift test --filter RowStableProductTests
//     done
//
// Why not plain dgemm: OpenBLAS 0.3.21 lets the bits of a row depend on the number of rows m and
// on the row's place. Of 100,510 products compared bit for bit with the same rows of a 1000-row
// product (k 1…1000, n 1…300, m 1…999), 36 % differed under SkylakeX and Cooperlake (they change to
// a "small matrix" kernel once m·n·k is low enough), 22 % under Haswell and Zen and 30 % under
// Nehalem (the tail of m runs through kernels that sum in another order), none under Sandybridge.
//
// Why blocks of 64 do: m, n and k alone choose the kernel, so one fixed m fixes it, and when m is a
// multiple of every kernel's tile (16 was enough, 12 was not) no row is in a tail. Moving every row
// of a block by one and by three places changed no bit: 11 kernels (the above, Prescott, Core2,
// Penryn, Barcelona, Atom), 34 values of k up to 1000, 24 of n up to 300.
//
// Price, one thread, EPYC (Genoa), 204,800 rows: 43 × 43 takes 37 ms (plain dgemm 26), 100 × 100
// takes 124 (95); one row through a 43 × 43 block takes 5 µs. Blocks of 32 are no faster in bulk,
// blocks of 256 hardly (37 and 112 ms) and cost a single row four times as much.

extension Matrix {
  /// The product A B whose rows do not notice each other, `rows` × `b.columns`.
  ///
  /// Any cut of A's rows into calls, down to one row per call, gives the same bits (on one machine
  /// and OpenBLAS kernel). The rows go through dgemm in blocks of exactly 64, the last one padded
  /// with zeros; plain dgemm (`times`) does not keep this law. A NaN stays in its row.
  ///
  /// - Complexity: O(⌈`rows` / 64⌉ · 64 · `columns` · `b.columns`).
  public func timesRowStable(_ b: Matrix) -> Matrix {
    withUnsafeBlock { $0.timesRowStable(b) }
  }

  /// The product A x whose entries do not notice each other, `rows` values.
  ///
  /// Any cut of A's rows into calls gives the same bits; see `timesRowStable(_:)` for matrices.
  public func timesRowStable(_ x: [Double]) -> [Double] {
    timesRowStable(Matrix(rows: x.count, columns: 1, columnMajor: x)).storage
  }
}

extension MatrixBlock {
  /// The number of rows in every dgemm of a row-stable product.
  static let stableRows = 64

  /// The product of this block and B whose rows do not notice each other, `rows` × `b.columns`.
  ///
  /// Full blocks of 64 rows are read where they lie; see `Matrix.timesRowStable(_:)` for the law.
  public func timesRowStable(_ b: Matrix) -> Matrix {
    precondition(
      columns == b.rows,
      "A B needs as many columns in A as rows in B, got \(columns) and \(b.rows)")
    return Matrix.product(rows: rows, columns: b.columns) { result in
      b.withUnsafeBlock { right in
        let size = MatrixBlock.stableRows
        let full = rows / size * size
        for start in stride(from: 0, to: full, by: size) {
          BLAS.multiply(
            rows(start..<start + size), right, into: result + start, leadingDimension: rows)
        }
        if full < rows {
          rows(full..<rows).multiplyPadded(right, into: result + full, leadingDimension: rows)
        }
      }
    }
  }

  /// Multiplies fewer than 64 rows as if they were 64, and keeps theirs.
  private func multiplyPadded(
    _ right: MatrixBlock, into result: UnsafeMutablePointer<Double>, leadingDimension: Int
  ) {
    var left = Matrix(rows: MatrixBlock.stableRows, columns: columns)
    for j in 0..<columns {
      left.withUnsafeMutableColumn(j) { padded in
        _ = padded.update(fromContentsOf: column(j))
      }
    }
    let product = left.withUnsafeBlock { padded in
      Matrix.product(rows: MatrixBlock.stableRows, columns: right.columns) { target in
        BLAS.multiply(padded, right, into: target)
      }
    }
    for j in 0..<right.columns {
      product.withUnsafeColumn(j) { column in
        let target = UnsafeMutableBufferPointer(start: result + j * leadingDimension, count: rows)
        _ = target.update(fromContentsOf: column.prefix(rows))
      }
    }
  }
}
