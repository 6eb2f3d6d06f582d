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
  /// Lines that are comments or the header once more.
  var otherLines = 0
  /// The good rows' moments; without a clock their number among the block's data rows.
  var times: [Timestamp] = []
  /// The good rows' numbers, *rows × cells*, row by row; categories by their codes in ``categories``.
  var values: [Double] = []
  /// The good rows' units, tags and qualities by their codes; empty where rows name none.
  var unitCodes: [Int32] = []
  var tagCodes: [Int32] = []
  var qualityCodes: [Int32] = []
  /// The texts behind the codes; categories per cell of a row.
  var units = TextCodes()
  var tags = TextCodes()
  var qualities = TextCodes()
  var categories: [Int: TextCodes] = [:]
  /// Long form: what the tags' values are, by the tags' codes.
  var longValues = LongValues()
  /// Rows whose wall-clock time comes twice.
  var ambiguities: [Ambiguity] = []
  /// Bad rows; lines are counted from the block's first, from 0.
  var quarantine: [QuarantinedRow] = []
  /// With so many bad rows a block ends: in a damaged file each line may be one, and larger than its bytes.
  static let mostRefused = 1 << 12
  /// The first header of other columns, before which the block ends; its line is counted as those of
  /// bad rows are.
  var strayHeader: StrayHeader.Found?
}

/// Parses the blocks of a window, each on its own, on any thread.
struct CSVBlockParser: Sendable {
  /// The file, as the user named it.
  let file: String
  let parser: RowParser
  let layout: RowLayout
  let clock: LocalClock
  let strayHeader: StrayHeader?
  /// Long form: the tags whose values are read as words, by their names' bytes.
  var wordTags: Set<[UInt8]> = []
  /// Long form: the names of the columns of values.
  var valueColumns: [String] = []

  /// Parses the records that begin in a block, up to ``CSVBlock/mostRefused`` bad ones.
  ///
  /// - Parameters:
  ///   - window: the bytes; offset 0 is where a record begins.
  ///   - block: the block's bytes in it.
  ///   - start: where its first record begins; nil to take the first line end for it, which is wrong
  ///     only where that line end stands in quotes: the caller compares with the block before.
  ///   - isLast: whether the window ends with the file; otherwise a record that reaches its end is
  ///     left to the next window.
  func parse(
    _ window: [UInt8], block range: Range<Int>, from start: Int?, isLast: Bool
  ) -> CSVBlock {
    let first = start ?? firstRecord(window, range)
    var block = CSVBlock(start: first, next: first)
    guard first < range.upperBound else { return block }
    for case .category(let cell) in layout.texts { block.categories[cell] = TextCodes() }
    var clock = clock
    var plainRows = parser.plainRows()
    var row = [Double](repeating: 0, count: max(1, layout.width))
    var texts = [RowParser.Text](repeating: RowParser.Text(), count: max(1, layout.texts.count))
    window.withUnsafeBufferPointer { buffer in
      row.withUnsafeMutableBufferPointer { row in
        texts.withUnsafeMutableBufferPointer { texts in
          guard let bytes = buffer.baseAddress, let cells = row.baseAddress,
            let places = texts.baseAddress
          else { return }
          while block.next < range.upperBound {
            let start = block.next
            let record =
              parser.plain(
                bytes, from: start, to: buffer.count, into: cells, texts: places, &plainRows)
              ?? parser.parse(
                bytes, from: start, to: buffer.count, isLast: isLast, into: cells, texts: places)
            switch record.outcome {
            case .needsMore: return
            case .blank: block.emptyLines += 1
            case .comment, .header: block.otherLines += 1
            case .row(let reading):
              // The first row tells how many more there are: with room for them they need not be moved.
              if block.values.isEmpty {
                let rest = range.upperBound - start
                let rows = rest / max(1, record.next - start) * 9 / 8 + 1
                // No field is shorter than its delimiter.
                block.values.reserveCapacity(min(rows * layout.width, max(0, rest) + layout.width))
              }
              if let problem = add(
                buffer, reading, cells, places, to: &block, clock: &clock)
              {
                block.refuse(problem, file: file, offset: start, text: buffer[start..<record.next])
              }
              block.read += 1
            case .bad(let reason, _):
              // Rows below another header are read by it: the block ends here.
              if let names = strayHeader?.names(in: buffer[start..<record.next]) {
                block.strayHeader = StrayHeader.Found(
                  names: names, line: block.lineBreaks, bytes: start..<record.next,
                  lineBreaks: record.lineBreaks)
                return
              }
              block.refuse(reason, file: file, offset: start, text: buffer[start..<record.next])
              block.read += 1
            }
            block.lineBreaks += record.lineBreaks
            block.next = record.next
            if block.quarantine.count == CSVBlock.mostRefused { return }
          }
        }
      }
    }
    return block
  }

  /// After the first line end at or before the block's start; the block's end where there is none.
  private func firstRecord(_ window: [UInt8], _ range: Range<Int>) -> Int {
    if range.lowerBound == 0 { return 0 }
    var at = range.lowerBound - 1
    while at < range.upperBound - 1 {
      if window[at] == parser.lineEnd { return at + 1 }
      at += 1
    }
    return range.upperBound
  }

  /// Adds a good row, or tells why it cannot be used; nothing is added then.
  private func add(
    _ bytes: UnsafeBufferPointer<UInt8>, _ reading: ClockReading?,
    _ cells: UnsafeMutablePointer<Double>, _ places: UnsafeMutablePointer<RowParser.Text>,
    to block: inout CSVBlock, clock: inout LocalClock
  ) -> String? {
    let moment = reading.map { clock.moment(of: $0) }
    if let reading, moment == .skipped { return clock.skippedReason(reading) }
    for (index, role) in layout.texts.enumerated() where role == .unit || role == .tag {
      if places[index].end == places[index].start {
        return role == .unit ? "the unit's name is empty" : "the tag's name is empty"
      }
    }
    if layout.hasTags, let problem = settleValues(bytes, cells, places, &block) { return problem }
    for (index, role) in layout.texts.enumerated() {
      withContent(of: places[index], bytes) { text in
        switch role {
        case .category(let cell):
          let code = parser.isMissing(text) ? nil : block.categories[cell]?.code(of: text)
          cells[cell] = code.map { Double($0) } ?? .nan
        case .unit: block.unitCodes.append(block.units.code(of: text))
        case .quality: block.qualityCodes.append(block.qualities.code(of: text))
        case .tag, .value: break
        }
      }
    }
    switch moment {
    case nil: block.times.append(Timestamp(nanoseconds: Int64(block.read)))
    case .exact(let stamp)?: block.times.append(stamp)
    case .twice(let earlier, let later)?:
      block.ambiguities.append(CSVBlock.Ambiguity(row: block.times.count, later: later))
      block.times.append(earlier)
    case .skipped?: break
    }
    block.values.append(contentsOf: UnsafeBufferPointer(start: cells, count: layout.width))
    return nil
  }

  /// Long form: finds the record's tag and what its values are to it; tells what is wrong with one.
  private func settleValues(
    _ bytes: UnsafeBufferPointer<UInt8>, _ cells: UnsafeMutablePointer<Double>,
    _ places: UnsafeMutablePointer<RowParser.Text>, _ block: inout CSVBlock
  ) -> String? {
    var name: [UInt8] = []
    for (index, role) in layout.texts.enumerated() where role == .tag {
      if !name.isEmpty { name.append(UInt8(ascii: ".")) }
      withContent(of: places[index], bytes) { name.append(contentsOf: $0) }
    }
    let known = block.tags.count
    let tag = name.withUnsafeBufferPointer { block.tags.code(of: $0) }
    if Int(tag) == known {
      block.longValues.meet(isOfWords: !wordTags.isEmpty && wordTags.contains(name))
    }
    for (index, role) in layout.texts.enumerated() {
      guard case .value(let cell) = role else { continue }
      var isUsable = true
      withContent(of: places[index], bytes) { text in
        isUsable = block.longValues.settle(
          &cells[cell], text, tag: Int(tag),
          isMissing: cells[cell].isNaN && parser.isMissing(text))
      }
      if !isUsable { return parser.notANumber(bytes, places[index], column: valueColumns[cell]) }
    }
    block.tagCodes.append(tag)
    return nil
  }

  /// Hands over a text's bytes, copied where quotes in it are doubled.
  private func withContent(
    of place: RowParser.Text, _ bytes: UnsafeBufferPointer<UInt8>,
    _ body: (UnsafeBufferPointer<UInt8>) -> Void
  ) {
    let text = UnsafeBufferPointer(rebasing: bytes[place.start..<place.end])
    guard place.isQuoted, text.contains(0x22) else { return body(text) }
    var plain: [UInt8] = []
    var isSecond = false
    for byte in text {
      isSecond = byte == 0x22 && !isSecond
      if !isSecond { plain.append(byte) }
    }
    plain.withUnsafeBufferPointer(body)
  }
}

extension CSVBlock {
  /// Adds a refused row.
  fileprivate mutating func refuse(
    _ reason: String, file: String, offset: Int, text: Slice<UnsafeBufferPointer<UInt8>>
  ) {
    var text = text
    while let last = text.last, last == 10 || last == 13 { text.removeLast() }
    // Damage comes in runs: one text for all.
    let reason = quarantine.last.map { $0.reason == reason ? $0.reason : reason } ?? reason
    // A NUL byte would make the quarantine file unreadable too.
    quarantine.append(
      QuarantinedRow(
        file: file, line: lineBreaks, byteOffset: offset, reason: reason,
        text: text.contains(0) ? CellText.shown(text, limit: 200) : CellText.raw(text)))
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
