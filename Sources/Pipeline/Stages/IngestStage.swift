internal import Diagnostics
internal import Foundation
internal import Ingest
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// Telemetry files → the plant's store.
///
/// Sources that have not changed are kept as they are: a night that adds a file reads that file. A
/// changed file takes the place of its earlier self; what vanished from the configuration's patterns
/// leaves the store.
struct IngestStage {
  /// What ingest did.
  struct Result: Sendable {
    let store: Store
    /// Whether nothing had changed since the last ingest.
    let isUnchanged: Bool
    /// How many sources were read now.
    let readSources: Int
    /// How many times rows are further apart than one and a half sample intervals.
    let gaps: Int
    /// What is known of each source, in their order.
    let records: [(file: String, record: SourceRecord)]
    let notices: [Notice]
  }

  /// The quarantine file beside the store's partitions.
  static let quarantineName = "quarantine.csv"
  /// How many rows each reason put into quarantine, beside it.
  static let reasonsName = "quarantine.json"
  private static let changedHint =
    "run again when nobody writes it; data.settled says when a file is complete"

  private let context: RunContext
  private let settings: DataSettings
  private let declarations: [TagDeclaration]
  /// Columns of `tags.csv` that are not used.
  private let unusedColumns: [Notice]
  private let sources: SourceFiles
  private let settingsDigest: String
  private let folder: String
  /// What the store held before this run; nil where there was none.
  private let earlier: StoreManifest?

  /// Brings the store up to date with the files that the configuration names.
  static func run(_ context: RunContext) throws -> Result {
    let stage = try IngestStage(context)
    return try stage.unchanged() ?? stage.ingest()
  }

  /// A digest of everything that decides what files become, but for the files.
  static func digest(of settings: DataSettings) throws -> String {
    SHA256.hash(
      [
        Tocsin.version, settings.timeZone, "\(settings.mostQuarantined)",
        "\(settings.resolution ?? 0)", settings.interval?.description ?? "",
        try settings.tags.map { try FileDigest.sha256(of: $0) } ?? "",
        try JSONFile.text(settings.format), settings.missing.joined(separator: "\u{1f}"),
        settings.duplicates.rawValue,
      ].joined(separator: "\n"))
  }

  private init(_ context: RunContext) throws {
    self.context = context
    settings = context.configuration.data
    var unused: [Notice] = []
    if let tags = settings.tags {
      declarations = try TagsFile.read(tags, notices: &unused)
    } else {
      declarations = []
    }
    unusedColumns = unused
    settingsDigest = try Self.digest(of: settings)
    folder = context.configuration.storeFolder
    earlier =
      Folder.exists("\(folder)/\(StoreManifest.fileName)")
      ? try Store(opening: folder).manifest : nil
    sources = try SourceFiles(
      settings, configuration: context.configuration.file,
      received: context.configuration.receivedFolder,
      stored: Dictionary(
        (earlier?.sources ?? []).map { ($0.name, $0.sha256) },
        uniquingKeysWith: { first, _ in first }), now: context.wallClock,
      threads: context.threads)
  }

  /// What is known of the table of tags and of the files before any is read.
  private var filesNotices: [Notice] { unusedColumns + sources.notices }

  private func unchanged() throws -> Result? {
    guard Folder.exists("\(folder)/\(StoreManifest.fileName)") else { return nil }
    let store = try Store(opening: folder)
    let manifest = store.manifest
    guard manifest.settingsDigest == settingsDigest,
      manifest.sources.map(\.name) == sources.files.map(\.name),
      manifest.sources.map(\.sha256) == sources.files.map(\.sha256),
      try store.verify(threads: context.threads).isEmpty, try SideFiles(of: folder).areSound
    else { return nil }
    var records: [(file: String, record: SourceRecord)] = []
    for source in sources.files {
      guard let record = kept(source) else { return nil }
      records.append((source.path, record))
    }
    return Result(
      store: store, isUnchanged: true, readSources: 0, gaps: try gaps(store),
      records: settled(records, store),
      notices: filesNotices + futureNotices(records))
  }

  /// A notice for every file with samples later than now.
  private func futureNotices(_ records: [(file: String, record: SourceRecord)]) -> [Notice] {
    records.compactMap { file, record in
      record.isStepped
        ? nil
        : ClockDoubts.futureNotice(newest: record.newest, now: context.wallClock, file: file)
    }
  }

  /// The records with the account of the store, which settles rows of all files.
  private func settled(
    _ records: [(file: String, record: SourceRecord)], _ store: Store
  ) -> [(file: String, record: SourceRecord)] {
    zip(records, store.manifest.sources).map { pair, source in
      var record = pair.record
      record.counts.stored = source.rowsStored
      record.counts.quarantined = source.rowsQuarantined
      record.counts.duplicates = source.duplicates
      return (pair.file, record)
    }
  }

  /// The record of a source that the store has already; nil where it has none, or a bit of it or of the
  /// refused rows was changed: then the source is read again.
  private func kept(_ source: SourceFile) -> SourceRecord? {
    guard
      let record = try? JSONFile.readSealed(
        SourceRecord.self, from: "\(folder)/\(recordName(source))"),
      (try? FileDigest.sha256(of: "\(folder)/\(quarantineName(source))")) == record.refusedSHA256
    else { return nil }
    return record
  }

  private func recordName(_ source: SourceFile) -> String {
    SourceRecord.fileName(sha256: source.sha256, settings: settingsDigest)
  }

  private func quarantineName(_ source: SourceFile) -> String {
    SourceRecord.quarantineName(sha256: source.sha256, settings: settingsDigest)
  }

  private func ingest() throws -> Result {
    let known = Dictionary(
      sources.files.compactMap { source in kept(source).map { (source.path, $0.format) } },
      uniquingKeysWith: { first, _ in first })
    let formats = try SourceFormats(
      sources.files.map(\.path), declared: settings.format, threads: context.threads,
      known: { known[$0] })
    let (names, hasUnits) = try columns(formats)
    var writer = try StoreWriter(
      folder: folder, plant: context.configuration.plant, tags: names.map { Tag(id: $0) },
      hasUnits: hasUnits, settingsDigest: settingsDigest, duplicates: settings.duplicates)
    var records: [(file: String, record: SourceRecord)] = []
    var categories = CategoryTables()
    var earlierValues = EarlierValues()
    var readSources = 0
    var backfills: [Notice] = []
    let (verified, damaged) = try verifiedStore()
    var keptSources: Set<String> = []
    let storedNames = Set((earlier?.sources ?? []).map(\.name))
    for source in sources.files {
      var record = kept(source)
      if let record, categories.agree(with: record), !damaged.contains(source.name),
        formats.agree(with: record.format, of: source.path),
        source.isHeld || earlierValues.agree(with: record.contract),
        writer.isCurrent(source: source.name, sha256: source.sha256)
      {
        try writer.keep(source: source.name)
        keptSources.insert(source.name)
      } else {
        if source.isHeld {
          throw Fault(
            .tryLater, "the file must be read again, and may still be written",
            at: Place(file: source.path), hint: "data.settled says when a file is complete")
        }
        let (fresh, notices) = try read(
          source, as: formats[source.path], categories, earlierValues,
          earlierNewest: storedNames.contains(source.name) ? nil : earlier?.span?.end, &writer)
        record = fresh
        backfills += notices
        readSources += 1
      }
      guard let record else { continue }
      categories.learn(record)
      earlierValues.learn(record.contract)
      records.append((source.path, record))
    }
    var contract = ContractReport(file: settings.tags)
    for (_, record) in records { contract.merge(record.contract) }
    contract.judgeBorders(until: newest(records))
    try refuseViolations(contract)
    let (tags, notices) = try TagTable(
      screen: TagScreen(records, declarations: declarations), declarations: declarations,
      settings: settings
    ).result()
    writer.describe(tags)
    let sideFiles = SideFiles(of: folder)
    // From here to the commit the list of digests is not there, rather than one of other files.
    try sideFiles.forget()
    try writeQuarantine(records)
    try sideFiles.note(
      [Self.quarantineName, Self.reasonsName]
        + sources.files.flatMap { [recordName($0), quarantineName($0)] })
    try writer.commit(sampleInterval: commonInterval(records.map(\.record)))
    try removeOldRecords()
    let store = try Store(opening: folder, keeping: keptSources, of: verified)
    return Result(
      store: store, isUnchanged: false, readSources: readSources, gaps: try gaps(store),
      records: settled(records, store),
      notices: filesNotices + sources.vanished(from: earlier?.sources ?? []) + notices
        + contract.notices + backfills + futureNotices(records)
        + records.flatMap { file, record in
          record.notices.map { Notice($0, at: Place(file: file)) }
        })
  }

  /// The newest moment of all samples up to now: a stamp of next year makes no silence.
  private func newest(_ records: [(file: String, record: SourceRecord)]) -> Timestamp? {
    let now = context.asOf ?? context.wallClock
    return records.flatMap { $0.record.profiles }.compactMap(\.newest).filter { $0 <= now }.max()
  }

  /// The store as it is, and the sources of which a partition is not what it says; no store and none before the first.
  private func verifiedStore() throws -> (store: Store?, damaged: Set<String>) {
    guard Folder.exists("\(folder)/\(StoreManifest.fileName)") else { return (nil, []) }
    let store = try Store(opening: folder)
    let damaged = Set(try store.verify(threads: context.threads).compactMap(\.place?.file))
    return (
      store,
      Set(
        store.manifest.partitions.filter { damaged.contains("\(folder)/\($0.file)") }.map(\.source))
    )
  }

  /// The tags of all sources, in the order of the first that has each, and whether rows name units.
  private func columns(_ formats: SourceFormats) throws -> (tags: [String], hasUnits: Bool) {
    var names: [String] = []
    var known: Set<String> = []
    var hasUnits = false
    for source in sources.files {
      let own: [String]
      if let record = kept(source) {
        own = record.tagNames
        hasUnits = hasUnits || record.hasUnits
      } else {
        let format =
          try formats[source.path]
          ?? CSVSniffer.sniff(file: source.path, declared: settings.format)
        hasUnits = hasUnits || format.columns.contains { $0.content == .unit }
        own = try CSVReader(
          format: format, options: CSVReaderOptions(timeZone: settings.timeZone)
        ).tagNames(of: source.path, threads: context.threads)
      }
      for name in own where known.insert(name).inserted { names.append(name) }
    }
    return (names, hasUnits)
  }

  /// Reads a source into partitions; its refused rows and its record go beside them.
  private func read(
    _ source: SourceFile, as format: CSVFormat?, _ categories: CategoryTables,
    _ earlierValues: EarlierValues, earlierNewest: Timestamp?,
    _ writer: inout StoreWriter
  ) throws(Fault) -> (record: SourceRecord, notices: [Notice]) {
    let reading = SourceReading(
      settings: settings, declarations: declarations, threads: context.threads,
      listener: context.listener)
    var described = StoreManifest.SourceFile(
      name: source.name, bytes: 0, sha256: source.sha256, rowsRead: 0, rowsStored: 0)
    var result: (record: SourceRecord, sha256: String, notices: [Notice])?
    let partitions = PartitionQueue(writer, source: source.name, threads: context.threads)
    defer { partitions.wait() }
    try AtomicFile.write(to: "\(folder)/\(quarantineName(source))") {
      (file: inout OpenFile) throws(Fault) in
      result = try reading.read(
        source.path, as: format, categories: categories, earlierValues: earlierValues,
        earlierNewest: earlierNewest,
        refused: { (rows: [QuarantinedRow]) throws(Fault) in
          var text = ""
          for var row in rows {
            row.file = source.name
            text += row.csvLine + "\n"
          }
          try file.append(Array(text.utf8))
        },
        rows: { (batch: RowBatch) throws(Fault) in
          try partitions.add(Self.frame(batch), quality: batch.quality)
        })
      // The store would say of these rows that they are another file's.
      if let read = result?.sha256, read != source.sha256 {
        throw Fault(
          .tryLater,
          "the file changed while it was read: its SHA-256 was \(source.sha256.prefix(12))…, now "
            + "\(read.prefix(12))…", at: Place(file: source.path), hint: Self.changedHint)
      }
      // How it is written was found out between the two, perhaps from what stood there meanwhile.
      if FileIdentity(path: source.path) != source.identity {
        throw Fault(
          .tryLater, "the file changed while it was read: somebody wrote to it or replaced it",
          at: Place(file: source.path), hint: Self.changedHint)
      }
    }
    try writer.add(try partitions.finish(), source: described)
    guard let (read, _, notices) = result else {
      throw Fault(.ourBug, "the source has no record", at: Place(file: source.path))
    }
    var record = read
    record.refusedSHA256 = try FileDigest.sha256(of: "\(folder)/\(quarantineName(source))")
    described.bytes = record.bytes
    described.rowsRead = record.counts.read
    described.rowsStored = record.counts.stored
    described.rowsQuarantined = record.counts.quarantined
    described.duplicates = record.counts.duplicates
    described.notices = record.notices
    writer.describe(source: described)
    try JSONFile.writeSealed(record, to: "\(folder)/\(recordName(source))")
    return (record, notices)
  }

  private static func frame(_ batch: RowBatch) -> Frame {
    Frame(
      times: batch.times,
      units: batch.units.map { UnitColumn(names: batch.unitNames, codes: $0) },
      tags: batch.tagNames.map { Tag(id: $0) }, values: batch.values)
  }

  private func refuseViolations(_ contract: ContractReport) throws {
    let faults = contract.faults
    if !faults.isEmpty { throw Faults(faults) }
    if settings.failsOnViolation, contract.violations > 0, let first = contract.notices.first {
      throw Faults(
        contract.notices.map {
          Fault(
            .badData, $0.text, at: $0.place ?? first.place,
            hint: "mend the data or the contract, or set data.on-violation: flag")
        })
    }
  }

  private func commonInterval(_ records: [SourceRecord]) -> TimeSpan? {
    records.filter { $0.sampleInterval != nil }.max { $0.rows < $1.rows }?.sampleInterval
  }

  /// How many neighbouring rows are further apart than one and a half intervals; rows of several units
  /// have no neighbours.
  private func gaps(_ store: Store) throws -> Int {
    guard let interval = store.manifest.sampleInterval, !store.manifest.hasUnits else { return 0 }
    var gaps = 0
    var last: Timestamp?
    // Partitions that share a stretch of time are sorted together; memory is theirs, not the store's.
    var shared: [Timestamp] = []
    func count() {
      shared.sort()
      for time in shared {
        if let last, last < time, !Frame.isContiguous(last, time, interval: interval) { gaps += 1 }
        last = time
      }
      shared = []
    }
    let spans = store.manifest.partitions.map(\.span)
    for index in spans.indices.sorted(by: { (spans[$0].start, $0) < (spans[$1].start, $1) }) {
      if let newest = shared.max(), spans[index].start > newest { count() }
      shared += try store.times(partition: index)
    }
    count()
    return gaps
  }

  /// Joins the refused rows of all sources, in their order.
  private func writeQuarantine(_ records: [(file: String, record: SourceRecord)]) throws {
    let parts = sources.files.map { "\(folder)/\(quarantineName($0))" }
    try AtomicFile.write(to: "\(folder)/\(Self.quarantineName)") {
      (file: inout OpenFile) throws(Fault) in
      try file.append(Array((QuarantinedRow.csvHeader + "\n").utf8))
      for part in parts { try FileBytes.copy(part, to: &file) }
    }
    var reasons: [String: Int] = [:]
    for (_, record) in records { reasons.merge(record.reasons, uniquingKeysWith: +) }
    try JSONFile.write(reasons, to: "\(folder)/\(Self.reasonsName)")
  }

  /// Removes what is known of sources that are no longer in the store.
  private func removeOldRecords() throws {
    let current = Set(sources.files.flatMap { [recordName($0), quarantineName($0)] })
    for name in try FileManager.default.contentsOfDirectory(atPath: folder)
    where (name.hasPrefix("source-") || name.hasPrefix("quarantine-")) && !current.contains(name) {
      unlink("\(folder)/\(name)")
    }
  }
}
