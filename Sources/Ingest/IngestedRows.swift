internal import Diagnostics
internal import LinearAlgebra
internal import Telemetry

/// The rows of all blocks in the order of the file, then by time.
struct IngestedRows {
  /// Data rows, good or bad.
  private(set) var read = 0
  /// Empty lines.
  private(set) var emptyLines = 0
  /// The stored rows' moments: of the file's order first, ascending after
  /// ``resolve(isStepped:_:)``.
  private(set) var times: [Timestamp] = []
  /// Refused rows with the file's line numbers.
  private(set) var quarantine: [QuarantinedRow] = []
  /// Rows that gave way to another with the same time.
  private(set) var duplicates = 0
  /// Rows whose wall-clock time comes twice.
  private(set) var ambiguous = 0
  /// Rows that stood before an earlier one.
  private(set) var unsorted = 0
  private let width: Int
  private let blocks: [CSVBlock]
  /// The first row of each block among all rows.
  private let firstRows: [Int]
  /// For every stored row its number among the parsed ones; nil where they are the same.
  private var order: [Int]?

  /// Joins blocks; the first begins on line `firstLine`.
  init(_ blocks: [CSVBlock], firstLine: Int, width: Int) {
    self.width = width
    self.blocks = blocks
    var line = firstLine
    var firstRows: [Int] = []
    for block in blocks {
      firstRows.append(times.count)
      times += block.times
      for var row in block.quarantine {
        row.line += line
        quarantine.append(row)
      }
      line += block.lineBreaks
      read += block.read
      emptyLines += block.emptyLines
      ambiguous += block.ambiguities.count
    }
    self.firstRows = firstRows
  }

  /// Numbers the steps or settles hours that come twice, sorts by time and settles duplicates.
  mutating func resolve(isStepped: Bool, _ options: CSVReaderOptions) {
    if isStepped {
      var step: Int64 = 0
      for (block, first) in zip(blocks, firstRows) {
        for row in block.times.indices {
          let number = step &+ block.times[row].nanoseconds
          times[first + row] = Timestamp(nanoseconds: number &* options.stepInterval.nanoseconds)
        }
        step &+= Int64(block.read)
      }
    } else {
      settleAmbiguities()
    }
    sort(options.duplicates)
  }

  /// Takes the earlier moment until the file has passed it, then the later one.
  ///
  /// A file that runs backwards (its last moment before its first) is walked backwards.
  private mutating func settleAmbiguities() {
    guard ambiguous > 0, let first = times.first, let last = times.last else { return }
    var rows: [(row: Int, later: Timestamp)] = []
    for (block, start) in zip(blocks, firstRows) {
      rows += block.ambiguities.map { (start + $0.row, $0.later) }
    }
    let runsBackwards = last < first
    for (row, later) in runsBackwards ? rows.reversed() : rows {
      let before = runsBackwards ? row + 1 : row - 1
      if times.indices.contains(before), times[before] >= times[row] { times[row] = later }
    }
  }

  private mutating func sort(_ policy: CSVReaderOptions.DuplicatePolicy) {
    for i in times.indices.dropFirst() where times[i] < times[i - 1] { unsorted += 1 }
    let isStrict = zip(times, times.dropFirst()).allSatisfy { $0 < $1 }
    if isStrict { return }
    let sorted = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    var kept: [Int] = []
    kept.reserveCapacity(sorted.count)
    for row in sorted {
      if let last = kept.last, times[last] == times[row] {
        duplicates += 1
        if policy == .last { kept[kept.count - 1] = row }
      } else {
        kept.append(row)
      }
    }
    times = kept.map { times[$0] }
    order = kept
  }

  /// What happened to the rows, as notices.
  func notices(
    place: Place, timeZone: String, policy: CSVReaderOptions.DuplicatePolicy
  ) -> [Notice] {
    var notices: [Notice] = []
    if unsorted > 0 {
      notices.append(
        Notice("\(rows(unsorted)) earlier than the row before; sorted by time", at: place))
    }
    if duplicates > 0 {
      notices.append(
        Notice(
          "\(rows(duplicates)) of \(read) had the time of another row; the \(policy.rawValue) "
            + "one in the file stays", at: place))
    }
    if ambiguous > 0 {
      notices.append(
        Notice(
          "\(rows(ambiguous)) lie in an hour that comes twice in \(timeZone); taken in the file's "
            + "order", at: place))
    }
    return notices
  }

  private func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }
}

extension IngestedRows {
  /// The cells as columns.
  struct Columns: Sendable {
    var values: Matrix
    var quality: [UInt8]
    var statistics: [ColumnStatistics]
  }

  /// How many rows one piece of parallel work moves; 64 rows at a time stay in cache.
  private static let rowsPerPiece = 8_192
  private static let tile = 64

  /// Gathers the stored rows into columns and summarises each.
  func columns(threads: Int) throws(Fault) -> Columns {
    let count = times.count
    let width = width
    let cells = count * width
    do {
      var quality: [UInt8] = []
      let values = try [Double](unsafeUninitializedCapacity: cells) { valueBuffer, filled in
        quality = try [UInt8](unsafeUninitializedCapacity: cells) { qualityBuffer, filled in
          let target = Target(values: valueBuffer, quality: qualityBuffer)
          let pieces = (count + Self.rowsPerPiece - 1) / Self.rowsPerPiece
          _ = try ParallelMap(threads: threads)(pieces) { piece in
            let start = piece * Self.rowsPerPiece
            gather(start..<min(count, start + Self.rowsPerPiece), of: count, into: target)
          }
          filled = cells
        }
        filled = cells
      }
      let statistics = try ParallelMap(threads: threads)(width) { column in
        ColumnStatistics(values[(column * count)..<((column + 1) * count)])
      }
      return Columns(
        values: Matrix(rows: count, columns: width, columnMajor: values), quality: quality,
        statistics: statistics)
    } catch let fault as Fault {
      throw fault
    } catch {
      throw Fault(.ourBug, "gathering columns failed: \(error)")
    }
  }

  /// Room that several threads fill, each its own rows.
  private struct Target: @unchecked Sendable {
    let values: UnsafeMutableBufferPointer<Double>
    let quality: UnsafeMutableBufferPointer<UInt8>
  }

  private func gather(_ range: Range<Int>, of count: Int, into target: Target) {
    guard let values = target.values.baseAddress, let quality = target.quality.baseAddress else {
      return
    }
    let measured = CellQuality.measured.rawValue
    let missing = CellQuality.missing.rawValue
    var scratch = [Double](repeating: 0, count: Self.tile * width)
    var block = 0
    var at = range.lowerBound
    while at < range.upperBound {
      let rows = min(Self.tile, range.upperBound - at)
      for i in 0..<rows {
        let row = order?[at + i] ?? (at + i)
        block = self.block(of: row, near: block)
        let source = (row - firstRows[block]) * width
        blocks[block].values.withUnsafeBufferPointer { cells in
          for j in 0..<width { scratch[i * width + j] = cells[source + j] }
        }
      }
      scratch.withUnsafeBufferPointer { scratch in
        for j in 0..<width {
          let base = j * count + at
          for i in 0..<rows {
            let value = scratch[i * width + j]
            (values + base + i).initialize(to: value)
            (quality + base + i).initialize(to: value.isNaN ? missing : measured)
          }
        }
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
