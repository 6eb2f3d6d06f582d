internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// The last rows, standardised and filled, oldest first: what a detector with lags carries from call to call.
public struct LaggedRows: Codable, Sendable, Equatable {
  var rows: [[Double]] = []
  var times: [Int64] = []
  var usable: [Bool] = []

  /// What stood before each of some rows.
  struct Past {
    /// *rows × (lags · tags)*, the row before first; 0 where there is none.
    var values: Matrix
    /// Whether the `lags` rows before are there without a gap, each with a cell.
    var isComplete: [Bool]
  }

  /// The rows before each of the next ones, which then are the last.
  ///
  /// - Parameter standard: the next rows, of the given moments.
  /// - Complexity: O(n c lags).
  mutating func past(
    of standard: StandardisedRows, times next: [Timestamp], lags: Int, interval: TimeSpan
  ) -> Past {
    let count = standard.z.columns
    let before = rows.count
    let total = before + next.count
    var extended = Matrix(rows: total, columns: count)
    for j in 0..<count {
      extended.withUnsafeMutableColumn(j) { target in
        for i in 0..<before { target[i] = rows[i][j] }
        standard.z.withUnsafeColumn(j) { source in
          for i in source.indices { target[before + i] = source[i] }
        }
      }
    }
    let moments = times + next.map(\.nanoseconds)
    let hasCells = usable + standard.present.map { $0 > 0 }
    // Row i may be judged where the `lags` rows before it are there, usable and without a gap.
    var contiguous = 0
    var isComplete = [Bool](repeating: false, count: total)
    for i in 0..<total {
      let follows =
        i > 0
        && Frame.isContiguous(
          Timestamp(nanoseconds: moments[i - 1]), Timestamp(nanoseconds: moments[i]),
          interval: interval)
      contiguous = follows && hasCells[i - 1] ? contiguous + 1 : 0
      isComplete[i] = contiguous >= lags
    }
    var values = Matrix(rows: next.count, columns: count * lags)
    for lag in stride(from: 1, through: lags, by: 1) {
      for j in 0..<count {
        values.withUnsafeMutableColumn((lag - 1) * count + j) { target in
          extended.withUnsafeColumn(j) { source in
            for i in target.indices where before + i - lag >= 0 {
              target[i] = source[before + i - lag]
            }
          }
        }
      }
    }
    let kept = max(0, total - lags)
    rows = (kept..<total).map { extended.row($0) }
    times = Array(moments[kept...])
    usable = Array(hasCells[kept...])
    return Past(values: values, isComplete: Array(isComplete[before...]))
  }
}
