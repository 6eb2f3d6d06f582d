/// A Gaussian by its textbook formulas on lists of rows, sharing nothing with the library.
package struct NaiveGaussian {
  /// The mean.
  package let mean: [Double]
  /// The covariance, divided by n.
  package let covariance: [[Double]]

  /// Mean and covariance of complete rows; `floor` is added to the diagonal.
  package init(_ rows: [[Double]], floor: [Double]) {
    let n = Double(rows.count)
    let mean = floor.indices.map { j in rows.reduce(0) { $0 + $1[j] } / n }
    covariance = floor.indices.map { i in
      floor.indices.map { j in
        rows.reduce(0) { $0 + ($1[i] - mean[i]) * ($1[j] - mean[j]) } / n + (i == j ? floor[i] : 0)
      }
    }
    self.mean = mean
  }

  /// A Gaussian of known moments.
  package init(mean: [Double], covariance: [[Double]]) {
    self.mean = mean
    self.covariance = covariance
  }

  /// The tags of a row that are there.
  private func present(_ row: [Double]) -> [Int] { row.indices.filter { !row[$0].isNaN } }

  /// √(d² / p) of the present tags under their own marginal covariance; NaN where there is none.
  package func score(_ row: [Double]) -> Double {
    let tags = present(row)
    if tags.isEmpty { return .nan }
    let block = tags.map { i in tags.map { covariance[i][$0] } }
    let off = tags.map { row[$0] - mean[$0] }
    let solved = NaiveLinearAlgebra.solve(block, off)
    return (zip(off, solved).reduce(0) { $0 + $1.0 * $1.1 } / Double(tags.count)).squareRoot()
  }

  /// The row with missing cells at their conditional mean given the present ones.
  package func filled(_ row: [Double]) -> [Double] {
    let tags = present(row)
    if tags.isEmpty { return mean }
    let block = tags.map { i in tags.map { covariance[i][$0] } }
    let solved = NaiveLinearAlgebra.solve(block, tags.map { row[$0] - mean[$0] })
    return row.indices.map { j in
      row[j].isNaN
        ? mean[j] + zip(tags, solved).reduce(0) { $0 + covariance[j][$1.0] * $1.1 } : row[j]
    }
  }

  /// What the other tags of a complete row lead one to expect of tag `j`.
  package func expected(_ row: [Double], tag j: Int) -> Double {
    var without = row
    without[j] = .nan
    return filled(without)[j]
  }
}
