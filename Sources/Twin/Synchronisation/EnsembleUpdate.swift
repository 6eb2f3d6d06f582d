package import LinearAlgebra

/// What readings make of an ensemble, without chance: the ensemble transform Kalman filter with the
/// symmetric square root.
///
///     S = R^−½ Y′ / √(N − 1),   Sᵀ S = U Λ Uᵀ
///     x̄ ← x̄ + X′ w,   w = U (I + Λ)⁻¹ Uᵀ Sᵀ R^−½ (y − ȳ) / √(N − 1)
///     X′ ← X′ U (I + Λ)^−½ Uᵀ
///
/// X′ and Y′ are the members' departures from their means, R is diagonal. A reading that is NaN takes no
/// part, as if its R were infinite. The mean of the members' departures stays 0.
/// Source: Hunt, Kostelich & Szunyogh (2007), Physica D 230, section 2.3.
package struct EnsembleUpdate: Sendable {
  /// How far each reading lies from what was expected; NaN where one of the two is missing.
  package let innovations: [Double]
  /// How far each may: √(variance of the members + R).
  package let spreads: [Double]
  private let transform: Matrix?

  /// Compares readings with what members expect.
  ///
  /// - Parameters:
  ///   - expected: *readings × members*, at least 2 members.
  ///   - readings: one number per row of `expected`; NaN = missing.
  ///   - deviations: √R of each, above 0.
  ///   - used: which take part in the update.
  package init(
    expected: Matrix, readings: [Double], deviations: [Double], used: [Bool]
  ) throws(LinearAlgebraError) {
    let members = expected.columns
    var innovations = [Double](repeating: .nan, count: readings.count)
    var spreads = innovations
    var scaled: [[Double]] = []
    var distances: [Double] = []
    let root = Double(members - 1).squareRoot()
    for reading in readings.indices {
      let row = expected.row(reading)
      let mean = row.reduce(0, +) / Double(members)
      let departures = row.map { $0 - mean }
      let square = departures.reduce(0) { $0 + $1 * $1 }
      let deviation = deviations[reading]
      innovations[reading] = readings[reading] - mean
      spreads[reading] = (square / Double(members - 1) + deviation * deviation).squareRoot()
      guard used[reading], innovations[reading].isFinite else { continue }
      scaled.append(departures.map { $0 / deviation / root })
      distances.append(innovations[reading] / deviation)
    }
    self.innovations = innovations
    self.spreads = spreads
    guard !scaled.isEmpty else {
      transform = nil
      return
    }
    // S is readings × members.
    let s = Matrix(rowMajor: scaled)
    let eigen = try SymmetricEigen(s.gram())
    let u = eigen.vectors
    var whole = u
    var half = u
    for j in 0..<members {
      // Rounding may leave an eigenvalue of a Gram matrix below 0.
      let value = max(0, eigen.values[j])
      for i in 0..<members {
        whole[i, j] /= 1 + value
        half[i, j] /= (1 + value).squareRoot()
      }
    }
    let pulled = s.transposeTimes(
      Matrix(rows: distances.count, columns: 1, columnMajor: distances))
    let weights = whole.times(u.transposeTimes(pulled)).column(0)
    var transform = half.timesTranspose(u)
    for i in 0..<members {
      for j in 0..<members { transform[i, j] += weights[i] / root }
    }
    self.transform = transform
  }

  /// The ensemble after the update: *components × members*, as it was given.
  package func updated(_ ensemble: Matrix) -> Matrix {
    guard let transform else { return ensemble }
    var departures = ensemble
    var means = [Double](repeating: 0, count: ensemble.rows)
    for i in 0..<ensemble.rows {
      means[i] = ensemble.row(i).reduce(0, +) / Double(ensemble.columns)
      for j in 0..<ensemble.columns { departures[i, j] -= means[i] }
    }
    var result = departures.times(transform)
    for i in 0..<result.rows {
      for j in 0..<result.columns { result[i, j] += means[i] }
    }
    return result
  }
}
