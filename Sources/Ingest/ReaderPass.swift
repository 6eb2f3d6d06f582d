internal import Diagnostics
internal import LinearAlgebra
internal import Telemetry

/// One pass over a file: windows of text, blocks of rows, batches.
struct ReaderPass {
  let format: CSVFormat
  let options: CSVReaderOptions
  let layout: RowLayout
  let windows: RecordWindows
  private let clock: LocalClock
  /// The bytes of a mark before the text, of which windows know nothing.
  private let markBytes: Int
  private var rows: FileRows
  private var pivot: LongPivot?
  private let collectsNames: Bool
  private var pending: [CSVBlock] = []
  private var pendingBytes = 0
  private var delivered = 0
  /// What reads the rows: another one below a header with the columns in another order.
  private var parser: CSVBlockParser?
  /// How many other headers rows were read by, and the line of the first.
  private var otherHeaders: (count: Int, line: Int)?

  init(
    format: CSVFormat, options: CSVReaderOptions, layout: RowLayout, windows: RecordWindows,
    clock: LocalClock, collectsNames: Bool = false
  ) {
    self.format = format
    self.collectsNames = collectsNames
    let options = options.beginning(format)
    self.options = options
    self.layout = layout
    self.windows = windows
    self.clock = clock
    markBytes = format.hasByteOrderMark && format.encoding == .utf8 ? 3 : 0
    rows = FileRows(
      layout: layout, options: options, isStepped: !format.isTimed,
      tagNames: format.shape == .long
        ? Array(repeating: "value", count: layout.width) : format.tagNames,
      repeatsHours: !clock.isFixed)
    rows.keepsRefused = !collectsNames
    if format.shape == .long {
      pivot = LongPivot(
        layout: layout, options, wordTags: format.wordTags ?? [:], scale: format.qualityScale,
        repeatsHours: !clock.isFixed, namesOnly: collectsNames)
    }
  }

  /// Reads everything and hands over the batches.
  ///
  /// In the long form nothing is handed over where the values show other tags of words than the format
  /// names, or the qualities another scale; the caller begins again with what was found.
  mutating func run(
    settles: Bool, threads: Int, progress: any Progress,
    _ body: (inout RowBatch) throws(Fault) -> Void
  ) throws(Fault) {
    guard var window = try windows.next(after: [], offset: 0, line: 1) else {
      throw Fault(.badData, "the file is empty", at: Place(file: windows.name))
    }
    let header = try HeaderRecords.skip(format, &window, windows)
    var parser = try RowParser(format, slots: layout.slots, missing: options.missing)
    parser.headerLine = header.namesLine
    if format.zoneWords != nil {
      parser.zoneCorrections = ZoneWords.corrections(offsets: clock.offsets)
    }
    self.parser = CSVBlockParser(
      file: windows.name, parser: parser, layout: layout, clock: clock,
      strayHeader: try StrayHeader(format),
      wordTags: Set((format.wordTags ?? [:]).keys.map { Array($0.utf8) }),
      valueColumns: format.columns.filter { $0.content == .value }.map(\.name))
    var start = header.offset
    var line = header.line
    while true {
      let end = try take(
        window, from: start, line: &line, settles: settles, threads: threads, body)
      progress.advance("ingest", done: windows.progress.bytes, of: windows.outerBytes)
      if pendingBytes >= options.batchBytes {
        try flush(settles: settles, threads: threads, body)
      }
      if window.isLast { break }
      guard
        let next = try windows.next(
          after: window.bytes[end...], offset: window.offset + end, line: line)
      else { break }
      window = next
      start = next.first
    }
    if pivot != nil {
      let rest = takePending()
      try pivot?.add(rest)
      if !collectsNames, mustBeginAgain { return }
      try deliverLong(body)
    } else if !pending.isEmpty {
      try flush(settles: settles, threads: threads, body)
    }
  }

  /// So many bad rows that wait make a batch with the rows around them.
  private static let mostRefused = 1 << 16

  /// Parses a window's blocks, reading ahead meanwhile; gives where the next window must begin.
  private mutating func take(
    _ window: RecordWindows.Window, from start: Int, line: inout Int, settles: Bool, threads: Int,
    _ body: (inout RowBatch) throws(Fault) -> Void
  ) throws(Fault) -> Int {
    guard let parser else { return window.bytes.count }
    let size = window.bytes.count
    let blockBytes = options.blockBytes
    let count = max(0, (size - start + blockBytes - 1) / blockBytes)
    func range(_ index: Int) -> Range<Int> {
      let low = start + index * blockBytes
      return low..<min(size, low + blockBytes)
    }
    let parsed: [CSVBlock]
    let windows = windows
    do {
      parsed = try ParallelMap(threads: threads)(count + 1) { index -> CSVBlock in
        if index == 0 {
          if !window.isLast { windows.readAhead() }
          return CSVBlock(start: 0, next: 0)
        }
        let low = start + (index - 1) * blockBytes
        return parser.parse(
          window.bytes, block: low..<min(size, low + blockBytes), from: index == 1 ? start : nil,
          isLast: window.isLast)
      }
    } catch {
      throw Fault(.ourBug, "reading failed: \(error)", at: Place(file: windows.name))
    }
    var expected = start
    var isByFirst = true
    for index in 0..<count {
      while expected < range(index).upperBound {
        var block = parsed[index + 1]
        if !isByFirst || block.start != expected {
          block = (self.parser ?? parser).parse(
            window.bytes, block: range(index), from: expected, isLast: window.isLast)
        }
        expected = block.next
        for row in block.quarantine.indices {
          block.quarantine[row].line += line
          block.quarantine[row].byteOffset += window.offset + markBytes
        }
        let header = block.strayHeader
        let first = line
        line += block.lineBreaks
        if header != nil { block.otherLines += 1 }
        rows.count(block)
        let isCutShort = block.quarantine.count == CSVBlock.mostRefused
        block.quarantine = []
        pendingBytes += 9 * block.values.count + 8 * block.times.count
        pending.append(block)
        if !settles, pivot == nil, rows.refusedWaiting >= Self.mostRefused {
          try flush(settles: settles, threads: threads, body)
        }
        guard var header else {
          if isCutShort { continue }
          break
        }
        header.line += first
        try follow(header, in: window)
        isByFirst = false
        expected = header.bytes.upperBound
        line += header.lineBreaks
      }
    }
    return expected
  }

  /// Reads what comes below another header by its names.
  ///
  /// - Throws: ``Fault`` of kind `badData` where its names do not tell what the rows hold.
  private mutating func follow(
    _ header: StrayHeader.Found, in window: RecordWindows.Window
  ) throws(Fault) {
    guard let before = parser, let headers = before.strayHeader else { return }
    guard let (format, layout) = HeaderMapping(format, layout).mapped(header.names) else {
      throw headers.fault(header, file: windows.name)
    }
    var rows = try RowParser(format, slots: layout.slots, missing: options.missing)
    rows.zoneCorrections = before.parser.zoneCorrections
    var written = window.bytes[header.bytes]
    while let last = written.last, last == 10 || last == 13 { written.removeLast() }
    rows.headerLine = Array(written)
    parser = CSVBlockParser(
      file: windows.name, parser: rows, layout: layout, clock: clock,
      strayHeader: try StrayHeader(format), wordTags: before.wordTags,
      valueColumns: before.valueColumns)
    otherHeaders = ((otherHeaders?.count ?? 0) + 1, otherHeaders?.line ?? header.line)
  }

  /// Makes a batch of the blocks that wait, or hands them to the pivot.
  private mutating func flush(
    settles: Bool, threads: Int, _ body: (inout RowBatch) throws(Fault) -> Void
  ) throws(Fault) {
    var blocks = takePending()
    if pivot != nil {
      try pivot?.add(blocks)
      return
    }
    var batch = try rows.batch(&blocks, settles: settles, threads: threads, file: windows.name)
    delivered += batch.count
    if batch.count > 0 || !batch.quarantine.isEmpty { try body(&batch) }
  }

  private mutating func takePending() -> [CSVBlock] {
    defer { (pending, pendingBytes) = ([], 0) }
    return pending
  }

  /// Long form: the tags whose values are words, each with the words that its numbers begin with.
  var foundWordTags: [String: [String]] { pivot?.foundWordTags ?? [:] }

  /// Long form: another scale of qualities than the format's that the whole file shows, with how often
  /// its numbers are.
  var foundScale: (scale: QualityScale, shown: String)? {
    guard let found = pivot?.foundScale(QualityChoice.name(of: format)),
      found.scale != format.qualityScale ?? .dataAccess,
      // Another file says more than what is only likely in this one.
      found.isSure || format.qualityBasis != .siblings
    else { return nil }
    return (found.scale, found.shown)
  }

  /// Long form: whether the values showed other tags of words, or the qualities another scale, than the
  /// format names.
  var mustBeginAgain: Bool {
    pivot != nil && (foundWordTags != format.wordTags ?? [:] || foundScale != nil)
  }

  private mutating func deliverLong(_ body: (inout RowBatch) throws(Fault) -> Void) throws(Fault) {
    guard var pivot else { return }
    // One owner at a time: its records are not to be copied.
    self.pivot = nil
    defer { self.pivot = pivot }
    var count = 0
    try pivot.deliver(&rows, file: windows.name) { (batch: inout RowBatch) throws(Fault) in
      count += batch.count
      try body(&batch)
    }
    delivered += count
  }

  private func freeTextNotice(_ tag: String, _ place: Place) -> Notice {
    Notice(
      "tag '\(CellText.cleaned(tag))' holds more than \(FileRows.mostCategories) different texts; "
        + "they are left out: its cells are missing", at: place)
  }

  /// What is known when everything was read.
  func account() -> FileAccount {
    let progress = windows.progress
    let place = Place(file: windows.name)
    let notices =
      windows.notices + format.notices(in: windows.name) + zoneNotices(place)
      + headerNotices(place)
      + rows.notices(place: place) + (pivot?.clockNotices(place) ?? [])
      + (pivot?.tagsOfFreeText ?? []).map { freeTextNotice($0, place) }
    let names = pivot?.tagNames ?? format.tagNames
    var categories: [String: [String]] = [:]
    for (cell, texts) in rows.categories { categories[names[cell]] = texts.names }
    categories.merge(pivot?.categories ?? [:]) { _, long in long }
    return FileAccount(
      file: windows.name, format: format, tagNames: names, counts: rows.counts, rows: delivered,
      firstRefusal: rows.firstRefusal, notices: notices, categories: categories,
      switches: pivot?.switches ?? [:],
      sha256: progress.sha256 ?? "", bytes: progress.bytes,
      sampleInterval: rows.spacing.interval, gaps: rows.spacing.gaps,
      isStepped: !format.isTimed)
  }

  /// Names the meaning that words for zones are read with, where nothing decides it, and the zone that
  /// the file states, where it is not the one that stamps are read by.
  private func zoneNotices(_ place: Place) -> [Notice] {
    if let stated = format.statedZone, let notice = StatedZones.notice(stated, clock) {
      return [Notice(notice, at: place)]
    }
    guard let words = format.zoneWords, let time = format.timeColumn else { return [] }
    return ZoneWords.notices(
      words, column: format.columns[time].name, offsets: clock.offsets
    ).map { Notice($0, at: place) }
  }

  /// Says that rows were read by other headers than the first.
  private func headerNotices(_ place: Place) -> [Notice] {
    guard let (count, line) = otherHeaders else { return [] }
    return [
      Notice(
        (count == 1
          ? "another header stands on line \(line); the rows below it are read by its names"
          : "\(count) other headers stand among the rows, the first on line \(line); rows are read by "
            + "the names above them"), at: place)
    ]
  }
}
