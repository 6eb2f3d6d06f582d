/// The decomposition A = V diag(λ) Vᵀ of a symmetric matrix, largest eigenvalue first.
///
/// A vector is determined up to its sign; here its entry of largest magnitude (the first of equals)
/// is positive. Vectors of equal eigenvalues span the right space but are otherwise arbitrary.
///
/// - Complexity: O(n³) by dsyevd (divide and conquer).
/// - Reference: Golub & Van Loan, Matrix Computations, 4th edition, 8.3 and 8.4.
public struct SymmetricEigen: Sendable, Equatable {
  /// The n eigenvalues in descending order; of a Gram matrix they may be below 0 by rounding.
  public let values: [Double]
  /// The orthonormal eigenvectors, n × n; column j belongs to `values[j]`.
  public let vectors: Matrix

  /// Decomposes `a`, of which only the lower triangle counts; an argument given up is reused.
  ///
  /// The 0 × 0 matrix has no values.
  ///
  /// - Throws: `notFinite`, `notConverged` (not seen with finite entries).
  public init(_ a: consuming Matrix) throws(LinearAlgebraError) {
    precondition(
      a.isSquare, "an eigendecomposition needs a square matrix, got \(a.rows) × \(a.columns)")
    try a.requireFinite(for: "eigendecomposition")
    let order = a.rows
    var ascending = [Double](repeating: 0, count: order)
    if order > 0 {
      let remaining = LAPACK.symmetricEigen(&a, values: &ascending)
      guard remaining == 0 else {
        throw .notConverged(
          operation: "eigendecomposition", remaining: remaining, order: order)
      }
    }
    self.values = ascending.reversed()
    var descending = a.selecting(columns: (0..<order).reversed())
    for j in 0..<order where descending.pointsDown(column: j) { descending.negate(column: j) }
    self.vectors = descending
  }
}

extension Matrix {
  /// Whether the entry of largest magnitude in column `j`, the first of equals, is negative.
  func pointsDown(column j: Int) -> Bool {
    withUnsafeColumn(j) { column in
      var largest = 0.0
      for entry in column where entry.magnitude > largest.magnitude { largest = entry }
      return largest < 0
    }
  }

  /// Changes the sign of column `j`.
  mutating func negate(column j: Int) {
    withUnsafeMutableColumn(j) { column in
      for i in column.indices { column[i] = -column[i] }
    }
  }
}
