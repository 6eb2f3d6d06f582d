public import Diagnostics
internal import LinearAlgebra

extension Store {
  /// The rows of all partitions in a range of time, merged and strictly ascending.
  ///
  /// For step stores the range's nanoseconds are steps. O(cells in range); memory: the result, two
  /// indices per row and one column of the largest partition.
  public func frame(in range: TimeRange = .always) throws(Fault) -> Frame {
    let placement = try RowPlacement(self, range)
    var values = Matrix(rows: placement.times.count, columns: tags.count)
    for piece in placement.pieces {
      let reader = try file(piece.partition).reader()
      for index in tags.indices {
        let column = try reader.doubles(column: 1 + index)
        values.withUnsafeMutableColumn(index) { target in
          for (row, source) in zip(piece.destinations, piece.rows) { target[row] = column[source] }
        }
      }
    }
    return Frame(times: placement.times, tags: tags, values: values)
  }

  /// The qualities of ``frame(in:)``'s cells, *rows × tags*, column-major.
  public func quality(in range: TimeRange = .always) throws(Fault) -> [UInt8] {
    let placement = try RowPlacement(self, range)
    let rows = placement.times.count
    var result = [UInt8](repeating: 0, count: rows * tags.count)
    for piece in placement.pieces {
      let reader = try file(piece.partition).reader()
      for index in tags.indices {
        let column = try reader.bytes(column: 1 + tags.count + index)
        for (row, source) in zip(piece.destinations, piece.rows) {
          result[index * rows + row] = column[source]
        }
      }
    }
    return result
  }
}

/// Where the rows of a range go in the merged frame.
private struct RowPlacement {
  /// The rows of one partition that the range takes.
  struct Piece {
    let partition: Int
    /// Row numbers in the file, ascending.
    var rows: [Int]
    /// Row numbers in the merged frame, one per row.
    var destinations: [Int] = []
  }

  private(set) var pieces: [Piece] = []
  private(set) var times: [Timestamp] = []

  init(_ store: Store, _ range: TimeRange) throws(Fault) {
    let partitions = store.manifest.partitions
    let order = partitions.indices
      .filter { partitions[$0].span.overlaps(range) }
      .sorted { (partitions[$0].span.start, $0) < (partitions[$1].span.start, $1) }
    var ascending = true
    for index in order {
      let file = store.file(index)
      let stamps = try file.times()
      let rows = file.keptRows.joined().filter { range.contains(stamps[$0]) }
      guard let first = rows.first else { continue }
      if let last = times.last, stamps[first] <= last { ascending = false }
      pieces.append(
        Piece(
          partition: index, rows: rows,
          destinations: Array(times.count..<times.count + rows.count)))
      for row in rows { times.append(stamps[row]) }
    }
    if !ascending { sort() }
  }

  /// Sorts the rows by time and tells the pieces where theirs have gone.
  private mutating func sort() {
    let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    var destination = [Int](repeating: 0, count: order.count)
    for (row, source) in order.enumerated() { destination[source] = row }
    for index in pieces.indices {
      pieces[index].destinations = pieces[index].destinations.map { destination[$0] }
    }
    times = order.map { times[$0] }
  }
}
