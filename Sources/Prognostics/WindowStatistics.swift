internal import LinearAlgebra

/// Causal statistics of standardised rows: of the last `window` rows and of all rows so far.
///
/// Per sensor: one value per linear map (mean, slope, mean of the last sixth), the standard deviation,
/// the mean since the unit's first row; then the unit's age. Before its first row a unit is taken to
/// have stood as at its first row, so the window is always full. Rows count, not the time between them.
struct WindowStatistics: Sendable, Equatable {
  /// How many rows the window holds.
  let window: Int
  /// Weights of the window's rows, oldest first: *maps × window*.
  let maps: Matrix

  /// What crosses from row to row.
  struct State: Sendable {
    /// The last rows, oldest first, row-major; empty before the first.
    var rows: [Double] = []
    /// The sum of all rows.
    var sum: [Double] = []
    /// How many rows there were.
    var count = 0.0
  }

  /// A window of at least 2 rows with the usual maps.
  init(window: Int) {
    let middle = Double(window - 1) / 2
    let times = (0..<window).map { Double($0) - middle }
    let squares = times.reduce(0) { $0 + $1 * $1 }
    let recent = max(1, window / 6)
    self.window = window
    maps = Matrix(rowMajor: [
      [Double](repeating: 1 / Double(window), count: window),
      // The least-squares slope, per window instead of per row.
      times.map { $0 * Double(window) / squares },
      (0..<window).map { $0 >= window - recent ? 1 / Double(recent) : 0 },
    ])
  }

  /// A window with given maps.
  init(maps: Matrix) {
    window = maps.columns
    self.maps = maps
  }

  /// How many features `sensors` sensors give: p.
  func count(sensors: Int) -> Int { (maps.rows + 2) * sensors + 1 }

  /// The features after each of the rows `z` (row-major, `sensors` wide): *rows × p*.
  ///
  /// - Complexity: O(rows · window · sensors · maps).
  func features(
    _ z: [Double], ages: ArraySlice<Double>, sensors c: Int, state: inout State
  ) -> Matrix {
    let rows = ages.count
    var result = Matrix(rows: rows, columns: count(sensors: c))
    guard rows > 0 else { return result }
    if state.rows.isEmpty {
      for _ in 0..<window { state.rows += z[0..<c] }
      state.sum = [Double](repeating: 0, count: c)
    }
    let extended = state.rows + z
    let weights = maps.transposed().elements  // [map][row]: contiguous over the window
    let maps = maps.rows
    var linear = [Double](repeating: 0, count: maps * c)
    var squares = [Double](repeating: 0, count: c)
    var mean = squares
    result.withUnsafeMutableElements { target in
      extended.withUnsafeBufferPointer { cells in
        for i in 0..<rows {
          let start = (i + 1) * c
          for k in linear.indices { linear[k] = 0 }
          for j in 0..<c {
            mean[j] = 0
            squares[j] = 0
          }
          for t in 0..<window {
            let row = start + t * c
            for a in 0..<maps {
              let weight = weights[a * window + t]
              for j in 0..<c { linear[a * c + j] += weight * cells[row + j] }
            }
            for j in 0..<c { mean[j] += cells[row + j] }
          }
          for j in 0..<c { mean[j] /= Double(window) }
          for t in 0..<window {
            let row = start + t * c
            for j in 0..<c {
              let d = cells[row + j] - mean[j]
              squares[j] += d * d
            }
          }
          state.count += 1
          for j in 0..<c { state.sum[j] += cells[(window + i) * c + j] }
          for k in linear.indices { target[i + k * rows] = linear[k] }
          for j in 0..<c {
            target[i + (maps * c + j) * rows] = (squares[j] / Double(window)).squareRoot()
            target[i + ((maps + 1) * c + j) * rows] = state.sum[j] / state.count
          }
          target[i + (maps + 2) * c * rows] = ages[ages.startIndex + i]
        }
      }
    }
    state.rows = Array(extended[(extended.count - window * c)...])
    return result
  }
}
