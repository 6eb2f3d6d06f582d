internal import COpenBLAS

/// Every CBLAS routine this library uses, each called at one place; column-major throughout.
enum BLAS {
  /// C ← op(A) op(B) by dgemm.
  ///
  /// C is op(A).rows × op(B).columns at `result`; its columns are packed by default.
  static func multiply(
    _ a: MatrixBlock, _ b: MatrixBlock, transposeLeft: Bool = false, transposeRight: Bool = false,
    into result: UnsafeMutablePointer<Double>, leadingDimension: Int? = nil
  ) {
    let m = transposeLeft ? a.columns : a.rows
    let k = transposeLeft ? a.rows : a.columns
    let n = transposeRight ? b.rows : b.columns
    // With k = 0 the product is the zeros that are already there.
    guard m > 0, n > 0, k > 0, let left = a.elements.baseAddress,
      let right = b.elements.baseAddress
    else { return }
    BLASEnvironment.pin()
    cblas_dgemm(
      CblasColMajor, transposeLeft ? CblasTrans : CblasNoTrans,
      transposeRight ? CblasTrans : CblasNoTrans, dimension(m), dimension(n), dimension(k),
      1, left, dimension(a.leadingDimension), right, dimension(b.leadingDimension),
      0, result, dimension(leadingDimension ?? m))
  }

  /// C ← AᵀA by dsyrk, lower triangle only; C is A.columns × A.columns, packed.
  static func rankUpdate(_ a: MatrixBlock, into result: UnsafeMutablePointer<Double>) {
    guard !a.isEmpty, let base = a.elements.baseAddress else { return }
    BLASEnvironment.pin()
    cblas_dsyrk(
      CblasColMajor, CblasLower, CblasTrans, dimension(a.columns), dimension(a.rows),
      1, base, dimension(a.leadingDimension), 0, result, dimension(a.columns))
  }

  /// B ← R⁻¹ B by dtrsm, R the upper triangle of the square `triangle`, no zero on its diagonal.
  static func solveUpper(_ triangle: Matrix, _ b: inout Matrix) {
    let order = triangle.columns
    let width = b.columns
    let (height, leading) = (dimension(max(1, b.rows)), dimension(max(1, triangle.rows)))
    BLASEnvironment.pin()
    triangle.storage.withUnsafeBufferPointer { r in
      b.storage.withUnsafeMutableBufferPointer { target in
        guard !target.isEmpty, let r = r.baseAddress, let target = target.baseAddress else {
          return
        }
        cblas_dtrsm(
          CblasColMajor, CblasLeft, CblasUpper, CblasNoTrans, CblasNonUnit,
          dimension(order), dimension(width), 1, r, leading, target, height)
      }
    }
  }

  /// The one conversion of a dimension to the 32 bits of BLAS and LAPACK.
  static func dimension(_ value: Int) -> LapackInt {
    guard let converted = LapackInt(exactly: value) else {
      preconditionFailure("BLAS takes dimensions up to \(LapackInt.max), got \(value)")
    }
    return converted
  }
}
