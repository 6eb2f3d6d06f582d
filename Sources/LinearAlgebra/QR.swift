/// The thin factorisation A = Q R, Q with orthonormal columns, R upper triangular.
///
/// With k = min(rows, columns), Q is rows × k and R is k × columns. The diagonal of R is at least
/// 0, which makes the factors of a full-rank matrix unique.
///
/// - Complexity: O(rows · columns · k) by dgeqrf and dorgqr (Householder reflections).
/// - Reference: Golub & Van Loan, Matrix Computations, 4th edition, 5.2.
public struct QR: Sendable, Equatable {
  /// The orthonormal factor Q, rows × k.
  public let orthonormal: Matrix
  /// The upper triangular factor R, k × columns, diagonal at least 0.
  public let upper: Matrix

  /// Factorises `a`; any shape, empty ones included.
  ///
  /// - Throws: `notFinite`.
  public init(_ a: consuming Matrix) throws(LinearAlgebraError) {
    try a.requireFinite(for: "QR")
    let size = min(a.rows, a.columns)
    var upper = Matrix(rows: size, columns: a.columns)
    guard size > 0 else {
      self.orthonormal = Matrix(rows: a.rows, columns: size)
      self.upper = upper
      return
    }
    var scalars = [Double](repeating: 0, count: size)
    LAPACK.qrFactor(&a, scalars: &scalars)
    for j in 0..<a.columns {
      for i in 0...min(j, size - 1) { upper[i, j] = a[i, j] }
    }
    var orthonormal = a.columns(0..<size)
    LAPACK.qrVectors(&orthonormal, scalars: scalars)
    for i in 0..<size where upper[i, i] < 0 {
      orthonormal.negate(column: i)
      for j in i..<upper.columns { upper[i, j] = -upper[i, j] }
    }
    self.orthonormal = orthonormal
    self.upper = upper
  }

  /// The X that minimises ‖A X − B‖ column by column, columns × `b.columns`.
  ///
  /// - Throws: `underdetermined` if A has fewer rows than columns; `rankDeficient` with the first
  ///   column that lies, within rounding, in the span of those before it.
  public func solve(_ b: Matrix) throws(LinearAlgebraError) -> Matrix {
    let (rows, columns) = (orthonormal.rows, upper.columns)
    precondition(b.rows == rows, "A X = B needs \(rows) rows in B, got \(b.rows)")
    guard rows >= columns else { throw .underdetermined(rows: rows, columns: columns) }
    if let column = firstDependentColumn {
      throw .rankDeficient(column: column, columns: columns)
    }
    var x = orthonormal.transposeTimes(b)
    BLAS.solveUpper(upper, &x)
    return x
  }

  /// The first column within rounding of the span of those before it.
  private var firstDependentColumn: Int? {
    // Rⱼⱼ is the distance of column j from that span, and ‖R's column j‖ is ‖A's column j‖.
    let tolerance = Double(max(orthonormal.rows, upper.columns)) * .ulpOfOne
    return (0..<upper.columns).first { j in
      let length = upper.withUnsafeColumn(j) { column in
        column.reduce(0) { $0 + $1 * $1 }.squareRoot()
      }
      return upper[j, j] <= tolerance * length
    }
  }
}
