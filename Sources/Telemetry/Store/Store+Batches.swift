public import Diagnostics
internal import LinearAlgebra

extension Store {
  /// Hands over the rows of all partitions in a range of time in bounded pieces, merged and strictly
  /// ascending by time and unit.
  ///
  /// `body` takes a frame of all of the store's tags and its cells' qualities (raw ``CellQuality``,
  /// *rows × tags*, column-major). Every batch but the last has `rows` rows; there is none without
  /// rows. Units have the same names and codes in all batches, ascending by the names' bytes.
  /// Memory: a batch, the moments of a block of every partition that overlaps others at a
  /// time, one column of one partition.
  /// - Throws: ``Fault`` of kind `missingInput`, `io` or `badData` naming a file; what `body` throws.
  public func forEachBatch(
    in range: TimeRange = .always, rows: Int = 65_536,
    _ body: (Frame, [UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    precondition(rows > 0, "a batch needs a row")
    var walk = try PartitionWalk(
      self, manifest.partitions.indices, in: range, skipsDeleted: true)
    var batch = RowBatch(self, units: manifest.hasUnits ? walk.units : nil, rows: rows)
    while try walk.next(
      limit: rows - batch.count,
      { (cursor, positions) throws(Fault) in try batch.append(cursor, positions) })
    {
      if batch.count == rows { try batch.hand(to: body) }
    }
    if batch.count > 0 { try batch.hand(to: body) }
  }
}

/// Rows on their way from partitions to a frame.
private struct RowBatch {
  /// Rows of one partition that follow each other in the batch.
  private struct Stretch {
    let rows: Range<Int>
    let destination: Int
  }
  /// The rows that one partition gives the batch.
  private struct Share {
    let file: PartitionFile
    let open: OpenPartition?
    var stretches: [Stretch] = []

    /// Adds a row that goes to a place in the batch, joined to the last stretch where it goes on.
    mutating func append(_ row: Int, to destination: Int) {
      if let last = stretches.last, last.rows.upperBound == row,
        last.destination + last.rows.count == destination
      {
        stretches[stretches.count - 1] = Stretch(
          rows: last.rows.lowerBound..<row + 1, destination: last.destination)
      } else {
        stretches.append(Stretch(rows: row..<row + 1, destination: destination))
      }
    }
  }

  private let store: Store
  private let units: UnitNames?
  private let capacity: Int
  private var keys: [RowKey] = []
  private var shares: [Share] = []
  /// Per partition its place among the shares.
  private var places: [Int: Int] = [:]
  private var lastKey: RowKey?

  init(_ store: Store, units: UnitNames?, rows: Int) {
    self.store = store
    self.units = units
    capacity = rows
  }

  var count: Int { keys.count }

  /// Notes rows of a partition; their cells are read when the batch is complete.
  mutating func append(_ cursor: PartitionCursor, _ positions: Range<Int>) throws(Fault) {
    let place = places[cursor.index] ?? shares.count
    if place == shares.count {
      places[cursor.index] = place
      shares.append(
        Share(
          file: cursor.file, open: shares.count < PartitionWalk.mostOpen ? cursor.open : nil))
    }
    for position in positions {
      let (key, row) = (cursor.keys[position], cursor.rows[position])
      guard lastKey.map({ $0 < key }) ?? true else {
        throw cursor.file.damaged("row \(row) has the moment of another row that counts")
      }
      lastKey = key
      shares[place].append(row, to: keys.count)
      keys.append(key)
    }
  }

  /// Reads the cells, hands the batch over and begins another.
  mutating func hand(
    to body: (Frame, [UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    let rows = keys.count
    let tags = store.tags
    var values = Matrix(rows: rows, columns: tags.count)
    var quality = [UInt8](repeating: CellQuality.missing.rawValue, count: rows * tags.count)
    for share in shares { try read(share, into: &values, &quality) }
    let frame = Frame(
      times: keys.map { Timestamp(nanoseconds: $0.time) },
      units: units.map { UnitColumn(names: $0.names, codes: keys.map(\.unit)) }, tags: tags,
      values: values)
    keys.removeAll(keepingCapacity: true)
    shares.removeAll()
    places.removeAll()
    try body(frame, quality)
  }

  private func read(
    _ share: Share, into values: inout Matrix, _ quality: inout [UInt8]
  ) throws(Fault) {
    guard let first = share.stretches.first, let last = share.stretches.last else { return }
    // Deleted rows between are read, too: one read of a column is quicker than one per stretch.
    let span = first.rows.lowerBound..<last.rows.upperBound
    let isWhole = share.stretches.count == 1
    let rows = values.rows
    let file = share.file
    let open = if let open = share.open { open } else { try OpenPartition(file) }
    for (tag, place) in file.places.enumerated() {
      guard let place else {
        values.withUnsafeMutableColumn(tag) { target in
          for stretch in share.stretches {
            for row in 0..<stretch.rows.count { target[stretch.destination + row] = .nan }
          }
        }
        continue
      }
      let column = file.firstTag + place
      if isWhole {
        try values.withUnsafeMutableColumn(tag) { target throws(Fault) in
          let part = target[first.destination..<first.destination + span.count]
          try open.reader.readDoubles(
            column: column, rows: span, into: UnsafeMutableBufferPointer(rebasing: part))
        }
      } else {
        let cells = try open.reader.doubles(column: column, rows: span)
        values.withUnsafeMutableColumn(tag) { target in
          for stretch in share.stretches {
            let start = stretch.rows.lowerBound - span.lowerBound
            for row in 0..<stretch.rows.count {
              target[stretch.destination + row] = cells[start + row]
            }
          }
        }
      }
      let bytes = try open.reader.bytes(
        column: file.firstQuality + place, rows: span)
      quality.withUnsafeMutableBufferPointer { target in
        for stretch in share.stretches {
          let start = stretch.rows.lowerBound - span.lowerBound
          for row in 0..<stretch.rows.count {
            target[tag * rows + stretch.destination + row] = bytes[start + row]
          }
        }
      }
    }
  }
}
