internal import CAllocator
internal import Diagnostics
internal import LinearAlgebra
internal import Telemetry

/// The rows of some blocks in the order of the file, then by time and unit.
struct IngestedRows {
  /// The rows' moments.
  private(set) var times: [Timestamp] = []
  /// The rows' units; empty where they have none.
  private(set) var units: [Int32] = []
  private let width: Int
  private var blocks: [CSVBlock]
  /// For each unit its place among all units' names.
  private let unitRanks: [Int32]
  /// The first row of each block among all rows.
  private let firstRows: [Int]
  /// For every stored row its number among the parsed ones; nil where they are the same.
  private var order: [Int]?

  /// Joins blocks.
  init(_ blocks: [CSVBlock], width: Int, unitRanks: [Int32]) {
    self.width = width
    self.blocks = blocks
    self.unitRanks = unitRanks
    var firstRows: [Int] = []
    for block in blocks {
      firstRows.append(times.count)
      times += block.times
      units += block.unitCodes
    }
    self.firstRows = firstRows
  }

  /// Gives rows of a file without time their moments: data row k at k · `interval`.
  mutating func numberSteps(from first: Int64, apart interval: TimeSpan) {
    var step = first
    for (block, start) in zip(blocks, firstRows) {
      for row in block.times.indices {
        let number = step &+ block.times[row].nanoseconds
        times[start + row] = Timestamp(nanoseconds: number &* interval.nanoseconds)
      }
      step &+= Int64(block.read)
    }
  }

  /// Chooses the moments of rows that may mean two, by the clocks of their units.
  mutating func settleAmbiguities(_ clocks: inout SeriesClocks) {
    guard let first = times.first, let last = times.last else { return }
    var ambiguities: [CSVBlock.Ambiguity] = []
    for (block, start) in zip(blocks, firstRows) {
      ambiguities += block.ambiguities.map {
        CSVBlock.Ambiguity(row: start + $0.row, later: $0.later)
      }
    }
    let units = units
    clocks.settle(&times, ambiguities, runsBackwards: last < first) {
      units.isEmpty ? 0 : Int(units[$0])
    }
  }

  /// How many rows are earlier than the row before them, and the first of these steps back.
  func countUnsorted(
    after previous: Timestamp?
  ) -> (count: Int, first: (from: Timestamp, to: Timestamp)?) {
    var count = 0
    var first: (from: Timestamp, to: Timestamp)?
    var last = previous
    for time in times {
      if let last, time < last {
        count += 1
        first = first ?? (last, time)
      }
      last = time
    }
    return (count, first)
  }

  /// Sorts by time and unit, rows of both in the order of the file; leaves all but one of these out
  /// where a policy says which, with the cells of the others where it has none.
  ///
  /// - Returns: how many rows were left out.
  mutating func sort(settling policy: DuplicatePolicy?) -> Int {
    let hasUnits = !units.isEmpty
    func rank(_ row: Int) -> Int32 { hasUnits ? unitRanks[Int(units[row])] : 0 }
    func precedes(_ a: Int, _ b: Int) -> Bool {
      times[a] == times[b] ? rank(a) < rank(b) : times[a] < times[b]
    }
    let isSorted = times.indices.dropFirst().allSatisfy { row in
      policy == nil ? !precedes(row, row - 1) : precedes(row - 1, row)
    }
    if isSorted { return 0 }
    let sorted = SortedRows.order(times, ranks: hasUnits ? times.indices.map(rank) : [])
    var kept: [Int] = []
    var duplicates = 0
    if let policy {
      kept.reserveCapacity(sorted.count)
      for row in sorted {
        if let last = kept.last, !precedes(last, row) {
          duplicates += 1
          let (staying, leaving) = policy == .last ? (row, last) : (last, row)
          fill(staying, from: leaving)
          kept[kept.count - 1] = staying
        } else {
          kept.append(row)
        }
      }
    } else {
      kept = sorted
    }
    times = kept.map { times[$0] }
    if hasUnits { units = kept.map { units[$0] } }
    order = kept
    return duplicates
  }
}

extension IngestedRows {
  /// Gives a row the cells of another one that it has none for.
  private mutating func fill(_ row: Int, from other: Int) {
    let own = block(of: row, near: 0)
    let others = block(of: other, near: own)
    let target = (row - firstRows[own]) * width
    let source = (other - firstRows[others]) * width
    for cell in 0..<width where blocks[own].values[target + cell].isNaN {
      blocks[own].values[target + cell] = blocks[others].values[source + cell]
    }
  }

  /// How many rows one piece of parallel work moves; 128 rows at a time stay in cache.
  private static let rowsPerPiece = 8_192
  private static let tile = 128

  /// Gathers the rows into columns, *rows × cells*, with each cell's quality.
  func columns(threads: Int) throws(Fault) -> (values: Matrix, quality: [UInt8]) {
    let count = times.count
    let width = width
    let cells = count * width
    do {
      var quality: [UInt8] = []
      let values = try [Double](unsafeUninitializedCapacity: cells) { valueBuffer, filled in
        quality = try [UInt8](unsafeUninitializedCapacity: cells) { qualityBuffer, filled in
          tocsin_use_large_pages(valueBuffer.baseAddress, cells * MemoryLayout<Double>.size)
          tocsin_use_large_pages(qualityBuffer.baseAddress, cells)
          guard let valueBase = valueBuffer.baseAddress, let qualityBase = qualityBuffer.baseAddress
          else { return }
          let room = ColumnRoom(
            values: valueBase, quality: qualityBase, rows: count, columns: width)
          let pieces = (count + Self.rowsPerPiece - 1) / Self.rowsPerPiece
          _ = try ParallelMap(threads: threads)(pieces) { piece in
            let start = piece * Self.rowsPerPiece
            gather(start..<min(count, start + Self.rowsPerPiece), into: room)
          }
          filled = cells
        }
        filled = cells
      }
      return (Matrix(rows: count, columns: width, columnMajor: values), quality)
    } catch let fault as Fault {
      throw fault
    } catch {
      throw Fault(.ourBug, "gathering columns failed: \(error)")
    }
  }

  private func gather(_ range: Range<Int>, into room: ColumnRoom) {
    defer { room.end() }
    var block = 0
    var at = range.lowerBound
    guard let order else {
      while at < range.upperBound {
        block = self.block(of: at, near: block)
        let first = firstRows[block]
        let rows = min(Self.tile, range.upperBound - at, first + blocks[block].times.count - at)
        blocks[block].values.withUnsafeBufferPointer { cells in
          if let base = cells.baseAddress { room.put(base + (at - first) * width, rows, at: at) }
        }
        at += rows
      }
      return
    }
    var scratch = [Double](repeating: 0, count: Self.tile * width)
    while at < range.upperBound {
      let rows = min(Self.tile, range.upperBound - at)
      for i in 0..<rows {
        let row = order[at + i]
        block = self.block(of: row, near: block)
        let source = (row - firstRows[block]) * width
        blocks[block].values.withUnsafeBufferPointer { cells in
          scratch.withUnsafeMutableBufferPointer { scratch in
            guard let from = cells.baseAddress, let to = scratch.baseAddress else { return }
            (to + i * width).update(from: from + source, count: width)
          }
        }
      }
      scratch.withUnsafeBufferPointer { scratch in
        if let base = scratch.baseAddress { room.put(base, rows, at: at) }
      }
      at += rows
    }
  }

  /// The block that holds a row: mostly the one of the row before.
  private func block(of row: Int, near guess: Int) -> Int {
    func holds(_ block: Int) -> Bool {
      row >= firstRows[block] && row < firstRows[block] + blocks[block].times.count
    }
    if holds(guess) { return guess }
    var low = 0
    var high = firstRows.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if firstRows[middle] <= row { low = middle } else { high = middle }
    }
    return low
  }
}
