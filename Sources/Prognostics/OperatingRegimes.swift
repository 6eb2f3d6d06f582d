internal import LinearAlgebra

/// The regimes in which units are operated, and what each sensor looks like in each of them.
///
/// A row belongs to the regime whose centre is nearest to its standardised settings; sensors are
/// standardised by their mean and scale in that regime. Without settings there is one regime.
struct OperatingRegimes: Sendable {
  /// Mean of each setting.
  var settingMean: [Double]
  /// Scale of each setting.
  var settingScale: [Double]
  /// *regimes × settings*, standardised.
  var centres: Matrix
  /// Mean of each sensor in each regime, *regimes × sensors*.
  var mean: Matrix
  /// 1 / standard deviation, *regimes × sensors*; 0 where a sensor does not vary in a regime.
  var inverseScale: Matrix

  /// How many standard deviations a cell may lie from its mean before it is held.
  static let cellLimit = 10.0

  /// The regime of a row's settings; one that is missing counts as its mean.
  func regime(of settings: (Int) -> Double) -> Int {
    guard centres.rows > 1 else { return 0 }
    var best = (index: 0, distance: Double.infinity)
    for r in 0..<centres.rows {
      var distance = 0.0
      for q in settingMean.indices {
        let d = Self.held((settings(q) - settingMean[q]) / settingScale[q]) - centres[r, q]
        distance += d * d
      }
      if distance < best.distance { best = (r, distance) }
    }
    return best.index
  }

  /// z = (x − μ) / σ in a regime, held within ``cellLimit``; a missing cell counts as the mean.
  func standardised(_ value: Double, sensor: Int, regime: Int) -> Double {
    Self.held((value - mean[regime, sensor]) * inverseScale[regime, sensor])
  }

  private static func held(_ z: Double) -> Double {
    z.isNaN ? 0 : min(max(z, -cellLimit), cellLimit)
  }
}

extension OperatingRegimes {
  /// Learns means and scales of sensors from rows of (settings, sensors) pairs of known regimes.
  ///
  /// Two passes: the deviations are squared about the mean. NaN cells do not count.
  init(
    settingMean: [Double], settingScale: [Double], centres: Matrix, sensors: [Int],
    settings: [Int], values: [Matrix]
  ) {
    self.settingMean = settingMean
    self.settingScale = settingScale
    self.centres = centres
    let regimes = max(1, centres.rows)
    mean = Matrix(rows: regimes, columns: sensors.count)
    inverseScale = Matrix(rows: regimes, columns: sensors.count)
    let memberships = values.map { matrix in
      (0..<matrix.rows).map { row in regime { matrix[row, settings[$0]] } }
    }
    for (j, column) in sensors.enumerated() {
      var count = [Double](repeating: 0, count: regimes)
      var sum = count
      for (matrix, regime) in zip(values, memberships) {
        matrix.withUnsafeColumn(column) { cells in
          for i in cells.indices where cells[i].isFinite {
            count[regime[i]] += 1
            sum[regime[i]] += cells[i]
          }
        }
      }
      let means = zip(sum, count).map { $1 > 0 ? $0 / $1 : 0 }
      var squares = [Double](repeating: 0, count: regimes)
      for (matrix, regime) in zip(values, memberships) {
        matrix.withUnsafeColumn(column) { cells in
          for i in cells.indices where cells[i].isFinite {
            let d = cells[i] - means[regime[i]]
            squares[regime[i]] += d * d
          }
        }
      }
      for r in 0..<regimes {
        mean[r, j] = means[r]
        let scale = count[r] > 1 ? (squares[r] / count[r]).squareRoot() : 0
        inverseScale[r, j] = scale > 1e-9 * max(means[r].magnitude, 1e-300) ? 1 / scale : 0
      }
    }
  }
}
