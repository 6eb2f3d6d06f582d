public import Diagnostics
internal import LinearAlgebra

/// Puts irregular rows onto an even grid as they come.
///
/// The cell stamped t covers (t − every, t]: a row at 10:07 belongs to the 10-minute cell of 10:10.
/// Qualities say what a cell is: measured where a sample fell into it, carried where `last` repeats or
/// `linear` bridges, suspect where a sample that it comes from is, otherwise missing. Where a sample
/// of `linear` has no other within the largest gap, no line is drawn: its own cell holds it, carried
/// unless the sample was taken at the stamp. A
/// stamp is left out where no row fell into its cell and nothing is carried or bridged: a gap stays a
/// gap. Every unit has a grid of its own. How rows are cut into calls changes no bit.
///
/// Memory: the state of units seen within the largest gap, a batch and, where a tag is `linear`, the
/// cells of the largest gap. O(rows · tags + cells · tags).
public struct GridResampler: Sendable {
  private let settings: GridSettings
  private let tags: [Tag]
  private let methods: [ResampleMethod]
  private let linear: [Int]
  private let batchRows: Int

  private var units: [GridUnit] = []
  /// Places in ``units`` by their names' bytes.
  private var order: [Int] = []
  private var isOrdered = true
  private var placeOf: [[UInt8]: Int] = [:]
  private var hasUnits: Bool?
  /// The stamp of the cell under way and the moment of the last row; nil before the first.
  private var stamp: Int64?
  private var now: Int64 = .min
  private var lastName: String?
  private var rows: GridRows
  private var batch: GridBatch

  /// A resampler of rows with these tags.
  ///
  /// - Parameter batchRows: how many rows are handed over at a time.
  public init(_ settings: GridSettings, tags: [Tag], batchRows: Int = 65_536) {
    precondition(batchRows > 0, "a batch needs a row")
    self.settings = settings
    self.tags = tags
    self.batchRows = batchRows
    let methods = tags.map { settings.methods[$0.id] ?? settings.method }
    self.methods = methods
    linear = methods.indices.filter { methods[$0] == .linear }
    rows = GridRows(tags: tags.count, hasUnits: false)
    batch = GridBatch(tags: tags, hasUnits: false)
  }

  /// Adds rows that come after those before and hands over what is complete.
  ///
  /// - Parameters:
  ///   - frame: rows ascending by time and unit with the resampler's tags; a moment may repeat.
  ///   - quality: raw ``CellQuality``, *rows × tags*, column-major.
  ///   - body: takes batches of the grid with their qualities, not longer than `batchRows`.
  /// - Throws: ``Fault`` of kind `badData` where rows descend or a stamp cannot be represented;
  ///   `ourBug` where tags, units or qualities do not fit; what `body` throws.
  public mutating func add(
    _ frame: Frame, quality: [UInt8], _ body: (Frame, [UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    guard frame.tags.map(\.id) == tags.map(\.id),
      quality.count == frame.count * tags.count,
      (hasUnits ?? (frame.units != nil)) == (frame.units != nil)
    else { throw Fault(.ourBug, "the frame's tags, units or qualities are not the grid's") }
    if hasUnits == nil {
      hasUnits = frame.units != nil
      rows = GridRows(tags: tags.count, hasUnits: frame.units != nil)
      batch = GridBatch(tags: tags, hasUnits: frame.units != nil)
    }
    var placeOfCode = [Int](repeating: -1, count: frame.units?.names.count ?? 1)
    for row in 0..<frame.count {
      let time = frame.times[row].nanoseconds
      guard time >= now || stamp == nil else {
        throw Fault(.badData, "the times do not ascend at \(frame.times[row])")
      }
      guard let next = settings.stamp(of: time) else {
        throw Fault(
          .badData,
          "\(frame.times[row]) has no stamp on a grid of \(settings.every) before the year 2262")
      }
      if let stamp, next > stamp {
        if try close(before: next, now: time, body) {
          for code in placeOfCode.indices { placeOfCode[code] = -1 }
        }
      }
      (stamp, now) = (next, time)
      let code = frame.units.map { Int($0.codes[row]) } ?? 0
      if placeOfCode[code] < 0 { placeOfCode[code] = place(of: frame.units?.names[code] ?? "") }
      let place = placeOfCode[code]
      units[place].hasRow = true
      units[place].lastTime = time
      for tag in tags.indices {
        let value = frame.values[row, tag]
        if value.isNaN { continue }
        let quality = quality[tag * frame.count + row]
        if methods[tag] == .linear { bridge(place, tag, to: value, quality, at: time) }
        units[place].add(tag, value, quality, at: time)
      }
    }
  }

  /// Hands over the rest; the resampler begins anew.
  public mutating func finish(_ body: (Frame, [UInt8]) throws(Fault) -> Void) throws(Fault) {
    if let stamp { closeCell(stamp) }
    try release(upTo: .max, body)
    if batch.count > 0 {
      let (frame, quality) = batch.take()
      try body(frame, quality)
    }
    self = GridResampler(settings, tags: tags, batchRows: batchRows)
  }
}

extension GridResampler {
  /// The place of a unit, which is made where it is new.
  private mutating func place(of name: String) -> Int {
    let key = Array(name.utf8)
    if let place = placeOf[key] { return place }
    placeOf[key] = units.count
    order.append(units.count)
    isOrdered = false
    units.append(GridUnit(name: name, tags: tags.count))
    return units.count - 1
  }

  /// Closes all cells before the one of a new row, as far as something is carried into them.
  ///
  /// - Returns: whether units have other places now.
  private mutating func close(
    before next: Int64, now: Int64, _ body: (Frame, [UInt8]) throws(Fault) -> Void
  ) throws(Fault) -> Bool {
    let (gap, every) = (settings.largestGap.nanoseconds, settings.every.nanoseconds)
    guard var stamp else { return false }
    let newest = units.reduce(Int64.min) { max($0, $1.lastTime) }
    let (reach, isEndless) = newest.addingReportingOverflow(gap)
    while stamp < next {
      closeCell(stamp)
      try release(upTo: stamp, body)
      // The next stamp is not behind `next`, which can be represented.
      stamp += every
      if !isEndless, stamp > reach { break }
    }
    try release(upTo: next - every, before: now, body)
    return forgetUnits(now: now)
  }

  /// Ends the cell of all units at a stamp.
  private mutating func closeCell(_ stamp: Int64) {
    if !isOrdered {
      order.sort { units[$0].name.precedesByBytes(units[$1].name) }
      isOrdered = true
    }
    let gap = settings.largestGap.nanoseconds
    for place in order {
      let (age, overflow) = stamp.subtractingReportingOverflow(units[place].lastTime)
      let isOver = !units[place].hasRow && (overflow || age > gap)
      if isOver { continue }
      let cells = tags.indices.map {
        units[place].cell($0, methods[$0], at: stamp, gap: gap)
      }
      let row = rows.append(
        stamp, unit: units[place].name, hasRow: units[place].hasRow, cells: cells)
      if !linear.isEmpty { units[place].waiting.append(row) }
      units[place].close()
    }
  }

  /// Draws the line from a tag's last sample to a new one through the rows that wait.
  private mutating func bridge(
    _ place: Int, _ tag: Int, to value: Double, _ quality: UInt8, at time: Int64
  ) {
    let track = units[place].tracks[tag]
    let (span, overflow) = time.subtractingReportingOverflow(track.lastTime)
    guard track.hasLast, !overflow, span > 0, span <= settings.largestGap.nanoseconds else {
      return
    }
    for row in units[place].waiting.reversed() {
      guard row >= rows.first else { break }
      let stamp = rows.stamp(row)
      guard stamp > track.lastTime else { break }
      // v = v₀ · (1 − w) + v₁ · w with w = (t − t₀) / (t₁ − t₀)
      let weight = Double(stamp - track.lastTime) / Double(span)
      let isSuspect = max(quality, track.lastQuality) == CellQuality.suspect.rawValue
      // A cell that holds a sample keeps its quality; an empty one is bridged.
      let holdsSample = stamp - track.lastTime < settings.every.nanoseconds
      let own = holdsSample ? track.lastQuality : CellQuality.carried.rawValue
      rows[row, tag] = GridCell(
        value: track.lastValue * (1 - weight) + value * weight,
        quality: isSuspect ? CellQuality.suspect.rawValue : own)
    }
  }

  /// Moves rows out that nothing can change any more: all up to a stamp or, where a tag is linear,
  /// those that no sample from `now` on can reach.
  private mutating func release(
    upTo stamp: Int64, before now: Int64? = nil,
    _ body: (Frame, [UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    while let first = rows.firstStamp, first <= stamp {
      if !linear.isEmpty, stamp < .max {
        let (last, overflow) = first.addingReportingOverflow(settings.largestGap.nanoseconds)
        guard let now, !overflow, now > last else { return }
      }
      rows.move(into: &batch)
      if batch.count == batchRows {
        let (frame, quality) = batch.take()
        try body(frame, quality)
      }
    }
  }

  /// Lets units go that nothing carries into a cell from now on, and the numbers of rows that left.
  private mutating func forgetUnits(now: Int64) -> Bool {
    let gap = settings.largestGap.nanoseconds
    func isOver(_ unit: GridUnit) -> Bool {
      let (age, overflow) = now.subtractingReportingOverflow(unit.lastTime)
      return overflow || age > gap
    }
    if !linear.isEmpty {
      for place in units.indices {
        guard let first = units[place].waiting.first, first < rows.first else { continue }
        let gone = units[place].waiting.prefix { $0 < rows.first }.count
        if 2 * gone >= units[place].waiting.count { units[place].waiting.removeFirst(gone) }
      }
    }
    guard hasUnits == true, units.contains(where: isOver) else { return false }
    units.removeAll(where: isOver)
    placeOf = [:]
    for (place, unit) in units.enumerated() { placeOf[Array(unit.name.utf8)] = place }
    order = Array(units.indices)
    isOrdered = false
    return true
  }
}
