internal import Diagnostics
internal import LinearAlgebra

/// W with Wᵀ Σ W = I, so that rows times W have unit covariance.
///
/// The inverse transpose of the Cholesky factor.
func whitener(of covariance: Matrix) throws(Fault) -> Matrix {
  do throws(LinearAlgebraError) {
    return try Cholesky(covariance).inverseLowerTransposed
  } catch {
    throw Fault(
      .badData, "the tags' covariance cannot be inverted: \(error)",
      hint: "declare a resolution for tags that depend exactly on each other, or drop one of them")
  }
}

extension Matrix {
  /// Sets the cells that were missing to zero: what is not there cannot stand out.
  mutating func clearMissing(_ missing: [Int: [Bool]]) {
    for (row, mask) in missing {
      for j in mask.indices where mask[j] { self[row, j] = 0 }
    }
  }
}
