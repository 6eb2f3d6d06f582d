public import LinearAlgebra

/// Telemetry in memory: a time axis × tags, columnar.
///
/// `values` is *rows × tags*, column-major, in engineering units; a missing cell is NaN.
public struct Frame: Sendable {
  /// The rows' moments, ascending.
  public var times: [Timestamp]
  /// The columns.
  public var tags: [Tag]
  /// The cells.
  public var values: Matrix

  /// Makes a frame; the matrix must have a row per moment and a column per tag.
  public init(times: [Timestamp], tags: [Tag], values: Matrix) {
    precondition(
      values.rows == times.count && values.columns == tags.count,
      "a frame of \(times.count) moments and \(tags.count) tags needs a matrix of that shape, "
        + "got \(values.rows) × \(values.columns)")
    self.times = times
    self.tags = tags
    self.values = values
  }

  /// The number of rows.
  public var count: Int { times.count }

  /// The rows of an index range, copied.
  public func rows(_ range: Range<Int>) -> Frame {
    Frame(times: Array(times[range]), tags: tags, values: values.rows(range))
  }

  /// The tags of the given indices, in that order, copied.
  public func selecting(_ indices: [Int]) -> Frame {
    Frame(
      times: times, tags: indices.map { tags[$0] },
      values: values.selecting(columns: indices))
  }

  /// The index range of the rows whose moment lies in `range`.
  ///
  /// O(log n).
  public func rowRange(in range: TimeRange) -> Range<Int> {
    let first = times.partitioningIndex { $0 >= range.start }
    let last = times.partitioningIndex { $0 > range.end }
    return first..<max(first, last)
  }
}

extension Array where Element == Timestamp {
  /// The first index whose moment satisfies a predicate that holds from some index on.
  ///
  /// O(log n).
  public func partitioningIndex(where holds: (Timestamp) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
