internal import Diagnostics

/// Walks through partitions side by side in the order of time, unit, partition and row.
///
/// Memory: a block of every partition whose span the walk is inside of.
struct PartitionWalk {
  /// The units of all partitions.
  let units: UnitNames
  /// How many rows a block has.
  let blockRows: Int

  private let store: Store
  /// Partitions not begun, the one that starts last in front.
  private var waiting: [Int]
  private var settings: PartitionCursor.Settings
  /// A heap: the cursor whose row comes next stands first.
  private var cursors: [PartitionCursor] = []

  /// Bytes that the blocks of all partitions open at a time may take together.
  private static let budget = 32 << 20
  /// What a row's moment, unit and number take in a block, as read and as compared.
  private static let momentBytes = 48
  /// At most this many files stay open; more are opened for every block.
  static let mostOpen = 64

  /// Starts a walk.
  ///
  /// - Parameters:
  ///   - partitions: places in the manifest; they decide the order of equal moments.
  ///   - bytesPerRow: what a row takes in a block of whoever walks, besides its moment.
  init(
    _ store: Store, _ partitions: some Sequence<Int>, in range: TimeRange = .always,
    skipsDeleted: Bool, bytesPerRow: (StoreManifest.Partition) -> Int = { _ in 0 }
  ) throws(Fault) {
    self.store = store
    let known = store.manifest.partitions
    waiting = partitions.filter { known[$0].span.overlaps(range) }
      .sorted { (known[$0].span.start, $0) > (known[$1].span.start, $1) }
    var names: [String] = []
    if store.manifest.hasUnits {
      for index in waiting {
        names += try store.file(index).unitNames()
        // Partitions share most names: their copies are let go as they come.
        if names.count > 1 << 16 { names = UnitNames(names).names }
      }
    }
    units = UnitNames(names)
    let most = Self.mostAtOnce(waiting.map { known[$0] }, bytesPerRow)
    // 64 rows at least: fewer would spend more on opening files than on reading them.
    blockRows = max(64, min(65_536, Self.budget / max(1, most.bytes)))
    settings = PartitionCursor.Settings(
      range: range, skipsDeleted: skipsDeleted, blockRows: blockRows,
      staysOpen: most.files <= Self.mostOpen)
  }

  /// How many partitions overlap at most, and the bytes of a row of all of them.
  private static func mostAtOnce(
    _ partitions: [StoreManifest.Partition], _ bytesPerRow: (StoreManifest.Partition) -> Int
  ) -> (files: Int, bytes: Int) {
    // At equal times starts come before ends: both ends belong to a span.
    let events = partitions.flatMap { partition in
      let bytes = momentBytes + bytesPerRow(partition)
      return [(partition.span.start, 0, 1, bytes), (partition.span.end, 1, -1, -bytes)]
    }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    var (now, most) = ((files: 0, bytes: 0), (files: 0, bytes: 0))
    for (_, _, count, bytes) in events {
      now = (now.files + count, now.bytes + bytes)
      most = (max(most.files, now.files), max(most.bytes, now.bytes))
    }
    return most
  }

  /// Hands over the rows that come next in one partition's block; false at the end.
  ///
  /// No row of another partition comes before or between them.
  /// - Parameters:
  ///   - limit: the most rows to take.
  ///   - body: takes the cursor and the positions in its block.
  mutating func next(
    limit: Int = .max, _ body: (PartitionCursor, Range<Int>) throws(Fault) -> Void
  ) throws(Fault) -> Bool {
    try begin()
    guard let head = cursors.first, let key = head.key else { return false }
    let last = min(head.keys.count, head.position + min(limit, head.keys.count))
    var end = head.position
    let rival = second()
    let border = waiting.last.map(start) ?? .max
    let isOpenEnded = waiting.isEmpty
    if rival == nil, isOpenEnded {
      end = last
    } else {
      precondition(isOpenEnded || key.time < border, "a partition was begun too late")
      while end < last, isOpenEnded || head.keys[end].time < border {
        if let rival, (rival.key, rival.index) < (head.keys[end], head.index) { break }
        end += 1
      }
    }
    try body(head, head.position..<end)
    try cursors[0].advance(by: end - head.position)
    if cursors[0].key == nil {
      cursors.swapAt(0, cursors.count - 1)
      cursors.removeLast()
    }
    sink()
    return true
  }

  /// The next row of all cursors but the first.
  private func second() -> (key: RowKey, index: Int)? {
    var best: (key: RowKey, index: Int)?
    for cursor in cursors.dropFirst().prefix(2) {
      guard let key = cursor.key else { continue }
      if let known = best, known <= (key, cursor.index) { continue }
      best = (key, cursor.index)
    }
    return best
  }

  /// Begins the partitions that may hold the next row.
  private mutating func begin() throws(Fault) {
    while let index = waiting.last {
      if let key = cursors.first?.key, key.time < start(index) { return }
      waiting.removeLast()
      let cursor = try PartitionCursor(index, store.file(index), units: units, settings)
      if cursor.key == nil { continue }
      cursors.append(cursor)
      rise()
    }
  }

  private func start(_ index: Int) -> Int64 {
    store.manifest.partitions[index].span.start.nanoseconds
  }

  private func precedes(_ a: Int, _ b: Int) -> Bool {
    guard let first = cursors[a].key, let second = cursors[b].key else { return false }
    return (first, cursors[a].index) < (second, cursors[b].index)
  }

  /// Moves the last cursor up to its place.
  private mutating func rise() {
    var child = cursors.count - 1
    while child > 0, precedes(child, (child - 1) / 2) {
      cursors.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  /// Moves the first cursor down to its place.
  private mutating func sink() {
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < cursors.count && precedes(child, least) { least = child }
      if least == parent { return }
      cursors.swapAt(parent, least)
      parent = least
    }
  }
}
