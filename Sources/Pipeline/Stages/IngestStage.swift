internal import Diagnostics
internal import Foundation
internal import Ingest
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// CSV files → the plant's store.
struct IngestStage {
  /// What ingest did.
  struct Result: Sendable {
    let store: Store
    /// Whether nothing had changed since the last ingest.
    let isUnchanged: Bool
    /// How many times rows are further apart than one and a half sample intervals.
    let gaps: Int
    let notices: [Notice]
  }

  /// The quarantine file beside the store's partitions.
  static let quarantineName = "quarantine.csv"
  /// How many rows each reason put into quarantine, beside it.
  static let reasonsName = "quarantine.json"

  /// Brings the store up to date with the files that the configuration names.
  static func run(_ context: RunContext) throws -> Result {
    let configuration = context.configuration
    let settings = configuration.data
    let files = try FilePatterns.files(settings.telemetry, configuration: configuration.file)
    let declarations = try settings.tags.map { try TagsFile.read($0) } ?? []
    let digests = try ParallelMap(threads: context.threads)(files.count) {
      try FileDigest.sha256(of: files[$0])
    }
    let settingsDigest = SHA256.hash(
      [
        Tocsin.version, settings.timeZone, "\(settings.mostQuarantined)",
        "\(settings.resolution ?? 0)", settings.interval?.description ?? "",
        try settings.tags.map { try FileDigest.sha256(of: $0) } ?? "",
      ].joined(separator: "\n"))
    let names = sourceNames(files)
    let folder = configuration.storeFolder
    if let store = try unchanged(
      folder, names, digests, settingsDigest, threads: context.threads)
    {
      return Result(store: store, isUnchanged: true, gaps: try gaps(store), notices: [])
    }

    var ingested: [IngestedFile] = []
    for file in files {
      ingested.append(try read(file, settings: settings, context: context))
    }
    let (tags, notices) = try TagTable(
      files: ingested, declarations: declarations, settings: settings
    )
    .result()
    var writer = try StoreWriter(
      folder: folder, plant: configuration.plant, tags: tags, settingsDigest: settingsDigest)
    for (index, file) in ingested.enumerated() {
      let (frame, quality) = aligned(file, tags: tags)
      try writer.add(
        frame, quality: quality,
        source: StoreManifest.SourceFile(
          name: names[index], bytes: file.bytes, sha256: file.sha256, rowsRead: file.counts.read,
          rowsStored: file.counts.stored, rowsQuarantined: file.counts.quarantined,
          duplicates: file.counts.duplicates, notices: file.notices.map(\.text)))
    }
    try writeQuarantine(ingested, names: names, to: "\(folder)/\(quarantineName)")
    try writer.commit(sampleInterval: commonInterval(ingested))
    let store = try Store(opening: folder)
    return Result(
      store: store, isUnchanged: false, gaps: try gaps(store),
      notices: notices + ingested.flatMap(\.notices))
  }

  private static func read(
    _ file: String, settings: DataSettings, context: RunContext
  ) throws -> IngestedFile {
    let format = try CSVSniffer.sniff(file: file)
    // Read first: a file without rows has no times either, and that it is empty says more.
    let ingested = try CSVReader(
      format: format,
      options: CSVReaderOptions(
        timeZone: settings.timeZone, maxQuarantined: settings.mostQuarantined,
        stepInterval: settings.interval ?? TimeSpan(nanoseconds: 1))
    ).read(file: file, threads: context.threads, progress: context.listener)
    guard format.timeColumn != nil || settings.interval != nil else {
      throw Fault(
        .badData, "no column holds the rows' times", at: Place(file: file),
        hint: "say how far apart the rows are: data.interval: 1min")
    }
    return ingested
  }

  private static func gaps(_ store: Store) throws -> Int {
    guard let interval = store.manifest.sampleInterval else { return 0 }
    let times = try store.frame().times
    return zip(times, times.dropFirst()).count {
      !Frame.isContiguous($0, $1, interval: interval)
    }
  }

  private static func unchanged(
    _ folder: String, _ names: [String], _ digests: [String], _ settingsDigest: String,
    threads: Int
  ) throws -> Store? {
    guard Folder.exists("\(folder)/\(StoreManifest.fileName)") else { return nil }
    let store = try Store(opening: folder)
    let manifest = store.manifest
    guard manifest.settingsDigest == settingsDigest,
      manifest.sources.map(\.name) == names, manifest.sources.map(\.sha256) == digests,
      try store.verify(threads: threads).isEmpty
    else { return nil }
    return store
  }

  // Names that do not depend on where the checkout stands: base names, folders added where they clash.
  static func sourceNames(_ files: [String]) -> [String] {
    let bases = files.map { ($0 as NSString).lastPathComponent }
    guard Set(bases).count < bases.count else { return bases }
    return files.map { file in
      let parts = (file as NSString).pathComponents.suffix(2)
      return parts.joined(separator: "/")
    }
  }

  private static func aligned(_ file: IngestedFile, tags: [Tag]) -> (Frame, [UInt8]) {
    let own = file.frame.tags.map(\.id)
    let rows = file.frame.count
    var values = Matrix(rows: rows, columns: tags.count)
    var quality = [UInt8](
      repeating: CellQuality.missing.rawValue, count: rows * tags.count)
    for (j, tag) in tags.enumerated() {
      let source = own.firstIndex(of: tag.id)
      values.withUnsafeMutableColumn(j) { target in
        guard let source else {
          for i in target.indices { target[i] = .nan }
          return
        }
        file.frame.values.withUnsafeColumn(source) { column in
          for i in target.indices { target[i] = column[i] }
        }
      }
      if let source {
        quality.replaceSubrange(
          j * rows..<(j + 1) * rows, with: file.quality[source * rows..<(source + 1) * rows])
      }
    }
    return (Frame(times: file.frame.times, tags: tags, values: values), quality)
  }

  private static func commonInterval(_ files: [IngestedFile]) -> TimeSpan? {
    files.filter { $0.sampleInterval != nil }.max { $0.counts.stored < $1.counts.stored }?
      .sampleInterval
  }

  private static func writeQuarantine(
    _ files: [IngestedFile], names: [String], to path: String
  ) throws(Fault) {
    var lines = [QuarantinedRow.csvHeader]
    for (file, name) in zip(files, names) {
      for var row in file.quarantine {
        row.file = name
        lines.append(row.csvLine)
      }
    }
    try AtomicFile.write(lines.joined(separator: "\n") + "\n", to: path)
    let reasons = Dictionary(
      files.flatMap(\.quarantine).map { ($0.reason, 1) }, uniquingKeysWith: +)
    try JSONFile.write(
      reasons, to: (path as NSString).deletingLastPathComponent + "/" + reasonsName)
  }
}
