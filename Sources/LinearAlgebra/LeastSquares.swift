/// Linear regression: from the rows themselves, or from their sums.
public enum LeastSquares {
  /// The X that minimises ‖A X − B‖² + `ridge` ‖X‖², `a.columns` × `b.columns`, by QR.
  ///
  /// Works on the rows (of A, or of A over √ridge · I), so the condition of A is not squared. Every
  /// column is penalised, an intercept too: centre first. A without columns gives an empty result.
  ///
  /// - Complexity: O(rows · columns²).
  /// - Throws: without a ridge `underdetermined` and `rankDeficient`; always `notFinite`.
  public static func solve(
    _ a: Matrix, _ b: Matrix, ridge: Double = 0
  ) throws(LinearAlgebraError) -> Matrix {
    check(ridge)
    precondition(
      a.rows == b.rows, "A X = B needs as many rows in A as in B, got \(a.rows) and \(b.rows)")
    try b.requireFinite(for: "least squares")
    guard ridge > 0 else { return try QR(a).solve(b) }
    let penalty = Matrix.identity(a.columns).scaled(by: ridge.squareRoot())
    let zeros = Matrix(rows: a.columns, columns: b.columns)
    return try QR(a.appendingRows(of: penalty)).solve(b.appendingRows(of: zeros))
  }

  /// The x that minimises ‖A x − b‖² + `ridge` ‖x‖², `a.columns` values, by QR.
  ///
  /// - Throws: as for several right-hand sides.
  public static func solve(
    _ a: Matrix, _ b: [Double], ridge: Double = 0
  ) throws(LinearAlgebraError) -> [Double] {
    try solve(a, Matrix(rows: b.count, columns: 1, columnMajor: b), ridge: ridge).storage
  }

  /// The same minimiser from sums over rows, (G + `ridge` · I) X = C, by Cholesky.
  ///
  /// `gram` is AᵀA and `crossProduct` is AᵀB, which is what a fold over partitions can gather. The
  /// condition of A is squared: bring columns to comparable size, and prefer a ridge above 0.
  ///
  /// - Complexity: O(columns³ / 3), whatever the number of rows was.
  /// - Throws: `notPositiveDefinite`, `notFinite`.
  public static func solve(
    gram: Matrix, crossProduct: Matrix, ridge: Double = 0
  ) throws(LinearAlgebraError) -> Matrix {
    check(ridge)
    try crossProduct.requireFinite(for: "least squares")
    return try Cholesky(gram.addingToDiagonal(ridge)).solve(crossProduct)
  }

  private static func check(_ ridge: Double) {
    precondition(
      ridge >= 0 && ridge.isFinite, "a ridge is a finite number of at least 0, got \(ridge)")
  }
}
