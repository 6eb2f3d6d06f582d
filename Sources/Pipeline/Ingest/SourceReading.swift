internal import Diagnostics
internal import Ingest
internal import LinearAlgebra
internal import Telemetry

/// Reads one file from its bytes to rows that are scaled, checked and profiled.
struct SourceReading {
  let settings: DataSettings
  let declarations: [TagDeclaration]
  let threads: Int
  let listener: any Progress

  /// Reads a file; every batch of rows goes to `rows`, every refused row to `refused`.
  ///
  /// - Parameters:
  ///   - known: how the file is written, where that is known already.
  ///   - categories: the words that have numbers already.
  ///   - earlierValues: the last values of the files before it, for the contract's rates.
  ///   - earlierNewest: the newest moment that an earlier ingest of other files reached.
  /// - Returns: what is known of the file, the SHA-256 of the bytes that were read, and notices that are of this
  ///   reading alone.
  func read(
    _ path: String, as known: CSVFormat? = nil, categories: CategoryTables,
    earlierValues: EarlierValues = EarlierValues(), earlierNewest: Timestamp? = nil,
    refused: ([QuarantinedRow]) throws(Fault) -> Void,
    rows: (RowBatch) throws(Fault) -> Void
  ) throws(Fault) -> (record: SourceRecord, sha256: String, notices: [Notice]) {
    let sniffed: CSVFormat
    if let known {
      sniffed = known
    } else {
      sniffed = try CSVSniffer.sniff(file: path, declared: settings.format)
    }
    let format = categories.applied(to: sniffed)
    let missing =
      MissingMarkers.standard + settings.missing + declarations.flatMap(\.contract.missingWords)
    let reader = CSVReader(
      format: format,
      options: CSVReaderOptions(
        timeZone: settings.timeZone, maxQuarantined: settings.mostQuarantined,
        duplicates: settings.duplicates, missing: missing,
        stepInterval: settings.interval ?? TimeSpan(nanoseconds: 1), categories: categories.words))
    var profiles: [TagProfile] = []
    var rules: CellRules?
    var reasons = RefusalReasons()
    var hasUnits = false
    var unitNames: [String] = []
    var repeats = RepeatedMoments()
    var clock = ClockDoubts(earlierNewest: earlierNewest)
    let account = try reader.stream(file: path, threads: threads, progress: listener) {
      (batch: inout RowBatch) throws(Fault) in
      for row in batch.quarantine { reasons.add(row.reason) }
      try refused(batch.quarantine)
      if batch.count == 0 { return }
      hasUnits = batch.units != nil
      unitNames = batch.unitNames
      if profiles.isEmpty {
        profiles = [TagProfile](repeating: TagProfile(), count: batch.tagNames.count)
        rules = try CellRules(
          tags: batch.tagNames, declarations: declarations,
          fileUnits: Self.fileUnits(format, batch.tagNames), missing: settings.missingNumbers,
          earlier: earlierValues, file: settings.tags)
      }
      rules?.apply(to: &batch)
      repeats.add(batch)
      clock.add(batch.timesInFile, interval: batch.sampleInterval)
      for (index, partial) in try Self.profiles(of: batch, threads: threads).enumerated() {
        profiles[index].merge(partial)
      }
      try rows(batch)
    }
    guard account.format.isTimed || settings.interval != nil else {
      throw Fault(
        .badData, "no column holds the rows' times", at: Place(file: path),
        hint: "say how far apart the rows are: data.interval: 1min")
    }
    let record = SourceRecord(
      format: account.format, tagNames: account.tagNames, profiles: profiles,
      contract: rules?.report(unitNames: unitNames) ?? ContractReport(), reasons: reasons.counts,
      categories: account.categories,
      switches: account.switches.isEmpty ? nil : account.switches, counts: account.counts,
      rows: account.rows,
      bytes: account.bytes, sampleInterval: account.sampleInterval, hasUnits: hasUnits,
      isStepped: account.isStepped,
      notices: (account.notices + clock.stepNotices(file: path)).map(\.text)
        + repeats.notices(settings.duplicates, of: account.counts.read))
    return (record, account.sha256, clock.backfillNotice(file: path).map { [$0] } ?? [])
  }

  private static func fileUnits(_ format: CSVFormat, _ tags: [String]) -> [String?] {
    tags.map { tag in format.tagUnits?[tag] ?? format.columns.first { $0.name == tag }?.unit }
  }

  private static func profiles(of batch: RowBatch, threads: Int) throws(Fault) -> [TagProfile] {
    let count = batch.count
    let moments = BatchMoments(batch.times)
    do {
      return try ParallelMap(threads: threads)(batch.tagNames.count) { tag in
        batch.values.withUnsafeColumn(tag) { values in
          batch.quality.withUnsafeBufferPointer { quality in
            TagProfile(
              moments: moments, values: values,
              quality: UnsafeBufferPointer(rebasing: quality[tag * count..<(tag + 1) * count]),
              units: batch.units)
          }
        }
      }
    } catch {
      throw Fault(.ourBug, "profiling failed: \(error)")
    }
  }
}
