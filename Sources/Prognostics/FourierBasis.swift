internal import Diagnostics
internal import Foundation
internal import LinearAlgebra

/// Random Fourier features of standardised statistics: φ = cos(f W + b), with f beside them.
///
/// They approximate a Gaussian kernel of width 1 / bandwidth in features scaled by √p.
/// Source: Rahimi & Recht (2007), Random Features for Large-Scale Kernel Machines.
struct FourierBasis: Sendable {
  /// Mean of each statistic.
  let mean: [Double]
  /// Scale of each statistic.
  let scale: [Double]
  /// W, *p × D*.
  let frequencies: Matrix
  /// b, D values in [0, 2π).
  let phases: [Double]

  /// How many scales a statistic may lie from its mean before it is held: no extrapolation beyond.
  static let featureLimit = 6.0

  /// f ← (f − mean) / scale, held within ``featureLimit``.
  func standardised(_ features: Matrix) -> Matrix {
    Self.standardised(features, mean: mean, scale: scale)
  }

  /// φ of standardised statistics, *rows × D*; rows do not notice each other.
  func waves(_ standardised: Matrix) -> Matrix {
    var waves = standardised.timesRowStable(frequencies)
    for j in phases.indices {
      let phase = phases[j]
      waves.withUnsafeMutableColumn(j) { column in
        for i in column.indices { column[i] = cos(column[i] + phase) }
      }
    }
    return waves
  }

  /// [φ, f, 1] of standardised statistics, *rows × (D + p + 1)*.
  func design(_ standardised: Matrix) -> Matrix {
    let ones = Matrix(
      rows: standardised.rows, columns: 1,
      columnMajor: [Double](repeating: 1, count: standardised.rows))
    return waves(standardised).appendingColumns(of: standardised).appendingColumns(of: ones)
  }

  /// Mean and scale of statistics; the scale is 1 where they do not vary.
  static func moments(of features: [Matrix]) -> (mean: [Double], scale: [Double]) {
    let columns = features.first?.columns ?? 0
    let rows = Double(max(1, features.reduce(0) { $0 + $1.rows }))
    var mean = [Double](repeating: 0, count: columns)
    var scale = mean
    for j in 0..<columns {
      var sum = 0.0
      for matrix in features { matrix.withUnsafeColumn(j) { for x in $0 { sum += x } } }
      mean[j] = sum / rows
      var squares = 0.0
      for matrix in features {
        matrix.withUnsafeColumn(j) { for x in $0 { squares += (x - mean[j]) * (x - mean[j]) } }
      }
      let deviation = (squares / rows).squareRoot()
      scale[j] = deviation > 1e-9 * max(1, mean[j].magnitude) ? deviation : 1
    }
    return (mean, scale)
  }

  /// (f − mean) / scale, held within ``featureLimit``.
  static func standardised(_ features: Matrix, mean: [Double], scale: [Double]) -> Matrix {
    var result = features
    for j in mean.indices {
      result.withUnsafeMutableColumn(j) { column in
        for i in column.indices {
          column[i] = min(max((column[i] - mean[j]) / scale[j], -featureLimit), featureLimit)
        }
      }
    }
    return result
  }

  /// Draws `count` waves of standard normal frequencies times bandwidth / √p.
  static func draw(
    mean: [Double], scale: [Double], count: Int, bandwidth: Double, generator: inout SeededGenerator
  ) -> FourierBasis {
    var frequencies = Matrix(rows: mean.count, columns: count)
    let factor = bandwidth / Double(mean.count).squareRoot()
    for j in 0..<count {
      for i in mean.indices { frequencies[i, j] = factor * generator.gaussian() }
    }
    let phases = (0..<count).map { _ in generator.uniform(in: 0...(2 * .pi)) }
    return FourierBasis(mean: mean, scale: scale, frequencies: frequencies, phases: phases)
  }
}
