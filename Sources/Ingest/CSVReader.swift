public import Diagnostics
internal import Telemetry

/// Reads a delimited text file into typed columns, on all cores, with an account of every row.
///
/// The file is read with `pread` in blocks that are parsed independently; where a block's first
/// line end turns out to stand in quotes, the block is parsed again from the right place. The
/// result is the same for any number of threads and any block size.
public struct CSVReader: Sendable {
  /// How the file is written.
  public let format: CSVFormat
  /// What to do where the file leaves a choice.
  public let options: CSVReaderOptions

  /// Makes a reader for files of one format.
  public init(format: CSVFormat, options: CSVReaderOptions = CSVReaderOptions()) {
    self.format = format
    self.options = options
  }

  /// Reads a file.
  ///
  /// Refused rows: another number of fields than the columns have, text in a number, a number
  /// beyond the range of a Double, a time that does not parse or that the zone's clocks skipped, a
  /// quote that is not closed. In an hour that comes twice (clocks put back) the first pass through
  /// it in the file's order is taken for the earlier one.
  ///
  /// - Throws: ``Fault`` of kind `badData` where the file is empty, has a header and no rows, has
  ///   other columns than the format, or more rows are refused than allowed; `missingInput` and
  ///   `io` as from ``CSVSniffer``, `io` also where the file shrinks meanwhile; `configuration`
  ///   where the time zone or the format's ids are unknown.
  public func read(
    file: String, threads: Int = 1, progress: any Progress = NoProgress()
  ) throws(Fault) -> IngestedFile {
    let input = try InputFile(file)
    let place = Place(file: file)
    guard input.size > 0 else { throw Fault(.badData, "the file is empty", at: place) }
    let (dataStart, firstLine) = try skipHeader(input)
    var slot = -1
    let slots = format.columns.map { column -> RowParser.Slot in
      switch column.content {
      case .time: return .time
      case .text: return .ignored
      case .number:
        slot += 1
        return .value(slot)
      }
    }
    guard slot >= 0 else { throw noNumbers(place) }
    let blocks = CSVBlockParser(
      input: input, parser: try RowParser(format, slots: slots, missing: options.missing),
      clock: try LocalClock(timeZone: options.timeZone), width: slot + 1,
      blockBytes: options.blockBytes, dataStart: dataStart)
    let digest = OrderedDigest()
    let parsed = try parse(blocks, digest, threads: threads, progress)
    var rows = IngestedRows(parsed, firstLine: firstLine, width: slot + 1)
    try refuseUnusable(rows, place)
    rows.resolve(isStepped: format.timeColumn == nil, options)
    return try assemble(rows, input, sha256: digest.finish(), threads: threads)
  }

  /// Parses every block in parallel, then again in order those that began in the wrong place.
  private func parse(
    _ blocks: CSVBlockParser, _ digest: OrderedDigest, threads: Int, _ progress: any Progress
  ) throws(Fault) -> [CSVBlock] {
    let size = blocks.input.size
    let count = (size + blocks.blockBytes - 1) / blocks.blockBytes
    var parsed: [CSVBlock]
    do {
      parsed = try ParallelMap(threads: threads)(count) { index in
        try blocks.parse(index, from: nil) { bytes in
          digest.add(bytes, index: index) { progress.advance("ingest", done: $0, of: size) }
        }
      }
    } catch let fault as Fault {
      throw fault
    } catch {
      throw Fault(.ourBug, "reading failed: \(error)", at: Place(file: blocks.input.path))
    }
    var expected = blocks.dataStart
    for index in parsed.indices {
      let end = blocks.range(index).upperBound
      if expected >= end {
        parsed[index] = CSVBlock(start: expected, next: expected)
      } else if parsed[index].start != expected {
        parsed[index] = try blocks.parse(index, from: expected) { _ in }
      }
      expected = parsed[index].next
    }
    return parsed
  }

  /// Where the data begin, and on which line.
  private func skipHeader(_ input: InputFile) throws(Fault) -> (offset: Int, line: Int) {
    let head = try input.read(at: 0, count: min(input.size, SampledText.headBytes))
    let start = head.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
    guard format.hasHeader else { return (start, 1) }
    let dialect = try DialectCatalog.catalog.product(named: format.dialect)
    var splitter = RecordSplitter(head, dialect: dialect, lineEnd: format.lineEnd, from: start)
    while let record = splitter.next() {
      if record.fields.isEmpty { continue }
      if record.isUnfinished && head.count < input.size {
        throw Fault(
          .badData, "the header is longer than \(SampledText.headBytes) bytes",
          at: Place(file: input.path, line: record.line))
      }
      try compare(record, input.path)
      guard splitter.at < input.size else { break }
      return (splitter.at, splitter.line)
    }
    throw Fault(.badData, "the file has a header but no rows", at: Place(file: input.path))
  }

  /// Refuses a file whose header is not the format's.
  private func compare(_ header: RecordSplitter.Record, _ file: String) throws(Fault) {
    var fields = header.fields
    if format.hasTrailingDelimiter, fields.count == format.columns.count + 1, fields.last == [] {
      fields.removeLast()
    }
    let place = Place(file: file, line: header.line)
    let names = HeaderChoice.names(fields, encoding: format.encoding)
    guard names.count == format.columns.count else {
      throw Fault(
        .badData, "the header has \(names.count) columns, \(format.columns.count) were expected",
        at: place)
    }
    for (index, column) in format.columns.enumerated() where names[index] != column.name {
      throw Fault(
        .badData,
        "column \(index + 1) is called '\(CellText.cleaned(names[index]))', "
          + "'\(CellText.cleaned(column.name))' was expected",
        at: place)
    }
  }

  private func noNumbers(_ place: Place) -> Fault {
    Fault(
      .badData, "no column holds numbers", at: place,
      hint: format.columns.isEmpty
        ? nil
        : "columns: "
          + format.columns.prefix(8).map { "'\(CellText.cleaned($0.name))' \($0.content)" }
          .joined(separator: ", "))
  }

  /// Refuses a file without rows, or with more bad ones than allowed.
  private func refuseUnusable(_ rows: IngestedRows, _ place: Place) throws(Fault) {
    guard rows.read > 0 else {
      throw Fault(
        .badData,
        format.hasHeader ? "the file has a header but no rows" : "the file has no rows", at: place)
    }
    guard let first = rows.quarantine.first else { return }
    let refused = rows.quarantine.count
    let firstPlace = Place(file: first.file, line: first.line)
    if refused == rows.read {
      throw Fault(
        .badData,
        refused == 1
          ? "the only row cannot be used: \(first.reason)"
          : "none of the \(rows.read) rows can be used, the first because: \(first.reason)",
        at: firstPlace)
    }
    if Double(refused) > options.maxQuarantined * Double(rows.read) {
      throw Fault(
        .badData,
        "\(refused) of \(rows.read) rows cannot be used, at most "
          + "\(percent(options.maxQuarantined)) are allowed; the first because: \(first.reason)",
        at: firstPlace)
    }
  }

  private func percent(_ share: Double) -> String {
    let tenths = (share * 1_000).rounded()
    guard tenths.magnitude < 1e9 else { return "\(share)" }
    let whole = Int(tenths)
    return whole % 10 == 0 ? "\(whole / 10) %" : "\(whole / 10).\(abs(whole % 10)) %"
  }

  /// Builds the frame and everything that is said about it.
  private func assemble(
    _ rows: IngestedRows, _ input: InputFile, sha256: String, threads: Int
  ) throws(Fault) -> IngestedFile {
    let columns = try rows.columns(threads: threads)
    let names = format.tagNames
    var tags: [Tag] = []
    var reasons: [String] = []
    for (index, name) in names.enumerated() {
      let (role, reason) = RoleInference.infer(name, columns.statistics[index])
      tags.append(Tag(id: name, role: role))
      reasons.append(reason)
    }
    let spacing = TimeSpacing(rows.times)
    var notices = format.notices(in: input.path)
    notices += rows.notices(
      place: Place(file: input.path), timeZone: options.timeZone, policy: options.duplicates)
    let counts = RowCounts(
      read: rows.read, stored: rows.times.count, quarantined: rows.quarantine.count,
      duplicates: rows.duplicates, emptyLines: rows.emptyLines)
    guard counts.read == counts.stored + counts.quarantined + counts.duplicates else {
      throw Fault(
        .ourBug,
        "\(counts.read) rows were read, but \(counts.stored) stored + \(counts.quarantined) "
          + "quarantined + \(counts.duplicates) duplicates are accounted for",
        at: Place(file: input.path))
    }
    return IngestedFile(
      file: input.path, frame: Frame(times: rows.times, tags: tags, values: columns.values),
      quality: columns.quality, counts: counts, quarantine: rows.quarantine, notices: notices,
      roleReasons: reasons, sha256: sha256, bytes: input.size, sampleInterval: spacing.interval,
      gaps: spacing.gaps, isStepped: format.timeColumn == nil, format: format)
  }
}
