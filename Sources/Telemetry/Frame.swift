public import LinearAlgebra

/// Telemetry in memory: a time axis × tags, columnar.
///
/// `values` is *rows × tags*, column-major, in engineering units; a missing cell is NaN.
public struct Frame: Sendable {
  /// The rows' moments, ascending.
  public var times: [Timestamp]
  /// What each row is about, where one table holds several alike things; nil where it holds one.
  ///
  /// Rows then ascend by moment and, within one, by the bytes of the unit's name.
  public var units: UnitColumn?
  /// The columns.
  public var tags: [Tag]
  /// The cells.
  public var values: Matrix

  /// Makes a frame; the matrix must have a row per moment and a column per tag, units a row per moment.
  public init(
    times: [Timestamp], units: UnitColumn? = nil, tags: [Tag], values: Matrix
  ) {
    precondition(
      values.rows == times.count && values.columns == tags.count,
      "a frame of \(times.count) moments and \(tags.count) tags needs a matrix of that shape, "
        + "got \(values.rows) × \(values.columns)")
    precondition(
      units.map { $0.count == times.count } ?? true,
      "a frame of \(times.count) moments needs as many units, got \(units?.count ?? 0)")
    self.times = times
    self.units = units
    self.tags = tags
    self.values = values
  }

  /// The number of rows.
  public var count: Int { times.count }

  /// The rows of an index range, copied.
  public func rows(_ range: Range<Int>) -> Frame {
    if range == 0..<count { return self }
    return Frame(
      times: Array(times[range]), units: units?.rows(range), tags: tags, values: values.rows(range))
  }

  /// The tags of the given indices, in that order, copied.
  public func selecting(_ indices: [Int]) -> Frame {
    Frame(
      times: times, units: units, tags: indices.map { tags[$0] },
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
