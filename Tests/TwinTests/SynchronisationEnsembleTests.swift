import Diagnostics
import LinearAlgebra
import TestSupport
import Testing
import Twin

/// The ensemble's arithmetic against the exact Kalman filter of a linear plant.
@Suite("Synchronisation: ensemble and Kalman filter")
struct SynchronisationEnsembleTests {
  private static let members = 16
  /// x ← F x + G ε, y = H x + R^½ η.
  private static let f = Matrix(rowMajor: [[1, 0.2, 0], [0, 0.9, -0.1], [0.05, 0, 0.7]])
  private static let g = Matrix(rowMajor: [[0.1, 0], [0.3, 0.1], [0, 0.5]])
  private static let h = Matrix(rowMajor: [[1, 0, 0], [0, 1, 1]])
  private static let deviations = [0.2, 0.5]

  private func covariance(_ ensemble: Matrix) -> (mean: [Double], covariance: Matrix) {
    var departures = ensemble
    let means = (0..<ensemble.rows).map { ensemble.row($0).reduce(0, +) / Double(ensemble.columns) }
    for i in 0..<ensemble.rows {
      for j in 0..<ensemble.columns { departures[i, j] -= means[i] }
    }
    let product = departures.timesTranspose(departures)
    return (means, product.scaled(by: 1 / Double(ensemble.columns - 1)))
  }

  private func largest(_ a: Matrix) -> Double { a.elements.reduce(0) { max($0, abs($1)) } }

  @Test("draws have mean 0, variance 1, and nothing in common with one another or the ensemble")
  func draws() throws {
    var generator = SeededGenerator(seed: 3)
    let ensemble = try EnsembleDraws.draws(
      3, beside: Matrix(rows: 0, columns: Self.members), generator: &generator)
    let draws = try EnsembleDraws.draws(4, beside: ensemble, generator: &generator)
    let all = covariance(
      ensemble.transposed().appendingColumns(of: draws.transposed()).transposed())
    #expect(all.mean.allSatisfy { abs($0) < 1e-13 })
    #expect(largest(all.covariance - Matrix.identity(7)) < 1e-12)
    // Where members do not differ yet, too.
    let still = try EnsembleDraws.draws(
      4, beside: Matrix(rows: 5, columns: Self.members), generator: &generator)
    #expect(largest(covariance(still).covariance - Matrix.identity(4)) < 1e-12)
    #expect(EnsembleDraws.members(components: 10, draws: 5, lanes: 8) == 16)
    #expect(EnsembleDraws.members(components: 10, draws: 6, lanes: 8) == 24)
  }

  @Test(
    "of a linear plant it is the exact Kalman filter, missing readings included, whatever the seed")
  func kalman() throws {
    for seed: UInt64 in [1, 2] {
      var generator = SeededGenerator(seed: seed)
      var readings = SeededGenerator(seed: 77)
      var ensemble = try EnsembleDraws.draws(
        3, beside: Matrix(rows: 0, columns: Self.members), generator: &generator)
      var x = [0.0, 0, 0]
      var p = Matrix.identity(3)
      for step in 0..<60 {
        let chance = try EnsembleDraws.draws(2, beside: ensemble, generator: &generator)
        ensemble = Self.f.times(ensemble) + Self.g.times(chance)
        x = Self.f.times(x)
        p = Self.f.times(p).timesTranspose(Self.f) + Self.g.timesTranspose(Self.g)
        var y = [readings.gaussian(), readings.gaussian()]
        if step % 3 == 1 { y[0] = .nan }
        if step % 7 == 2 { y[1] = .nan }
        let update = try EnsembleUpdate(
          expected: Self.h.times(ensemble), readings: y, deviations: Self.deviations,
          used: [true, true])
        ensemble = update.updated(ensemble)
        // One reading after the other: P ← P − k (h P), k = P hᵀ / (h P hᵀ + r²).
        for (index, value) in y.enumerated() where !value.isNaN {
          let row = Matrix(rowMajor: [Self.h.row(index)])
          let crossed = p.timesTranspose(row)
          let variance = row.times(crossed)[0, 0] + Self.deviations[index] * Self.deviations[index]
          let distance = value - row.times(x)[0]
          for i in 0..<3 { x[i] += crossed[i, 0] / variance * distance }
          p -= crossed.timesTranspose(crossed).scaled(by: 1 / variance)
        }
        let own = covariance(ensemble)
        // Rounding of some hundred operations on numbers of about 1.
        #expect(zip(own.mean, x).allSatisfy { abs($0 - $1) < 1e-10 }, "step \(step)")
        #expect(largest(own.covariance - p) < 1e-10, "step \(step)")
      }
    }
  }

  @Test("readings that are missing or only compared take no part, in whatever order they stand")
  func parts() throws {
    var generator = SeededGenerator(seed: 9)
    let ensemble = try EnsembleDraws.draws(
      3, beside: Matrix(rows: 0, columns: Self.members), generator: &generator)
    let expected = Self.h.times(ensemble)
    func updated(_ rows: [Int], _ readings: [Double], _ used: [Bool]) throws -> Matrix {
      let columns = Array(0..<Self.members)
      return try EnsembleUpdate(
        expected: expected.selecting(rows: rows, columns: columns), readings: readings,
        deviations: rows.map { Self.deviations[$0] }, used: used
      ).updated(ensemble)
    }
    let one = try updated([0], [0.7], [true])
    #expect(try updated([0, 1], [0.7, .nan], [true, true]) == one)
    #expect(try updated([0, 1], [0.7, 4], [true, false]) == one)
    #expect(try updated([0, 1], [.nan, .nan], [true, true]) == ensemble)
    let (both, turned) = (
      try updated([0, 1], [0.7, -1], [true, true]), try updated([1, 0], [-1, 0.7], [true, true])
    )
    #expect(largest(both - turned) < 1e-12)
    #expect(largest(both - one) > 0.01)
  }

  @Test("innovations are recorded less expected, and their spread has both noises")
  func innovations() throws {
    let expected = Matrix(rowMajor: [[1, 3, 1, 3], [5, 5, 5, 5]])
    let update = try EnsembleUpdate(
      expected: expected, readings: [4, .nan], deviations: [2, 1], used: [true, true])
    #expect(update.innovations[0] == 2 && update.innovations[1].isNaN)
    // 4 · 1² / 3 + 2²
    #expect(abs(update.spreads[0] - (4.0 / 3 + 4).squareRoot()) < 1e-14)
    #expect(update.spreads[1] == 1)
  }
}
