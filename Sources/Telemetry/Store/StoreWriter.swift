public import Diagnostics
internal import Foundation
internal import LinearAlgebra

/// Makes or renews a store: partitions first, `store.json` last.
///
/// A writer starts from the store that is there. Sources that have not changed are kept
/// (``isCurrent(source:sha256:)``, ``keep(source:)``), others are added, and ``commit(sampleInterval:)``
/// replaces the manifest in one step. Whatever ends the process before that leaves the old store as it was.
/// Whoever calls sees to it that one writer at a time works in a folder.
public struct StoreWriter: Sendable {
  /// The folder.
  public let folder: String
  /// What the next commit will say; sources and partitions in the order added.
  private(set) var manifest: StoreManifest
  private var previous: StoreManifest?
  private var kept: Set<String> = []

  /// Opens a folder for writing and makes it where it is not there.
  ///
  /// - Parameters:
  ///   - settingsDigest: a digest of all settings that rows depend on; where it differs from the
  ///     store's, no source is current.
  ///   - duplicates: which of several rows of one moment counts.
  /// - Throws: ``Fault`` of kind `badData` where the store there is newer than this code or damaged,
  ///   or two columns would share a name; `io` where the folder cannot be made.
  public init(
    folder: String, plant: String, tags: [Tag], timeKind: TimeKind = .clock,
    settingsDigest: String = "", duplicates: DuplicatePolicy = .last
  ) throws(Fault) {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
    } catch {
      let full = (error as? CocoaError)?.code == .fileWriteOutOfSpace
      throw Fault(
        .io, "cannot make the folder: \(error.localizedDescription)", at: Place(file: folder),
        hint: full ? AtomicFile.fullHint : nil)
    }
    try ArrowBatch.checkNames(
      [timeKind.columnName] + tags.map(\.id) + tags.map(\.qualityColumn), file: folder)
    self.folder = folder
    manifest = StoreManifest(
      plant: plant, timeKind: timeKind, tags: tags, settingsDigest: settingsDigest,
      duplicates: duplicates)
    previous = try Store.manifest(at: "\(folder)/\(StoreManifest.fileName)")
  }

  /// Whether the store has this source's rows as this writer would store them.
  ///
  /// True where name, content, plant, tags, time axis and settings are the same and the partitions'
  /// files have their lengths.
  public func isCurrent(source name: String, sha256: String) -> Bool {
    guard let previous, previous.plant == manifest.plant, previous.tags == manifest.tags,
      previous.timeKind == manifest.timeKind, previous.settingsDigest == manifest.settingsDigest,
      previous.sources.contains(where: { $0.name == name && $0.sha256 == sha256 })
    else { return false }
    return previous.partitions.allSatisfy { partition in
      partition.source != name || length(of: partition.file) == partition.bytes
    }
  }

  /// Takes over a source and its partitions from the store that is there.
  ///
  /// - Throws: ``Fault`` of kind `ourBug` where the store has no such source or it was added before.
  public mutating func keep(source name: String) throws(Fault) {
    guard let previous, let source = previous.sources.first(where: { $0.name == name }),
      previous.tags == manifest.tags, previous.timeKind == manifest.timeKind,
      !manifest.sources.contains(where: { $0.name == name })
    else { throw Fault(.ourBug, "source '\(name)' cannot be kept", at: Place(file: folder)) }
    kept.insert(name)
    manifest.sources.append(source)
    manifest.partitions += previous.partitions.filter { $0.source == name }
  }

  /// Writes a frame as one partition of a source; a source may come in several frames.
  ///
  /// The file is complete and synced when this returns, but no reader sees it before the commit. A
  /// frame without rows makes no file. The counts in `source` replace those of an earlier call.
  /// - Parameters:
  ///   - frame: rows in ascending time with the writer's tags; equal times are settled at the commit.
  ///   - quality: raw ``CellQuality``, *rows × tags*, column-major; nil means measured or missing.
  /// - Throws: ``Fault`` of kind `badData` where times descend or lie outside the years 1678 to 2261;
  ///   `ourBug` where tags or qualities do not fit; `io` where writing fails.
  public mutating func add(
    _ frame: Frame, quality: [UInt8]? = nil, source: StoreManifest.SourceFile
  ) throws(Fault) {
    guard !kept.contains(source.name) else {
      throw Fault(
        .ourBug, "source '\(source.name)' was kept and cannot be added", at: Place(file: folder))
    }
    let hasRepeats = try check(frame, source: source.name)
    let quality = try qualities(of: frame, given: quality, source: source.name)
    if let start = frame.times.first, let end = frame.times.last {
      let written = try write(frame, quality, start: start)
      manifest.partitions.append(
        StoreManifest.Partition(
          file: written.name, source: source.name, rows: frame.count,
          span: TimeRange(start, end), hasRepeats: hasRepeats, sha256: written.file.sha256,
          bytes: written.file.bytes, statistics: Self.statistics(of: frame), deletions: []))
    }
    if let index = manifest.sources.firstIndex(where: { $0.name == source.name }) {
      manifest.sources[index] = source
    } else {
      manifest.sources.append(source)
    }
  }

  /// Settles rows of one moment, replaces `store.json` and removes what neither store names.
  ///
  /// Files that the store before this commit named stay until the next commit or
  /// ``Store/garbageCollect()``, for readers that opened it.
  /// - Returns: what `store.json` now says.
  /// - Throws: ``Fault``; the store is then as it was before.
  @discardableResult
  public mutating func commit(sampleInterval: TimeSpan?) throws(Fault) -> StoreManifest {
    manifest.sampleInterval = sampleInterval
    try orderPartitions()
    try settleDuplicates()
    try AtomicFile.syncFolder(folder)
    try AtomicFile.write(manifest.json(), to: "\(folder)/\(StoreManifest.fileName)")
    let named = manifest.partitions + (previous?.partitions ?? [])
    previous = manifest
    _ = try Store.removeLeftovers(in: folder, keeping: Set(named.map(\.file)))
    return manifest
  }
}

extension StoreWriter {
  /// Puts partitions into the order of their sources: a source may have been added in turns.
  private mutating func orderPartitions() throws(Fault) {
    var place: [String: Int] = [:]
    for (index, source) in manifest.sources.enumerated() { place[source.name] = index }
    manifest.partitions = manifest.partitions.enumerated()
      .sorted {
        (place[$0.element.source] ?? 0, $0.offset) < (place[$1.element.source] ?? 0, $1.offset)
      }
      .map(\.element)
  }

  private mutating func settleDuplicates() throws(Fault) {
    let files = manifest.partitions.map { partition in
      PartitionFile(
        folder: folder, partition: partition, tags: manifest.tags, timeKind: manifest.timeKind)
    }
    let deletions = try DuplicateSettlement(policy: manifest.duplicates).deletions(
      of: manifest.partitions.map { .init(span: $0.span, hasRepeats: $0.hasRepeats) }
    ) { index throws(Fault) in try files[index].times() }
    for index in manifest.partitions.indices
    where manifest.partitions[index].deletions != deletions[index] {
      manifest.partitions[index].deletions = deletions[index]
      let file = PartitionFile(
        folder: folder, partition: manifest.partitions[index], tags: manifest.tags,
        timeKind: manifest.timeKind)
      manifest.partitions[index].statistics = Self.statistics(of: try file.frame())
    }
  }

  private static func statistics(of frame: Frame) -> [TagStatistics] {
    frame.tags.indices.map { index in
      frame.values.withUnsafeColumn(index) { TagStatistics(of: $0) }
    }
  }

  /// Refuses tags and times that do not fit; says whether a moment stands twice.
  private func check(_ frame: Frame, source: String) throws(Fault) -> Bool {
    guard frame.tags.map(\.id) == manifest.tags.map(\.id) else {
      throw Fault(
        .ourBug, "the frame's tags are not the store's", at: Place(file: source))
    }
    var hasRepeats = false
    let limits = manifest.timeKind.limits
    for (row, time) in frame.times.enumerated() {
      guard limits.contains(time.nanoseconds) else {
        throw Fault(
          .badData, "row \(row) has a time outside the years 1678 to 2261", at: Place(file: source))
      }
      if row > 0 {
        guard frame.times[row - 1] <= time else {
          throw Fault(
            .badData, "the times do not ascend at row \(row)", at: Place(file: source))
        }
        if frame.times[row - 1] == time { hasRepeats = true }
      }
    }
    return hasRepeats
  }

  /// The qualities to store: a cell is missing exactly where its value is NaN.
  private func qualities(
    of frame: Frame, given: [UInt8]?, source: String
  ) throws(Fault) -> [UInt8] {
    let elements = frame.values.elements
    guard let given else {
      return elements.map { ($0.isNaN ? CellQuality.missing : .measured).rawValue }
    }
    guard given.count == elements.count else {
      throw Fault(
        .ourBug, "\(elements.count) cells have \(given.count) qualities", at: Place(file: source))
    }
    for (index, raw) in given.enumerated() {
      guard let quality = CellQuality(rawValue: raw),
        (quality == .missing) == elements[index].isNaN
      else {
        let tag = frame.tags[index / frame.count].id
        throw Fault(
          .ourBug,
          "the value \(elements[index]) in row \(index % frame.count) has quality \(raw)",
          at: Place(file: source, path: "tag \(tag)"))
      }
    }
    return given
  }

  /// Writes the file under a temporary name, for its own holds its digest, and renames it.
  private func write(
    _ frame: Frame, _ quality: [UInt8], start: Timestamp
  ) throws(Fault) -> (name: String, file: ArrowFile.Written) {
    var frame = frame
    frame.tags = manifest.tags
    let batch = ArrowBatch(
      frame: frame, timeKind: manifest.timeKind,
      byteColumns: ArrowBatch.qualityColumns(
        of: frame.tags, rows: frame.count, qualities: quality),
      metadata: [
        "tocsin.schema": "\(StoreManifest.currentVersion)", "tocsin.plant": manifest.plant,
      ])
    let temporary = "\(folder)/\(AtomicFile.temporaryPrefix)\(getpid())-partition"
    let written = try ArrowFile.write(batch, to: temporary)
    let day = manifest.timeKind == .clock ? start.dayText : "step\(start.nanoseconds)"
    let name = "\(day)-\(written.sha256.prefix(12)).arrow"
    guard WriteGate.pass({ rename(temporary, "\(folder)/\(name)") }) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(temporary)
      throw Fault(
        .io, "cannot name the file: \(reason)", at: Place(file: "\(folder)/\(name)"))
    }
    return (name, written)
  }

  private func length(of name: String) -> Int? {
    var status = stat()
    guard stat("\(folder)/\(name)", &status) == 0 else { return nil }
    return Int(status.st_size)
  }
}
