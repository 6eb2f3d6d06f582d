internal import LinearAlgebra

/// A mean and a covariance for each regime that has a row.
struct RegimeCovariances {
  /// *regimes × tags*.
  let centres: Matrix
  /// Σₖ, a regime each.
  let covariances: [Matrix]

  /// Of standardised rows with the numbers of their regimes, 0 to below `count`.
  ///
  /// O(n c²).
  init(_ z: Matrix, labels: [Int], count: Int, floor: [Double]) {
    let c = z.columns
    var pooled = Matrix(rows: c, columns: c)
    var parts: [(rows: Double, mean: [Double], scatter: Matrix)] = []
    for regime in 0..<count {
      let own = labels.indices.filter { labels[$0] == regime }
      // A centre that lost all of its rows, or a value that no kept row has.
      if own.isEmpty { continue }
      var rows = z.selecting(rows: own, columns: Array(0..<c))
      var mean: [Double] = []
      for j in 0..<c {
        rows.withUnsafeMutableColumn(j) { column in
          let middle = column.reduce(0, +) / Double(own.count)
          for i in column.indices { column[i] -= middle }
          mean.append(middle)
        }
      }
      let scatter = rows.gram()
      for j in 0..<c { for i in 0..<c { pooled[i, j] += scatter[i, j] } }
      parts.append((Double(own.count), mean, scatter))
    }
    let weight = Double(c + 2)
    let total = Double(max(z.rows, 1))
    centres = Matrix(rowMajor: parts.map(\.mean))
    var covariances: [Matrix] = []
    for part in parts {
      // Σₖ = (nₖ Sₖ + ν S) / (nₖ + ν) + F, the scatter being nₖ Sₖ.
      var covariance = pooled.scaled(by: weight / total)
      for j in 0..<c {
        for i in 0..<c {
          covariance[i, j] = (covariance[i, j] + part.scatter[i, j]) / (part.rows + weight)
        }
        covariance[j, j] += floor[j] + 1e-9
      }
      covariances.append(covariance)
    }
    self.covariances = covariances
  }
}
