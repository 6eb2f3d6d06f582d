/// The thin singular value decomposition A = U diag(σ) Vᵀ, largest singular value first.
///
/// With k = min(rows, columns), U is rows × k and V is columns × k, both with orthonormal columns.
/// Signs are fixed by V: the entry of largest magnitude of each of its columns (the first of
/// equals) is positive.
///
/// - Complexity: O(rows · columns · k) by dgesdd (divide and conquer).
/// - Reference: Golub & Van Loan, Matrix Computations, 4th edition, 8.6.
public struct SVD: Sendable, Equatable {
  /// The left singular vectors U, rows × k.
  public let left: Matrix
  /// The k singular values, descending, at least 0.
  public let values: [Double]
  /// The right singular vectors V (not transposed), columns × k.
  public let right: Matrix

  /// Decomposes `a`; an argument given up is reused.
  ///
  /// A matrix without entries has no values.
  ///
  /// - Throws: `notFinite`, `notConverged` (not seen with finite entries).
  public init(_ a: consuming Matrix) throws(LinearAlgebraError) {
    try a.requireFinite(for: "singular value decomposition")
    let (rows, columns) = (a.rows, a.columns)
    let size = min(rows, columns)
    var values = [Double](repeating: 0, count: size)
    var left = Matrix(rows: rows, columns: size)
    var rightTransposed = Matrix(rows: size, columns: columns)
    if size > 0 {
      let remaining = LAPACK.singularValues(
        &a, values: &values, u: &left, vTransposed: &rightTransposed)
      guard remaining == 0 else {
        throw .notConverged(
          operation: "singular value decomposition", remaining: remaining, order: size)
      }
    }
    var right = rightTransposed.transposed()
    for j in 0..<size where right.pointsDown(column: j) {
      right.negate(column: j)
      left.negate(column: j)
    }
    self.values = values
    self.left = left
    self.right = right
  }

  /// The number of singular values above `relativeTolerance` times the largest.
  ///
  /// Without a tolerance it is max(rows, columns) · 2⁻⁵², as in MATLAB and NumPy.
  public func rank(relativeTolerance: Double? = nil) -> Int {
    let longer = Double(max(left.rows, right.rows))
    let limit = (relativeTolerance ?? longer * .ulpOfOne) * (values.first ?? 0)
    return values.prefix { $0 > limit }.count
  }
}
