internal import Diagnostics

/// A moment in the order of rows: time, then unit.
struct RowKey: Comparable {
  let time: Int64
  /// The unit's place in the order of names; 0 where there are none.
  let unit: Int32

  static func < (a: RowKey, b: RowKey) -> Bool {
    a.time == b.time ? a.unit < b.unit : a.time < b.time
  }
}

/// An open partition that several owners may share; closed when the last lets go.
final class OpenPartition: Sendable {
  let reader: ArrowFileReader
  init(_ file: PartitionFile) throws(Fault) { reader = try file.reader() }
}

/// A partition's rows in their order, a block in memory at a time.
///
/// A class, for a walk moves and hands cursors around row by row; a walk is the only owner of its own.
final class PartitionCursor {
  /// Which of its partitions' rows a walk takes, and how it reads them.
  struct Settings {
    /// Rows outside are passed over.
    var range: TimeRange
    /// Whether rows that others displace are passed over.
    var skipsDeleted: Bool
    /// How many rows are read at a time.
    var blockRows: Int
    /// Whether the file stays open between blocks.
    var staysOpen: Bool
  }

  /// The partition's place in the manifest.
  let index: Int
  let file: PartitionFile
  private let settings: Settings
  /// Per unit of the file, its place among the units of the walk.
  private let places: [Int32]
  private let kept: [Range<Int>]
  /// The file where it stays open.
  private(set) var open: OpenPartition?
  /// The first row of the file that is not read yet.
  private var unread = 0
  /// Where in ``kept`` the unread rows begin.
  private var nextKept = 0
  private var lastKey: RowKey?

  /// The rows of the file that the block holds.
  private(set) var block = 0..<0
  /// Per row of the walk in the block, its row in the file.
  private(set) var rows: [Int] = []
  /// The rows' moments.
  private(set) var keys: [RowKey] = []
  /// The first row of the block that is not taken yet.
  private(set) var position = 0

  init(_ index: Int, _ file: PartitionFile, units: UnitNames, _ settings: Settings) throws(Fault) {
    self.index = index
    self.file = file
    self.settings = settings
    let open = try OpenPartition(file)
    places = file.hasUnits ? units.codes(of: try open.reader.unitNames(column: 1)) : []
    kept = settings.skipsDeleted ? file.keptRows : [0..<file.partition.rows]
    if settings.staysOpen { self.open = open }
    try fill()
  }

  /// The moment of the next row; nil at the end.
  var key: RowKey? { position < keys.count ? keys[position] : nil }

  /// Takes rows of the block; behind its last one the next block is read.
  func advance(by count: Int) throws(Fault) {
    position += count
    if position == keys.count { try fill() }
  }

  /// Reads blocks until one holds a row of the walk, or to the end.
  private func fill() throws(Fault) {
    (position, rows, keys) = (0, [], [])
    guard unread < file.partition.rows else { return }
    let open = if let open { open } else { try OpenPartition(file) }
    while keys.isEmpty, unread < file.partition.rows {
      block = unread..<min(unread + settings.blockRows, file.partition.rows)
      unread = block.upperBound
      try read(open)
    }
  }

  private func read(_ open: OpenPartition) throws(Fault) {
    let times =
      switch file.timeKind {
      case .clock: try open.reader.times(column: 0, rows: block)
      case .step:
        try open.reader.integers(column: 0, rows: block).map { Timestamp(nanoseconds: $0) }
      }
    let units =
      file.hasUnits
      ? try open.reader.unitCodes(column: 1, rows: block, names: places.count) : []
    rows.reserveCapacity(block.count)
    keys.reserveCapacity(block.count)
    for (offset, time) in times.enumerated() {
      let key = RowKey(
        time: time.nanoseconds, unit: units.isEmpty ? 0 : places[Int(units[offset])])
      let row = block.lowerBound + offset
      // A later partition must not pass rows that come before its own: damaged files end the walk.
      guard file.partition.span.contains(time), lastKey.map({ $0 <= key }) ?? true else {
        throw file.damaged("its rows do not ascend by time and unit in its span at row \(row)")
      }
      lastKey = key
      guard isKept(row), settings.range.contains(time) else { continue }
      rows.append(row)
      keys.append(key)
    }
  }

  /// Whether a row counts; asked in ascending order.
  private func isKept(_ row: Int) -> Bool {
    while nextKept < kept.count, kept[nextKept].upperBound <= row { nextKept += 1 }
    return nextKept < kept.count && kept[nextKept].contains(row)
  }
}
