public import Diagnostics
internal import Telemetry

/// Reads a delimited text file into typed columns, on all cores, with an account of every row.
///
/// The text is read in windows whose blocks are parsed independently; where a block's first line end
/// turns out to stand in quotes, the block is parsed again from the right place. The rows are the same
/// for any number of threads and any block size. Memory is bounded whatever the file's size, except in
/// ``read(file:threads:progress:)``, which collects the rows.
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

  /// Reads a file as a whole; rows of one moment and unit are settled by the options' policy.
  ///
  /// Refused rows: another number of fields than the columns have, text in a number, a number
  /// beyond the range of a Double, a time that does not parse or that the zone's clocks skipped, a
  /// quote that is not closed, no name of the unit. In an hour that comes twice (clocks put back) the
  /// first pass through it in the order of each unit's or tag's rows is taken for the earlier one.
  ///
  /// - Throws: ``Fault`` of kind `badData` where the file is empty, has a header and no rows, has
  ///   other columns than the format, or more rows are refused than allowed; `missingInput` and
  ///   `io` as from ``CSVSniffer``, `io` also where the file shrinks meanwhile; `configuration`
  ///   where the time zone or the format's ids are unknown.
  public func read(
    file: String, threads: Int = 1, progress: any Progress = NoProgress()
  ) throws(Fault) -> IngestedFile {
    var options = options
    options.batchBytes = .max
    var whole: RowBatch?
    let account = try CSVReader(format: format, options: options).stream(
      file: file, settles: true, threads: threads, progress: progress
    ) { batch throws(Fault) in
      guard whole == nil else {
        throw Fault(.ourBug, "the rows came in more than one batch", at: Place(file: file))
      }
      whole = batch
    }
    return try account.assembled(whole, threads: threads)
  }

  /// Reads a file batch by batch, in the order of the file; rows within a batch are sorted.
  ///
  /// Rows of one moment and unit all come. A batch holds about ``CSVReaderOptions/batchBytes`` of
  /// cells, which is the caller's to change in place. In the long form the whole file is sorted on disk first.
  ///
  /// - Throws: as ``read(file:threads:progress:)``, after the last batch where too many rows are
  ///   refused; whatever `body` throws.
  public func stream(
    file: String, threads: Int = 1, progress: any Progress = NoProgress(),
    _ body: (inout RowBatch) throws(Fault) -> Void
  ) throws(Fault) -> FileAccount {
    try stream(file: file, settles: false, threads: threads, progress: progress, body)
  }

  private func stream(
    file: String, settles: Bool, threads: Int, progress: any Progress,
    _ body: (inout RowBatch) throws(Fault) -> Void
  ) throws(Fault) -> FileAccount {
    var format = try MarkScan.settled(
      try DateOrderScan.settled(format, file: file), file: file)
    // Words that have numbers from other files keep them.
    format.wordTags = format.wordTags.map { tags in
      var tags = tags
      for tag in tags.keys { tags[tag] = options.categories[tag] ?? tags[tag] }
      return tags
    }
    let layout = RowLayout(format)
    guard layout.width > 0 else { throw noNumbers(Place(file: file)) }
    let clock = try LocalClock(timeZone: options.timeZone)
    func reading(_ format: CSVFormat) throws(Fault) -> ReaderPass {
      ReaderPass(
        format: format, options: options, layout: layout,
        windows: RecordWindows(
          try TextSource.open(file, format: format, isDigested: options.isDigested),
          windowBytes: options.windowBytes),
        clock: clock)
    }
    var pass = try reading(format)
    try pass.run(settles: settles, threads: threads, progress: progress, body)
    // Rows that are usable only by other words bring their qualities: twice at most.
    for _ in 0..<2 where pass.mustBeginAgain {
      // What a tag's texts are shows only when all are read; how often they are does not depend on it.
      format.wordTags = pass.foundWordTags
      if let (scale, shown) = pass.foundScale {
        format.qualityScale = scale
        format.notices.append(QualityChoice.wholeNotice(format, scale, shown))
      }
      pass = try reading(format)
      try pass.run(settles: settles, threads: threads, progress: progress, body)
    }
    let account = pass.account()
    try refuseUnusable(account)
    return account
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
  private func refuseUnusable(_ account: FileAccount) throws(Fault) {
    let read = account.counts.read
    guard read > 0 else {
      throw Fault(
        .badData,
        format.hasHeader ? "the file has a header but no rows" : "the file has no rows",
        at: Place(file: account.file))
    }
    guard let first = account.firstRefusal else { return }
    let refused = account.counts.quarantined
    let firstPlace = Place(file: first.file, line: first.line)
    if refused == read {
      throw Fault(
        .badData,
        refused == 1
          ? "the only row cannot be used: \(first.reason)"
          : "none of the \(read) rows can be used, the first because: \(first.reason)",
        at: firstPlace)
    }
    if Double(refused) > options.maxQuarantined * Double(read) {
      throw Fault(
        .badData,
        "\(refused) of \(read) rows cannot be used, at most "
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
}
