internal import Diagnostics

/// Cells of single rows, asked for in the order of each partition's rows; a stretch of rows of every
/// partition in use is in memory.
struct CellWindows {
  /// Some rows of a partition with the file's own tags.
  private struct Window {
    let file: PartitionFile
    let rows: Range<Int>
    var values: [Double]
    var qualities: [UInt8] = []
  }

  private let store: Store
  private let rowsAtOnce: Int
  private var windows: [Window?]
  private var loaded: [Int] = []

  init(_ store: Store, rowsAtOnce: Int) {
    self.store = store
    self.rowsAtOnce = rowsAtOnce
    windows = [Window?](repeating: nil, count: store.partitionCount)
  }

  /// Makes a row's cells ready; windows of partitions that end before its moment are let go.
  mutating func load(partition: Int, row: Int, at time: Int64) throws(Fault) {
    if let window = windows[partition], window.rows.contains(row) { return }
    loaded.removeAll { index in
      let isOver =
        index == partition
        || store.manifest.partitions[index].span.end.nanoseconds < time
      if isOver { windows[index] = nil }
      return isOver
    }
    let file = store.file(partition)
    let rows = row..<min(row + rowsAtOnce, file.partition.rows)
    let reader = try file.reader()
    var window = Window(
      file: file, rows: rows, values: [Double](repeating: 0, count: rows.count * file.ownTags.count)
    )
    for place in file.ownTags.indices {
      try window.values.withUnsafeMutableBufferPointer { buffer throws(Fault) in
        let column = buffer[place * rows.count..<(place + 1) * rows.count]
        try reader.readDoubles(
          column: file.firstTag + place, rows: rows,
          into: UnsafeMutableBufferPointer(rebasing: column))
      }
      window.qualities += try reader.bytes(column: file.firstQuality + place, rows: rows)
    }
    windows[partition] = window
    loaded.append(partition)
  }

  /// A cell of a row made ready; missing where its file lacks the tag.
  func cell(partition: Int, row: Int, tag: Int) -> (value: Double, quality: UInt8) {
    guard let window = windows[partition], window.rows.contains(row) else {
      preconditionFailure("a cell was asked for before its row")
    }
    guard let place = window.file.places[tag] else {
      return (.nan, CellQuality.missing.rawValue)
    }
    let at = place * window.rows.count + row - window.rows.lowerBound
    return (window.values[at], window.qualities[at])
  }
}
