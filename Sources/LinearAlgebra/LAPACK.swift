internal import COpenBLAS

/// Every LAPACK routine this library uses, each called at one place; column-major throughout.
///
/// Matrices are packed (leading dimension = rows) and changed in place. Every function returns
/// LAPACK's positive `info`, 0 for success; the types that call them turn it into a
/// `LinearAlgebraError`. A negative `info` is a mistake in this file and stops the program.
/// No function takes an empty matrix.
enum LAPACK {
  private static let columnMajor = LAPACK_COL_MAJOR

  /// A ← L with A = L Lᵀ, in the lower triangle (dpotrf); info: the first minor that fails.
  static func choleskyFactor(_ a: inout Matrix) -> Int {
    let n = BLAS.dimension(a.rows)
    return run("dpotrf", on: &a) { LAPACKE_dpotrf(columnMajor, lower, n, $0, n) }
  }

  /// B ← A⁻¹ B from the factor L of A (dpotrs); a column of B with a number that is none becomes none.
  static func choleskySolve(_ factor: Matrix, _ b: inout Matrix) {
    let (n, width) = (BLAS.dimension(b.rows), BLAS.dimension(b.columns))
    _ = factor.storage.withUnsafeBufferPointer { l in
      run("dpotrs", on: &b) {
        LAPACKE_dpotrs_work(columnMajor, lower, n, width, l.baseAddress, n, $0, n)
      }
    }
  }

  /// An estimate of 1 / (‖A‖₁ ‖A⁻¹‖₁) from the factor L of A and ‖A‖₁ (dpocon).
  static func choleskyReciprocalCondition(_ factor: Matrix, norm: Double) -> Double {
    let n = BLAS.dimension(factor.rows)
    var result = 0.0
    BLASEnvironment.pin()
    let info = factor.storage.withUnsafeBufferPointer {
      LAPACKE_dpocon(columnMajor, lower, n, $0.baseAddress, n, norm, &result)
    }
    _ = checked(info, "dpocon")
    return result
  }

  /// ‖A‖₁ of a symmetric matrix, read from its lower triangle (dlansy).
  static func symmetricNorm(_ a: Matrix) -> Double {
    let n = BLAS.dimension(a.rows)
    BLASEnvironment.pin()
    return a.storage.withUnsafeBufferPointer {
      LAPACKE_dlansy(columnMajor, oneNorm, lower, n, $0.baseAddress, n)
    }
  }

  /// L ← L⁻¹ in the lower triangle (dtrtri); info: the first zero on the diagonal.
  static func invertLower(_ a: inout Matrix) -> Int {
    let n = BLAS.dimension(a.rows)
    return run("dtrtri", on: &a) { LAPACKE_dtrtri(columnMajor, lower, nonUnit, n, $0, n) }
  }

  /// A ← eigenvectors, `values` ← ascending eigenvalues, from the lower triangle (dsyevd).
  static func symmetricEigen(_ a: inout Matrix, values: inout [Double]) -> Int {
    let n = BLAS.dimension(a.rows)
    return run("dsyevd", on: &a) { LAPACKE_dsyevd(columnMajor, vectors, lower, n, $0, n, &values) }
  }

  /// A = U diag(values) Vᵀ, thin (dgesdd); destroys A.
  static func singularValues(
    _ a: inout Matrix, values: inout [Double], u: inout Matrix, vTransposed: inout Matrix
  ) -> Int {
    let (m, n) = (BLAS.dimension(a.rows), BLAS.dimension(a.columns))
    let k = BLAS.dimension(vTransposed.rows)
    return run("dgesdd", on: &a) {
      LAPACKE_dgesdd(
        columnMajor, thin, m, n, $0, m, &values, &u.storage, m, &vTransposed.storage, k)
    }
  }

  /// A ← R above and the reflectors of Q below the diagonal (dgeqrf).
  static func qrFactor(_ a: inout Matrix, scalars: inout [Double]) {
    let (m, n) = (BLAS.dimension(a.rows), BLAS.dimension(a.columns))
    _ = run("dgeqrf", on: &a) { LAPACKE_dgeqrf(columnMajor, m, n, $0, m, &scalars) }
  }

  /// A ← Q from the reflectors that `qrFactor` left in it (dorgqr).
  static func qrVectors(_ a: inout Matrix, scalars: [Double]) {
    let (m, n) = (BLAS.dimension(a.rows), BLAS.dimension(a.columns))
    let k = BLAS.dimension(scalars.count)
    _ = run("dorgqr", on: &a) { LAPACKE_dorgqr(columnMajor, m, n, k, $0, m, scalars) }
  }

  // LAPACK's letters.
  private static let lower = CChar(UInt8(ascii: "L"))
  private static let nonUnit = CChar(UInt8(ascii: "N"))
  private static let vectors = CChar(UInt8(ascii: "V"))
  private static let thin = CChar(UInt8(ascii: "S"))
  private static let oneNorm = CChar(UInt8(ascii: "1"))

  private static func run(
    _ routine: String, on a: inout Matrix, _ call: (UnsafeMutablePointer<Double>?) -> LapackInt
  ) -> Int {
    BLASEnvironment.pin()
    return checked(a.storage.withUnsafeMutableBufferPointer { call($0.baseAddress) }, routine)
  }

  private static func checked(_ info: LapackInt, _ routine: String) -> Int {
    // -1010 and -1011 mean that LAPACKE could not allocate its work space.
    precondition(info > -1000, "\(routine) found no memory for its work space")
    precondition(info >= 0, "\(routine) refused its argument \(-info)")
    return Int(info)
  }
}
