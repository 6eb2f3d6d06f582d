/// Textbook linear algebra on lists of rows: slow, obvious, and sharing nothing with the library.
///
/// Every function is the definition written as loops; tests compare the fast kernels with them.
package enum NaiveLinearAlgebra {
  /// A matrix as a list of rows.
  package typealias Rows = [[Double]]

  /// A B, by the definition: entry (i, j) is Σ aᵢₗ bₗⱼ.
  package static func product(_ a: Rows, _ b: Rows) -> Rows {
    a.map { row in
      (b.first ?? []).indices.map { j in
        row.indices.reduce(0) { $0 + row[$1] * b[$1][j] }
      }
    }
  }

  /// Aᵀ, by the definition.
  package static func transposed(_ a: Rows) -> Rows {
    (a.first ?? []).indices.map { j in a.map { $0[j] } }
  }

  /// The lower factor of A = L Lᵀ row by row, nil if a pivot is not above 0.
  package static func cholesky(_ a: Rows) -> Rows? {
    var l = a.map { $0.map { _ in 0.0 } }
    for i in a.indices {
      for j in 0...i {
        let rest = a[i][j] - (0..<j).reduce(0) { $0 + l[i][$1] * l[j][$1] }
        if i != j {
          l[i][j] = rest / l[j][j]
        } else if rest > 0 {
          l[i][i] = rest.squareRoot()
        } else {
          return nil
        }
      }
    }
    return l
  }

  /// The solution of A x = b by Gaussian elimination with row exchanges; A must be regular.
  package static func solve(_ a: Rows, _ b: [Double]) -> [Double] {
    var rows = zip(a, b).map { $0 + [$1] }
    let n = rows.count
    for k in 0..<n {
      var pivot = k
      for i in k..<n where rows[i][k].magnitude > rows[pivot][k].magnitude { pivot = i }
      rows.swapAt(k, pivot)
      for i in k + 1..<max(n, k + 1) {
        let factor = rows[i][k] / rows[k][k]
        for j in k...n { rows[i][j] -= factor * rows[k][j] }
      }
    }
    var x = [Double](repeating: 0, count: n)
    for i in (0..<n).reversed() {
      let known = (i + 1..<max(n, i + 1)).reduce(0) { $0 + rows[i][$1] * x[$1] }
      x[i] = (rows[i][n] - known) / rows[i][i]
    }
    return x
  }

  /// The determinant by elimination without exchanges; A must be positive definite.
  package static func determinant(_ a: Rows) -> Double {
    guard let l = cholesky(a) else { return .nan }
    return l.indices.reduce(1) { $0 * l[$1][$1] * l[$1][$1] }
  }

  /// The eigenvalues of a symmetric matrix, descending, by Jacobi rotations until nothing is left.
  package static func symmetricEigenvalues(_ matrix: Rows) -> [Double] {
    var a = matrix
    for _ in 0..<60 {
      for p in a.indices {
        for q in a.indices where q > p && a[p][q] != 0 { rotate(&a, p, q) }
      }
    }
    return a.indices.map { a[$0][$0] }.sorted(by: >)
  }

  /// Rotates rows and columns p and q so that entry (p, q) vanishes.
  private static func rotate(_ a: inout Rows, _ p: Int, _ q: Int) {
    let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
    let t = (theta < 0 ? -1 : 1) / (theta.magnitude + (theta * theta + 1).squareRoot())
    let c = 1 / (t * t + 1).squareRoot()
    let s = t * c
    for k in a.indices {
      (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q])
    }
    for k in a.indices {
      (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k])
    }
  }
}
