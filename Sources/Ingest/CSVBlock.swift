internal import Diagnostics
internal import Telemetry

/// What one block of a file holds: the records that begin in it.
struct CSVBlock: Sendable {
  /// An hour that comes twice: which row, and the other moment it may mean.
  struct Ambiguity: Sendable {
    var row: Int
    var later: Timestamp
  }

  /// Where its first record begins.
  var start: Int
  /// Where the record after its last one begins.
  var next: Int
  /// Line ends between the two.
  var lineBreaks = 0
  /// Data rows, good or bad.
  var read = 0
  /// Lines with nothing on them.
  var emptyLines = 0
  /// The good rows' moments; without a clock their number among the block's data rows.
  var times: [Timestamp] = []
  /// The good rows' numbers, *rows × tags*, row by row.
  var values: [Double] = []
  /// Rows whose wall-clock time comes twice.
  var ambiguities: [Ambiguity] = []
  /// Bad rows; lines are counted from the block's first, from 0.
  var quarantine: [QuarantinedRow] = []
}

/// Parses blocks, each on its own, on any thread.
struct CSVBlockParser: Sendable {
  let input: InputFile
  let parser: RowParser
  let clock: LocalClock
  let width: Int
  let blockBytes: Int
  /// Where the first data record begins.
  let dataStart: Int

  /// How far past a block's end is read at once, to finish its last record.
  private static let lookahead = 1 << 16

  /// The bytes of block `index`.
  func range(_ index: Int) -> Range<Int> {
    let start = index * blockBytes
    return start..<min(input.size, start + blockBytes)
  }

  /// Reads a block, hands its bytes to `digest` and parses the records that begin in it.
  ///
  /// - Parameter start: where its first record begins; nil to take the first line end for it, which
  ///   is wrong only where that line end stands in quotes: the caller compares with the block
  ///   before.
  func parse(
    _ index: Int, from start: Int?, digest: (ArraySlice<UInt8>) -> Void
  ) throws(Fault) -> CSVBlock {
    let range = range(index)
    // One byte before the block tells whether a record begins right at its start.
    let base = max(0, range.lowerBound - 1)
    var bytes = try input.read(
      at: base, count: min(input.size, range.upperBound + Self.lookahead) - base)
    digest(bytes[(range.lowerBound - base)..<(range.upperBound - base)])
    let first = start ?? firstRecord(bytes, base: base, range)
    var block = CSVBlock(start: first, next: first)
    guard first < range.upperBound else { return block }
    var clock = clock
    var row = [Double](repeating: 0, count: max(1, width))
    while true {
      let position = block.next
      try append(&block, bytes, base: base, to: range.upperBound, &row, &clock)
      if block.next >= range.upperBound { return block }
      // The last record goes on past the bytes at hand: read twice as far.
      let end = base + bytes.count
      let more = min(input.size - end, max(Self.lookahead, bytes.count))
      guard more > 0 || block.next > position else {
        throw Fault(
          .ourBug, "the record at offset \(block.next) does not end", at: Place(file: input.path))
      }
      if more > 0 { bytes += try input.read(at: end, count: more) }
    }
  }

  /// After the first line end in or just before the block; the block's end where there is none.
  private func firstRecord(_ bytes: [UInt8], base: Int, _ range: Range<Int>) -> Int {
    if range.lowerBound <= dataStart { return dataStart }
    var at = 0
    while at < range.upperBound - base - 1 {
      if bytes[at] == parser.lineEnd { return base + at + 1 }
      at += 1
    }
    return range.upperBound
  }

  /// Parses records until one begins at or past `end`, or needs bytes that are not there yet.
  private func append(
    _ block: inout CSVBlock, _ bytes: [UInt8], base: Int, to end: Int, _ row: inout [Double],
    _ clock: inout LocalClock
  ) throws(Fault) {
    let isLast = base + bytes.count >= input.size
    let width = width
    bytes.withUnsafeBufferPointer { buffer in
      row.withUnsafeMutableBufferPointer { row in
        guard let pointer = buffer.baseAddress, let cells = row.baseAddress else { return }
        if block.values.isEmpty {
          block.values.reserveCapacity((end - block.start) / 6)
        }
        while block.next < end {
          let start = block.next
          let record = parser.parse(
            pointer, from: start - base, to: buffer.count, isLast: isLast, into: cells)
          switch record.outcome {
          case .needsMore: return
          case .blank: block.emptyLines += 1
          case .row(let reading):
            if let problem = block.add(time: reading, clock: &clock) {
              let text = buffer[(start - base)..<record.next]
              block.refuse(problem, file: input.path, offset: start, text: text)
            } else {
              block.values.append(contentsOf: UnsafeBufferPointer(start: cells, count: width))
            }
            block.read += 1
          case .bad(let reason, _):
            let text = buffer[(start - base)..<record.next]
            block.refuse(reason, file: input.path, offset: start, text: text)
            block.read += 1
          }
          block.lineBreaks += record.lineBreaks
          block.next = base + record.next
        }
      }
    }
  }
}

extension CSVBlock {
  /// Adds a good row's moment, or tells why it has none.
  fileprivate mutating func add(time reading: ClockReading?, clock: inout LocalClock) -> String? {
    guard let reading else {
      times.append(Timestamp(nanoseconds: Int64(read)))
      return nil
    }
    switch clock.moment(of: reading) {
    case .exact(let stamp): times.append(stamp)
    case .twice(let earlier, let later):
      ambiguities.append(Ambiguity(row: times.count, later: later))
      times.append(earlier)
    case .skipped: return clock.skippedReason(reading)
    }
    return nil
  }

  /// Adds a refused row.
  fileprivate mutating func refuse(
    _ reason: String, file: String, offset: Int, text: Slice<UnsafeBufferPointer<UInt8>>
  ) {
    var text = text
    while let last = text.last, last == 10 || last == 13 { text.removeLast() }
    quarantine.append(
      QuarantinedRow(
        file: file, line: lineBreaks, byteOffset: offset, reason: reason,
        text: CellText.raw(text)))
  }
}

extension LocalClock {
  /// Says that a wall clock never showed this time.
  func skippedReason(_ reading: ClockReading) -> String {
    switch reading {
    case .instant(let stamp), .local(let stamp):
      "the time \(stamp.minuteText) does not exist in \(name): the clocks were put forward over it"
    }
  }
}
