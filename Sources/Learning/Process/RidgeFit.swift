public import LinearAlgebra

/// Linear equations fitted by ridge regression on standardised terms.
///
///     minimise ‖Y − 1 b − Z W‖² + λ n ‖W‖²,   Z = (A − mean) / deviation
///
/// Solved by Cholesky of the Gram matrix (LAPACK dpotrf); returned for raw terms. A term that never varies
/// has weight 0. Source: Hoerl & Kennard (1970), Technometrics 12(1).
public struct RidgeFit: Sendable, Equatable {
  /// *terms × targets*, for raw terms.
  public var weights: Matrix
  /// A constant per target.
  public var intercepts: [Double]

  /// Makes equations that are known.
  public init(weights: Matrix, intercepts: [Double]) {
    self.weights = weights
    self.intercepts = intercepts
  }

  /// Fits targets *rows × targets* on terms *rows × terms*; all cells finite, at least one row.
  ///
  /// - Parameter ridge: λ, > 0.
  /// - Throws: ``LinearAlgebraError`` where the cells are not finite.
  public init(terms: Matrix, targets: Matrix, ridge: Double) throws(LinearAlgebraError) {
    let n = Double(terms.rows)
    var z = terms
    var means = [Double](repeating: 0, count: terms.columns)
    var scales = [Double](repeating: 0, count: terms.columns)
    for j in 0..<terms.columns {
      z.withUnsafeMutableColumn(j) { column in
        var sum = 0.0
        for value in column { sum += value }
        let mean = sum / n
        var squares = 0.0
        for value in column { squares += (value - mean) * (value - mean) }
        let deviation = (squares / n).squareRoot()
        let scale = deviation > 1e-9 * max(abs(mean), 1e-9) ? 1 / deviation : 0
        for i in column.indices { column[i] = (column[i] - mean) * scale }
        means[j] = mean
        scales[j] = scale
      }
    }
    var y = targets
    var centres = [Double](repeating: 0, count: targets.columns)
    for j in 0..<targets.columns {
      y.withUnsafeMutableColumn(j) { column in
        var sum = 0.0
        for value in column { sum += value }
        centres[j] = sum / n
        for i in column.indices { column[i] -= centres[j] }
      }
    }
    var w = try LeastSquares.solve(
      gram: z.gram(), crossProduct: z.transposeTimes(y), ridge: ridge * n)
    for j in 0..<targets.columns {
      w.withUnsafeMutableColumn(j) { column in
        for i in column.indices {
          column[i] *= scales[i]
          centres[j] -= column[i] * means[i]
        }
      }
    }
    weights = w
    intercepts = centres
  }

  /// The targets that the equations give for *rows × terms*.
  public func values(_ terms: Matrix) -> Matrix {
    var result = terms.times(weights)
    for j in 0..<result.columns {
      result.withUnsafeMutableColumn(j) { column in
        for i in column.indices { column[i] += intercepts[j] }
      }
    }
    return result
  }
}
