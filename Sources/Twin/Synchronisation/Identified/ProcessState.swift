internal import Diagnostics
internal import Learning
package import LinearAlgebra
package import Telemetry

/// What an identified twin knows of its plant at one moment.
///
/// Stocks and the lasting part of their unknown inputs have a mean and a covariance; everything else is what the
/// last rows showed.
package struct ProcessState: Sendable, Equatable {
  /// The moment of the last row that was followed.
  package let time: Timestamp
  /// The row as the twin knows it: stocks as estimated, all other tags as recorded last.
  package let row: [Double]
  /// Stocks, then the unknown input of each, in the stocks' units.
  package let mean: [Double]
  /// Their covariance, in the same order.
  package let covariance: Matrix
  /// The state of the sensors' dynamics before the row to come; empty where there are none.
  let sensors: [Double]
  /// How probable each regime is; empty where there are none.
  package let regimes: [Double]
  /// Standardised surprises of the block of rows that is not full yet, a sum per tag of the regimes.
  let surprises: [Double]
  /// The rows of that block.
  let blockRows: Int
  /// Rows up to now in which most gauges deny the state, without one between that was taken in.
  let refused: Int
  /// The stocks' gauges that are not believed, in the order of the stocks.
  let doubts: GaugeDoubts

  /// How sure each stock is, standard deviations.
  package var deviations: [Double] {
    (0..<mean.count / 2).map { max(covariance[$0, $0], 0).squareRoot() }
  }

  /// A state as one run begins with it.
  struct Beginning: Sendable {
    /// The row before the first.
    var row: [Double]
    /// The state of the sensors' dynamics.
    var sensors: [Double]
    /// The regime.
    var regime: Int
    /// What moves each stock besides, before the first row.
    var inputs: [Double]
  }

  /// Draws a state as sure as this one is.
  func drawn(for twin: IdentifiedTwin, generator: inout SeededGenerator) -> Beginning {
    let stocks = twin.stocks.terms.stocks
    var values = mean
    if let eigen = try? SymmetricEigen(covariance) {
      // x + V √λ z; rounding may leave an eigenvalue below 0.
      for (k, value) in eigen.values.enumerated() {
        let size = max(value, 0).squareRoot() * generator.gaussian()
        for i in values.indices { values[i] += eigen.vectors[i, k] * size }
      }
    }
    var row = row
    for (k, tag) in stocks.enumerated() { row[tag] = twin.stocks.held(values[k], stock: k) }
    var regime = 0
    if !regimes.isEmpty {
      var left = generator.uniform()
      while regime < regimes.count - 1, left >= regimes[regime] {
        left -= regimes[regime]
        regime += 1
      }
    }
    return Beginning(
      row: row, sensors: sensors, regime: regime, inputs: Array(values[stocks.count...]))
  }
}
