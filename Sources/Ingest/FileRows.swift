internal import Diagnostics
internal import LinearAlgebra
internal import Telemetry

/// What runs on from one batch of a file's rows to the next.
struct FileRows: Sendable {
  let layout: RowLayout
  let options: CSVReaderOptions
  let isStepped: Bool
  /// The tags' names, for messages; one per cell of a row.
  let tagNames: [String]

  /// Rows read, refused, and lines that are no rows.
  private(set) var counts = RowCounts()
  /// Whether refused rows are kept for the next batch.
  var keepsRefused = true
  /// Rows that stand before an earlier one, where rows name no units.
  private(set) var unsorted = 0
  private var firstStepBack: (from: Timestamp, to: Timestamp)?
  /// Rows whose wall-clock time comes twice.
  private(set) var ambiguous = 0
  /// How far apart rows are.
  private(set) var spacing = SpacingTally()
  /// The units' names in the order of first appearance.
  private(set) var units = OrderedNames()
  /// The categories of each cell that has some.
  private(set) var categories: [Int: CategoryNumbers]
  /// The first reason for a refusal, and where.
  private(set) var firstRefusal: QuarantinedRow?
  /// Rows refused for NUL bytes, and the first of them.
  private var damaged: (count: Int, first: QuarantinedRow)?
  private var step: Int64 = 0
  private var newest: Timestamp?
  /// The clocks of the units, or of the whole file.
  private var clocks: SeriesClocks
  fileprivate var waiting: [QuarantinedRow] = []
  /// How many refused rows wait for the next batch.
  var refusedWaiting: Int { waiting.count }

  /// The most different texts of a column of categories.
  static let mostCategories = 4_096

  /// - Parameter repeatsHours: whether the zone's clocks show some hours twice.
  init(
    layout: RowLayout, options: CSVReaderOptions, isStepped: Bool, tagNames: [String],
    repeatsHours: Bool
  ) {
    self.layout = layout
    self.options = options
    self.isStepped = isStepped
    self.tagNames = tagNames
    clocks = SeriesClocks(repeatsHours: repeatsHours, findsJumps: layout.hasUnits)
    categories = [:]
    for case .category(let cell) in layout.texts {
      categories[cell] = CategoryNumbers(options.categories[tagNames[cell]] ?? [])
    }
  }

  /// Takes a parsed block's account; its refused rows already have the file's lines and offsets.
  mutating func count(_ block: CSVBlock) {
    counts.read += block.read
    counts.quarantined += block.quarantine.count
    counts.emptyLines += block.emptyLines
    counts.otherLines += block.otherLines
    ambiguous += block.ambiguities.count
    firstRefusal = firstRefusal ?? block.quarantine.first
    for row in block.quarantine
    where row.reason == RowParser.someNUL || row.reason == RowParser.onlyNUL {
      damaged = ((damaged?.count ?? 0) + 1, damaged?.first ?? row)
    }
    if keepsRefused { waiting += block.quarantine }
  }

  /// Makes a batch of blocks that follow those of the batch before.
  ///
  /// - Parameters:
  ///   - blocks: the blocks; units and words get the file's numbers in place.
  ///   - settles: whether rows of one moment and unit are settled here, by ``options``.
  /// - Throws: ``Fault`` of kind `badData` where a column of categories has too many texts.
  mutating func batch(
    _ blocks: inout [CSVBlock], settles: Bool, threads: Int, file: String
  ) throws(Fault) -> RowBatch {
    for index in blocks.indices { try number(&blocks[index], file: file) }
    var rows = IngestedRows(blocks, width: layout.width, unitRanks: units.ranks)
    if isStepped {
      rows.numberSteps(from: step, apart: options.stepInterval)
      for block in blocks { step &+= Int64(block.read) }
    } else {
      rows.settleAmbiguities(&clocks)
    }
    if !layout.hasUnits {
      let (count, first) = rows.countUnsorted(after: newest)
      unsorted += count
      firstStepBack = firstStepBack ?? first
    }
    // Means and errors are the store's to make, which sees all files.
    let policy = [.first, .last].contains(options.duplicates) ? options.duplicates : nil
    let timesInFile = rows.times
    let duplicates = rows.sort(settling: settles ? policy : nil)
    counts.duplicates += duplicates
    counts.stored += rows.times.count
    spacing.add(rows.times)
    if let last = rows.times.last { newest = max(newest ?? last, last) }
    let (values, quality) = try rows.columns(threads: threads)
    defer { waiting = [] }
    return RowBatch(
      tagNames: tagNames, times: rows.times, timesInFile: timesInFile,
      sampleInterval: layout.hasUnits ? nil : spacing.interval,
      units: layout.hasUnits ? rows.units : nil, unitNames: units.names,
      values: values, quality: quality, quarantine: waiting)
  }

  /// Replaces a block's own numbers of units and categories by the file's.
  private mutating func number(_ block: inout CSVBlock, file: String) throws(Fault) {
    if layout.hasUnits {
      let codes = block.units.names.map { units.code(of: $0) }
      for row in block.unitCodes.indices { block.unitCodes[row] = codes[Int(block.unitCodes[row])] }
    }
    for (cell, texts) in block.categories.sorted(by: { $0.key < $1.key }) {
      let codes = texts.names.map {
        Double(categories[cell, default: CategoryNumbers()].code(of: $0))
      }
      let known = categories[cell]?.names.count ?? 0
      guard known <= Self.mostCategories else {
        throw Fault(
          .badData,
          "column '\(CellText.cleaned(tagNames[cell]))' has more than \(Self.mostCategories) "
            + "different texts", at: Place(file: file), hint: "declare it as text, to leave it out")
      }
      var at = cell
      while at < block.values.count {
        let code = block.values[at]
        if !code.isNaN { block.values[at] = codes[Int(code)] }
        at += layout.width
      }
    }
  }

  /// What happened to the rows, as notices.
  func notices(place: Place) -> [Notice] {
    var notices: [Notice] = []
    if let (count, first) = damaged {
      notices.append(
        Notice(
          "\(rows(count)) with NUL bytes \(count == 1 ? "is" : "are") in quarantine, the first on line "
            + "\(first.line) at byte \(first.byteOffset): was the logger or the disk cut off?",
          at: place))
    }
    if unsorted > 0, let step = firstStepBack {
      notices.append(
        Notice(
          "\(rows(unsorted)) earlier than the row before, the first by \(step.from - step.to) at "
            + "\(step.to); sorted by time", at: place))
    }
    notices += clocks.jumps.notices("unit", place: place) { units.names[$0] }
    if counts.duplicates > 0 {
      notices.append(
        Notice(
          "\(rows(counts.duplicates)) of \(counts.read) had the time of another row; "
            + (options.duplicates == .mean
              ? "their mean is taken"
              : "the \(options.duplicates.rawValue) value of each tag stays"),
          at: place))
    }
    if ambiguous > 0 {
      notices.append(
        Notice(
          "\(rows(ambiguous)) lie in an hour that comes twice in \(options.timeZone); taken in the "
            + "file's order", at: place))
    }
    return notices
  }

  private func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }
}

extension FileRows {
  /// A batch of pivoted rows, with the refused rows that wait.
  mutating func delivered(_ rows: PivotedRows, tagNames: [String]) -> RowBatch {
    var batch = rows.batch(tagNames: tagNames)
    counts.duplicates += rows.duplicates
    counts.stored = counts.read - counts.quarantined - counts.duplicates
    spacing.add(batch.times)
    batch.quarantine = waiting
    waiting = []
    return batch
  }
}
