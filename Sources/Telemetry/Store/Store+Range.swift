public import Diagnostics
internal import LinearAlgebra

extension Store {
  /// The rows of all partitions in a range of time, merged and strictly ascending by time and unit.
  ///
  /// For step stores the range's nanoseconds are steps. O(cells in range); memory: the result, two
  /// indices per row and one column of the largest partition. For more rows than fit memory see
  /// ``forEachBatch(in:rows:_:)``.
  public func frame(in range: TimeRange = .always) throws(Fault) -> Frame {
    let placement = try RowPlacement(self, range)
    var values = Matrix(rows: placement.times.count, columns: tags.count)
    for piece in placement.pieces {
      let file = file(piece.partition)
      let reader = try file.reader()
      for index in tags.indices {
        guard let place = file.places[index] else {
          values.withUnsafeMutableColumn(index) { target in
            for row in piece.destinations { target[row] = .nan }
          }
          continue
        }
        let column = try reader.doubles(column: file.firstTag + place)
        values.withUnsafeMutableColumn(index) { target in
          for (row, source) in zip(piece.destinations, piece.rows) { target[row] = column[source] }
        }
      }
    }
    return Frame(times: placement.times, units: placement.units, tags: tags, values: values)
  }

  /// The qualities of ``frame(in:)``'s cells, *rows × tags*, column-major.
  public func quality(in range: TimeRange = .always) throws(Fault) -> [UInt8] {
    let placement = try RowPlacement(self, range)
    let rows = placement.times.count
    var result = [UInt8](repeating: CellQuality.missing.rawValue, count: rows * tags.count)
    for piece in placement.pieces {
      let file = file(piece.partition)
      let reader = try file.reader()
      for index in tags.indices {
        guard let place = file.places[index] else { continue }
        let column = try reader.bytes(column: file.firstQuality + place)
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
  private(set) var units: UnitColumn?
  private var codes: [Int32] = []

  init(_ store: Store, _ range: TimeRange) throws(Fault) {
    let partitions = store.manifest.partitions
    let order = partitions.indices
      .filter { partitions[$0].span.overlaps(range) }
      .sorted { (partitions[$0].span.start, $0) < (partitions[$1].span.start, $1) }
    var columns: [UnitColumn] = []
    for index in order {
      let file = store.file(index)
      let reader = try file.reader()
      let stamps = try file.times(reader)
      let rows = file.keptRows.joined().filter { range.contains(stamps[$0]) }
      if rows.isEmpty { continue }
      pieces.append(
        Piece(
          partition: index, rows: rows,
          destinations: Array(times.count..<times.count + rows.count)))
      for row in rows { times.append(stamps[row]) }
      if let own = try file.units(reader) {
        columns.append(UnitColumn(names: own.names, codes: rows.map { own.codes[$0] }).compacted())
      }
    }
    let names = UnitNames(columns.flatMap(\.names))
    for column in columns {
      let places = names.codes(of: column.names)
      for code in column.codes { codes.append(places[Int(code)]) }
    }
    let isAscending = times.indices.dropFirst().allSatisfy { precedes($0 - 1, $0) }
    if !isAscending { sort() }
    if store.manifest.hasUnits { units = UnitColumn(names: names.names, codes: codes) }
  }

  /// Whether a row stands before another by time, then unit.
  private func precedes(_ a: Int, _ b: Int) -> Bool {
    if times[a] != times[b] || codes.isEmpty { return times[a] < times[b] }
    return codes[a] < codes[b]
  }

  /// Sorts the rows by time and unit and tells the pieces where theirs have gone.
  private mutating func sort() {
    let order = times.indices.sorted { precedes($0, $1) || (!precedes($1, $0) && $0 < $1) }
    var destination = [Int](repeating: 0, count: order.count)
    for (row, source) in order.enumerated() { destination[source] = row }
    for index in pieces.indices {
      pieces[index].destinations = pieces[index].destinations.map { destination[$0] }
    }
    times = order.map { times[$0] }
    if !codes.isEmpty { codes = order.map { codes[$0] } }
  }
}
