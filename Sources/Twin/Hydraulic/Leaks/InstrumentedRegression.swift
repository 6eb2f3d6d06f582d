internal import LinearAlgebra

/// Linear regression whose regressors depend on what it leaves over: two-stage least squares.
///
///     X̂ = Z (ZᵀZ)⁻¹ ZᵀX,  b = (X̂ᵀX̂)⁻¹ X̂ᵀy,  cov b = (X̂ᵀX̂)⁻¹ (Σ over clusters of s sᵀ) (X̂ᵀX̂)⁻¹,  s = Σ in it of x̂ e
///
/// Exogenous columns stand in X and Z. Everything is taken less its mean of the row's bin (a factor of 168 levels costs
/// nothing). Source: Wooldridge (2010), Econometric Analysis of Cross Section and Panel Data, chapters 5 and 10.
package struct InstrumentedRegression {
  /// The coefficient of the first column of X.
  package let value: Double
  /// Its standard deviation, the larger of the cluster-robust and the classical.
  package let deviation: Double
  /// How much the instruments tell of the first column that they do not tell of the others: the F of the first stage.
  ///
  /// Below 10 neither value nor deviation can be believed (Staiger and Stock 1997).
  package let strength: Double

  /// A part of a column's square that keeps singular systems solvable.
  private static let ridge = 1e-8

  /// Fits; nil without rows, where the first column does not move within bins, or where no system can be solved.
  ///
  /// O(rows · columns²).
  /// - Parameters:
  ///   - y: a number per row.
  ///   - regressors: columns that depend on what is left over; the first is the one that is asked for.
  ///   - instruments: as many columns or more that foretell them and do not.
  ///   - exogenous: columns that do not depend on it.
  ///   - bins: the bin of each row, from 0 on.
  ///   - clusters: the cluster of each row, from 0 on.
  package init?(
    _ y: [Double], on regressors: [[Double]], by instruments: [[Double]],
    beside exogenous: [[Double]],
    bins: [Int], clusters: [Int]
  ) {
    guard !y.isEmpty, let first = regressors.first.map({ Self.within($0, bins) }) else {
      return nil
    }
    let scale = Self.size(first)
    guard scale > 1e-9 else { return nil }
    let others = Self.moving((regressors.dropFirst() + exogenous).map { Self.within($0, bins) })
    let x = Matrix(columns: [first.map { $0 / scale }] + others)
    let z = Matrix(columns: Self.moving((instruments + exogenous).map { Self.within($0, bins) }))
    let target = Self.within(y, bins)
    let rows = Double(y.count)
    guard z.columns > 0,
      let told = try? Cholesky(z.gram().addingToDiagonal(Self.ridge * rows)).solve(
        z.transposed().times(x)),
      case let fitted = z.times(told),
      let factor = try? Cholesky(fitted.gram().addingToDiagonal(Self.ridge * rows))
    else { return nil }
    let inverse = factor.solve(.identity(x.columns))
    let slopes = inverse.times(fitted.transposed().times(Matrix(columns: [target])))
    let rest = Matrix(columns: [target]) - x.times(slopes)
    let left = rest.column(0)
    var sums = Matrix(rows: (clusters.max() ?? 0) + 1, columns: x.columns)
    for column in 0..<x.columns {
      for row in left.indices { sums[clusters[row], column] += fitted[row, column] * left[row] }
    }
    let robust = inverse.times(sums.gram()).times(inverse)
    let classical = inverse[0, 0] * left.reduce(0) { $0 + $1 * $1 } / rows
    value = slopes[0, 0] / scale
    deviation = max(robust[0, 0], classical, 0).squareRoot() / scale
    // F = (what the instruments tell of x beyond the others / their number) / (what they leave over)
    let untold = zip(x.column(0), fitted.column(0)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    strength =
      1 / inverse[0, 0] / Double(max(1, instruments.count)) / max(untold / rows, 1e-12)
  }

  /// A column less its mean in each bin.
  static func within(_ column: [Double], _ bins: [Int]) -> [Double] {
    let count = (bins.max() ?? 0) + 1
    var sums = [Double](repeating: 0, count: count)
    var rows = sums
    for (value, bin) in zip(column, bins) {
      sums[bin] += value
      rows[bin] += 1
    }
    return zip(column, bins).map { $0 - sums[$1] / rows[$1] }
  }

  /// What some columns leave over of another by least squares; all of it where they do not move.
  static func rest(_ y: [Double], after columns: [[Double]]) -> [Double] {
    let columns = moving(columns)
    guard !columns.isEmpty else { return y }
    let x = Matrix(columns: columns)
    let target = Matrix(columns: [y])
    guard
      let factor = try? Cholesky(x.gram().addingToDiagonal(ridge * Double(y.count)))
    else { return y }
    return (target - x.times(factor.solve(x.transposed().times(target)))).column(0)
  }

  /// The root of a column's mean square.
  static func size(_ column: [Double]) -> Double {
    (column.reduce(0) { $0 + $1 * $1 } / Double(max(1, column.count))).squareRoot()
  }

  // Columns of size 1; those that do not move are left out.
  private static func moving(_ columns: [[Double]]) -> [[Double]] {
    columns.compactMap { column in
      let size = size(column)
      return size > 1e-9 ? column.map { $0 / size } : nil
    }
  }
}
