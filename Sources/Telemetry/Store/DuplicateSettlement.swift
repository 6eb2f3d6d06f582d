internal import Diagnostics

/// Finds the rows that other rows of their moment displace or that are merged with them, in one walk
/// over the partitions that meet; those of different single units do not.
///
/// Rows of one set of columns without missing cells are settled as whole rows, by leaving all but one out.
/// Where no row wins every measured cell, or means are taken, all are left out and a merged row is
/// written: a missing cell displaces no measured one. The outcome depends on the partitions alone, not
/// on which commit brought them.
struct DuplicateSettlement {
  private let policy: DuplicatePolicy
  /// The store as it will be, before anything is left out.
  private let store: Store
  /// Per partition the place of its source.
  private let sources: [Int]
  private var sets: ColumnSets

  /// Per partition the rows to leave out, ascending and disjoint.
  private(set) var deletions: [[Range<Int>]]
  /// Per source how many moments count for it; the sum is that of all moments.
  private(set) var stored: [Int]
  /// Per source how many moments it has.
  private(set) var moments: [Int]

  /// Prepares the settlement of a store's partitions, which are in the order of their sources.
  init(_ store: Store) {
    self.store = store
    policy = store.manifest.duplicates
    var place: [String: Int] = [:]
    for (index, source) in store.manifest.sources.enumerated() { place[source.name] = index }
    sources = store.manifest.partitions.map { place[$0.source] ?? 0 }
    sets = ColumnSets(store.manifest)
    deletions = [[Range<Int>]](repeating: [], count: store.partitionCount)
    stored = [Int](repeating: 0, count: store.manifest.sources.count)
    moments = stored
  }

  /// Settles all partitions.
  ///
  /// O(rows of partitions that meet · log of how many meet at a time); the others are not read.
  /// - Parameter write: takes the merged rows, in bounded pieces.
  /// - Throws: ``Fault`` of kind `badData` where the policy allows no duplicates and there are some.
  mutating func run(
    _ write: (Frame, [UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    let partitions = store.manifest.partitions
    var waiting = partitions.indices.sorted {
      (partitions[$0].span.start, $0) < (partitions[$1].span.start, $1)
    }[...]
    while let first = waiting.first {
      // A group: partitions that touch each other's spans, directly or through others.
      var end = partitions[first].span.end
      var size = 1
      for index in waiting.dropFirst() {
        guard partitions[index].span.start <= end else { break }
        end = max(end, partitions[index].span.end)
        size += 1
      }
      let group = waiting.prefix(size)
      waiting = waiting.dropFirst(size)
      for group in apart(group) {
        if group.count > 1 || partitions[group[group.startIndex]].hasRepeats {
          try settle(group, write)
        } else {
          for index in group {
            stored[sources[index]] += partitions[index].rows
            moments[sources[index]] += partitions[index].rows
          }
        }
      }
    }
  }

  /// A group in parts that share no moment: where every partition is of one unit, unit by unit.
  private func apart(_ group: ArraySlice<Int>) -> [ArraySlice<Int>] {
    var units: [String] = []
    var members: [String: [Int]] = [:]
    for index in group {
      guard let unit = store.manifest.partitions[index].unit else { return [group] }
      if members[unit] == nil { units.append(unit) }
      members[unit, default: []].append(index)
    }
    return units.compactMap { members[$0].map { $0[...] } }
  }

  private mutating func settle(
    _ group: ArraySlice<Int>, _ write: (Frame, [UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    let tags = store.tags
    // The cells of rows to be merged: a value and a quality per tag.
    var walk = try PartitionWalk(
      store, group, skipsDeleted: false, bytesPerRow: { 9 * ($0.tags?.count ?? tags.count) })
    var state = State(
      cells: CellWindows(store, rowsAtOnce: walk.blockRows),
      means: MeanCells(policy == .mean ? tags : []),
      // Where no cell is missing whole rows win, and no cell has to be read.
      measured: policy == .last || policy == .first
        ? group.contains { !hasAllCells($0) }
          ? MeasuredCells(tags: tags.count, keepsLast: policy == .last) : nil : nil,
      merged: SettledRows(tags: tags, units: store.manifest.hasUnits ? walk.units : nil),
      units: walk.units, placeOfSet: [Int](repeating: -1, count: sets.tags.count),
      owners: [Row?](repeating: nil, count: policy == .error ? tags.count : 0))
    while try walk.next({ (cursor, positions) throws(Fault) in
      for position in positions {
        let row = Row(partition: cursor.index, row: cursor.rows[position])
        try take(cursor.keys[position], row, &state)
      }
      if state.merged.isFull, let (frame, quality) = state.merged.take() {
        try write(frame, quality)
      }
    }) {}
    try finish(&state)
    if let (frame, quality) = state.merged.take() { try write(frame, quality) }
  }

  /// Whether a partition is known to miss no cell of its own tags.
  private func hasAllCells(_ index: Int) -> Bool {
    let partition = store.manifest.partitions[index]
    // Statistics tell of the rows that an earlier commit left in.
    return partition.deletions.isEmpty && partition.statistics.allSatisfy { $0.missing == 0 }
  }

  /// A row of a partition.
  private struct Row {
    let partition: Int
    let row: Int
  }

  /// What a walk over one group keeps.
  private struct State {
    var cells: CellWindows
    var means: MeanCells
    /// Where cells are missing and a row's cells stay one by one: the moment's cells so far.
    var measured: MeasuredCells?
    /// Beside ``measured`` the one row that has all of these cells; nil where none has.
    var whole: Row?
    var merged: SettledRows
    let units: UnitNames
    /// The moment whose rows come now; nil before the first.
    var key: RowKey?
    /// How many rows it has so far, and the first and the last of them.
    var rows = 0
    var first = Row(partition: 0, row: 0)
    var last = Row(partition: 0, row: 0)
    /// From the second row on, the rows that stay, one of each set of columns, in order; nil where a
    /// later one took the place.
    var candidates: [(set: Int, row: Row?)] = []
    /// Per set where it stands among the candidates; -1 where it does not.
    var placeOfSet: [Int]
    /// Where no duplicates are allowed: per tag the row of this moment that has it.
    var owners: [Row?]
  }

  private mutating func take(_ key: RowKey, _ row: Row, _ state: inout State) throws(Fault) {
    if state.key == key {
      if sources[state.last.partition] != sources[row.partition] {
        moments[sources[row.partition]] += 1
      }
      try join(row, &state)
      state.last = row
      state.rows += 1
    } else {
      try finish(&state)
      moments[sources[row.partition]] += 1
      (state.key, state.rows, state.first, state.last) = (key, 1, row, row)
    }
  }

  /// Adds another row of the moment.
  private mutating func join(_ row: Row, _ state: inout State) throws(Fault) {
    if policy == .mean {
      if state.rows == 1 { try average(state.first, &state) }
      try average(row, &state)
      return
    }
    if state.measured != nil {
      if state.rows == 1 { try add(state.first, &state) }
      try add(row, &state)
      return
    }
    if state.rows == 1 {
      if policy == .error { try claim(state.first, &state) }
      propose(state.first, &state)
    }
    if policy == .error { try claim(row, &state) }
    let place = state.placeOfSet[sets.setOfPartition[row.partition]]
    if place < 0 {
      propose(row, &state)
    } else if policy == .last {
      if let before = state.candidates[place].row { delete(before) }
      if place == state.candidates.count - 1 {
        state.candidates[place].row = row
      } else {
        state.candidates[place].row = nil
        propose(row, &state)
      }
    } else {
      delete(row)
    }
  }

  private func propose(_ row: Row, _ state: inout State) {
    let set = sets.setOfPartition[row.partition]
    state.placeOfSet[set] = state.candidates.count
    state.candidates.append((set, row))
  }

  /// Settles the moment whose last row has come.
  private mutating func finish(_ state: inout State) throws(Fault) {
    guard let key = state.key else { return }
    var owner = policy == .last ? state.last : state.first
    if state.rows > 1 {
      if policy == .mean {
        state.merged.begin(key)
        for tag in state.means.tags {
          let (value, quality) = state.means.mean(tag)
          state.merged.set(tag, value, quality)
        }
        state.means.clear()
      } else if state.measured != nil {
        settleMeasured(key, &state)
      } else {
        owner = try settleCandidates(key, owner, &state)
      }
    }
    stored[sources[owner.partition]] += 1
    for (set, row) in state.candidates {
      state.placeOfSet[set] = -1
      guard policy == .error, let row else { continue }
      for tag in sets.tags[sets.setOfPartition[row.partition]] { state.owners[tag] = nil }
    }
    state.candidates.removeAll(keepingCapacity: true)
    state.key = nil
  }

  /// Keeps one candidate or merges them; returns the row whose source the moment counts for.
  private mutating func settleCandidates(
    _ key: RowKey, _ owner: Row, _ state: inout State
  ) throws(Fault) -> Row {
    let candidates = state.candidates.compactMap(\.row)
    switch sets.plan(candidates.map { sets.setOfPartition[$0.partition] }) {
    case .keep(let winner):
      for (place, row) in candidates.enumerated() where place != winner { delete(row) }
      return candidates[winner]
    case .merge(let winners):
      state.merged.begin(key)
      for row in candidates {
        delete(row)
        try state.cells.load(partition: row.partition, row: row.row, at: key.time)
      }
      for (tag, winner) in winners {
        let row = candidates[winner]
        let (value, quality) = state.cells.cell(
          partition: row.partition, row: row.row, tag: tag)
        state.merged.set(tag, value, quality)
      }
      return owner
    }
  }

  /// Adds a row's measured cells to the moment's; leaves out the rows that do not have all of them.
  private mutating func add(_ row: Row, _ state: inout State) throws(Fault) {
    try state.cells.load(partition: row.partition, row: row.row, at: state.key?.time ?? .min)
    state.measured?.begin()
    for tag in sets.tags[sets.setOfPartition[row.partition]] {
      let (value, quality) = state.cells.cell(partition: row.partition, row: row.row, tag: tag)
      state.measured?.add(tag, value, quality)
    }
    let isFirst = row.partition == state.first.partition && row.row == state.first.row
    switch state.measured?.outcome(isFirst: isFirst) ?? .nothing {
    case .whole:
      if let before = state.whole { delete(before) }
      state.whole = row
    case .nothing: delete(row)
    case .part:
      if let before = state.whole { delete(before) }
      state.whole = nil
      delete(row)
    }
  }

  /// Writes a merged row where no row of the moment has all measured cells.
  private func settleMeasured(_ key: RowKey, _ state: inout State) {
    if state.whole == nil, let measured = state.measured {
      state.merged.begin(key)
      for tag in measured.tags {
        let (value, quality) = measured.cell(tag)
        state.merged.set(tag, value, quality)
      }
    }
    state.whole = nil
    state.measured?.clear()
  }

  /// Adds a row to the means and leaves it out.
  private mutating func average(_ row: Row, _ state: inout State) throws(Fault) {
    try state.cells.load(partition: row.partition, row: row.row, at: state.key?.time ?? .min)
    for tag in sets.tags[sets.setOfPartition[row.partition]] {
      let (value, quality) = state.cells.cell(partition: row.partition, row: row.row, tag: tag)
      state.means.add(tag, value, quality)
    }
    delete(row)
  }

  private mutating func delete(_ row: Row) { deletions[row.partition].insertRow(row.row) }

  /// Notes that a row has its tags; refuses a tag that another row of the moment has.
  private func claim(_ row: Row, _ state: inout State) throws(Fault) {
    for tag in sets.tags[sets.setOfPartition[row.partition]] {
      guard let before = state.owners[tag], let key = state.key else {
        state.owners[tag] = row
        continue
      }
      let manifest = store.manifest
      let moment =
        manifest.timeKind == .step
        ? "step \(key.time)" : "\(Timestamp(nanoseconds: key.time))"
      let unit = manifest.hasUnits ? " of unit '\(state.units.names[Int(key.unit)])'" : ""
      let names = [before, row].map { manifest.partitions[$0.partition].source }
      throw Fault(
        .badData,
        "two rows of \(moment)\(unit) have the tag '\(manifest.tags[tag].id)': "
          + (names[0] == names[1]
            ? "both in '\(names[0])'" : "in '\(names[0])' and '\(names[1])'"),
        at: Place(file: names[1]),
        hint: "remove one of them, or settle duplicates by first, last or mean")
    }
  }
}
