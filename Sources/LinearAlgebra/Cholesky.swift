#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// The factorisation A = L Lᵀ of a symmetric positive definite matrix, L lower triangular.
///
/// - Complexity: O(n³ / 3) by dpotrf.
/// - Reference: Golub & Van Loan, Matrix Computations, 4th edition, 4.2.
public struct Cholesky: Sendable, Equatable {
  /// The factor L, n × n, zeros above the diagonal.
  public let lower: Matrix

  /// ‖A‖₁, which the condition estimate needs and L no longer shows.
  private let norm: Double

  /// Factorises `a`, of which only the lower triangle counts; an argument given up is reused.
  ///
  /// The 0 × 0 matrix is positive definite.
  ///
  /// - Throws: `notPositiveDefinite` with the first leading minor that fails, `notFinite`.
  public init(_ a: consuming Matrix) throws(LinearAlgebraError) {
    precondition(a.isSquare, "Cholesky needs a square matrix, got \(a.rows) × \(a.columns)")
    try a.requireFinite(for: "Cholesky")
    guard a.rows > 0 else {
      self.lower = a
      self.norm = 0
      return
    }
    self.norm = LAPACK.symmetricNorm(a)
    let minor = LAPACK.choleskyFactor(&a)
    guard minor == 0 else { throw .notPositiveDefinite(minor: minor, order: a.rows) }
    a.clearUpper()
    self.lower = a
  }

  /// The number n of rows and columns of A.
  public var order: Int { lower.rows }

  /// The solution X of A X = B, n × `b.columns`.
  public func solve(_ b: Matrix) -> Matrix {
    precondition(b.rows == order, "A X = B needs \(order) rows in B, got \(b.rows)")
    guard !b.isEmpty else { return b }
    var x = b
    LAPACK.choleskySolve(lower, &x)
    return x
  }

  /// The solution x of A x = b, n values.
  public func solve(_ b: [Double]) -> [Double] {
    solve(Matrix(rows: b.count, columns: 1, columnMajor: b)).storage
  }

  /// The natural logarithm of A's determinant, 2 Σ log Lᵢᵢ; 0 for the 0 × 0 matrix.
  public var logDeterminant: Double {
    // Sums of logarithms, because the product of a hundred small variances is 0 in double.
    2 * lower.diagonal.reduce(0) { $0 + log($1) }
  }

  /// An estimate of 1 / (‖A‖₁ ‖A⁻¹‖₁) in 0 … 1; near 1e-16 nothing of a solution can be believed.
  ///
  /// 1 for the 0 × 0 matrix. By dpocon, O(n²).
  public var reciprocalCondition: Double {
    order == 0 ? 1 : LAPACK.choleskyReciprocalCondition(lower, norm: norm)
  }

  /// The matrix W = L⁻ᵀ, n × n, upper triangular: row vectors whiten by x W.
  ///
  /// For whitening only; systems are solved by `solve`. Computed anew at each call, O(n³ / 3) by
  /// dtrtri: a model that scores row by row keeps it.
  public var inverseLowerTransposed: Matrix {
    guard order > 0 else { return lower }
    var inverse = lower
    let zero = LAPACK.invertLower(&inverse)
    precondition(zero == 0, "a Cholesky factor has no zero on its diagonal, found one at \(zero)")
    return inverse.transposed()
  }

  /// The whitened rows Z of X, with Zᵀ = L⁻¹ Xᵀ; the same shape as X, whose columns are A's tags.
  ///
  /// If A is the covariance of X's centred rows, those of Z have the identity as theirs, and
  /// ‖z‖² is the squared Mahalanobis distance of x. Solving with L (dtrsm) would let a row's bits
  /// depend on its neighbours, so this multiplies by the explicit `inverseLowerTransposed` in
  /// `timesRowStable`: any cut of the rows gives the same bits.
  public func whiten(rowsOf x: Matrix) -> Matrix {
    precondition(
      x.columns == order, "rows to whiten need \(order) columns, got \(x.columns)")
    return x.timesRowStable(inverseLowerTransposed)
  }
}
