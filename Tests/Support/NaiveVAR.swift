/// A vector autoregression by its textbook formulas on lists of rows, sharing nothing with the library.
package enum NaiveVAR {
  /// Rows of xₜ = Σⱼ Aⱼ xₜ₋ⱼ + eₜ from given innovations, after zeros; the first 200 rows are dropped.
  package static func simulate(_ a: [[[Double]]], innovations: [[Double]]) -> [[Double]] {
    let zero = innovations[0].map { _ in 0.0 }
    var rows = a.map { _ in zero }
    for e in innovations {
      let t = rows.count
      rows.append(
        e.indices.map { i in
          a.indices.reduce(e[i]) { sum, lag in
            sum + zip(a[lag][i], rows[t - 1 - lag]).reduce(0) { $0 + $1.0 * $1.1 }
          }
        })
    }
    return Array(rows.dropFirst(a.count + 200))
  }

  /// [zₜ₋₁, …, zₜ₋ₚ] of each row from p on.
  package static func lagged(_ rows: [[Double]], lags: Int) -> [[Double]] {
    (lags..<rows.count).map { t in (1...lags).flatMap { rows[t - $0] } }
  }

  /// The B that minimises Σ‖zₜ − xₜ B‖² + n·ridge·‖B‖², by its normal equations; a row per regressor.
  package static func coefficients(_ rows: [[Double]], lags: Int, ridge: Double) -> [[Double]] {
    let x = lagged(rows, lags: lags)
    let y = Array(rows[lags...])
    let n = Double(y.count)
    let width = x[0].count
    let normal = (0..<width).map { i in
      (0..<width).map { j in
        x.reduce(0) { $0 + $1[i] * $1[j] } + (i == j ? n * ridge : 0)
      }
    }
    let columns = y[0].indices.map { k in
      NaiveLinearAlgebra.solve(
        normal, (0..<width).map { i in zip(x, y).reduce(0) { $0 + $1.0[i] * $1.1[k] } })
    }
    return NaiveLinearAlgebra.transposed(columns)
  }

  /// zₜ − xₜ B of each row from p on.
  package static func residuals(_ rows: [[Double]], lags: Int, _ b: [[Double]]) -> [[Double]] {
    let predicted = NaiveLinearAlgebra.product(lagged(rows, lags: lags), b)
    return zip(rows[lags...], predicted).map { row, guess in zip(row, guess).map { $0 - $1 } }
  }

  /// Σ r rᵀ / n.
  package static func secondMoment(_ residuals: [[Double]]) -> [[Double]] {
    residuals[0].indices.map { i in
      residuals[0].indices.map { j in
        residuals.reduce(0) { $0 + $1[i] * $1[j] } / Double(residuals.count)
      }
    }
  }

  /// The correlation of one series with itself some rows earlier.
  package static func autocorrelation(_ series: [Double], lag: Int) -> Double {
    let mean = series.reduce(0, +) / Double(series.count)
    let all = series.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let both = (lag..<series.count).reduce(0) {
      $0 + (series[$1] - mean) * (series[$1 - lag] - mean)
    }
    return both / all
  }
}
