package import Diagnostics
package import LinearAlgebra

/// Chance for an ensemble that is exactly what was asked for: mean 0, variance 1, uncorrelated with one
/// another and with what the members are already.
///
/// Gaussian numbers are made orthogonal to 1 and to the ensemble by a QR factorisation (second-order exact
/// sampling; Pham 2001, Monthly Weather Review 129, section 3). With them a linear plant's ensemble has the
/// exact Kalman filter's mean and covariance, whatever the seed.
package enum EnsembleDraws {
  /// The least number of members for so many components and draws, a multiple of `lanes`.
  package static func members(components: Int, draws: Int, lanes: Int) -> Int {
    let least = 1 + components + draws
    return (least + lanes - 1) / lanes * lanes
  }

  /// *count × members* numbers; `ensemble` is *components × members*, members > components + count.
  package static func draws(
    _ count: Int, beside ensemble: Matrix, generator: inout SeededGenerator
  ) throws(LinearAlgebraError) -> Matrix {
    let members = ensemble.columns
    precondition(members > ensemble.rows + count, "too few members for exact draws")
    var columns = [[Double](repeating: 1, count: members)]
    for component in 0..<ensemble.rows {
      let row = ensemble.row(component)
      let mean = row.reduce(0, +) / Double(members)
      columns.append(row.map { $0 - mean })
    }
    for _ in 0..<count { columns.append((0..<members).map { _ in generator.gaussian() }) }
    let basis = try QR(Matrix(columns: columns)).orthonormal
    let scale = Double(members - 1).squareRoot()
    let own = basis.columns((1 + ensemble.rows)..<(1 + ensemble.rows + count))
    return own.transposed().scaled(by: scale)
  }
}
