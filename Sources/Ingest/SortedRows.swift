package import Telemetry

/// The order of rows by time, then by unit, then as they came.
package enum SortedRows {
  private struct Key {
    var time: Int64
    var rank: Int32
    var row: Int
  }

  /// The rows' numbers in order.
  ///
  /// - Parameters:
  ///   - times: the rows' moments.
  ///   - ranks: the places of the rows' units among all; empty where rows have none.
  package static func order(_ times: [Timestamp], ranks: [Int32]) -> [Int] {
    var keys = times.enumerated().map { row, time in
      Key(time: time.nanoseconds, rank: ranks.isEmpty ? 0 : ranks[row], row: row)
    }
    keys.sort { a, b in
      if a.time != b.time { return a.time < b.time }
      return a.rank == b.rank ? a.row < b.row : a.rank < b.rank
    }
    return keys.map { $0.row }
  }
}
