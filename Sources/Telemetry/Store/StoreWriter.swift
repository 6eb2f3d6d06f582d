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
  var manifest: StoreManifest
  private var previous: StoreManifest?
  private var kept: Set<String> = []

  /// Opens a folder for writing and makes it where it is not there.
  ///
  /// - Parameters:
  ///   - settingsDigest: a digest of all settings that rows depend on; where it differs from the
  ///     store's, no source is current.
  ///   - hasUnits: whether rows tell several units apart.
  ///   - tags: the store's columns; a source may lack some.
  ///   - duplicates: which of several rows of one moment counts.
  /// - Throws: ``Fault`` of kind `badData` where the store there is newer than this code or damaged,
  ///   a tag's name is longer than ``Tag/longestID`` or two columns would share a name; `io` where the folder cannot be made.
  public init(
    folder: String, plant: String, tags: [Tag], timeKind: TimeKind = .clock,
    hasUnits: Bool = false, settingsDigest: String = "", duplicates: DuplicatePolicy = .last
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
    for tag in tags where tag.id.utf8.count > Tag.longestID {
      throw Fault(
        .badData,
        "the tag '\(CellText.shown(tag.id.utf8))' has a name of \(tag.id.utf8.count) bytes, at most "
          + "\(Tag.longestID) are kept", at: Place(file: folder),
        hint: "shorten the column's name in the file")
    }
    try ArrowBatch.checkNames(
      [timeKind.columnName] + (hasUnits ? [UnitColumn.columnName] : []) + tags.map(\.id)
        + tags.map(\.qualityColumn), file: folder)
    self.folder = folder
    manifest = StoreManifest(
      plant: plant, timeKind: timeKind, hasUnits: hasUnits, tags: tags,
      settingsDigest: settingsDigest, duplicates: duplicates)
    previous = try Store.manifest(at: "\(folder)/\(StoreManifest.fileName)")
  }

  /// The ids of the tags, in their order.
  public var tagNames: [String] { manifest.tags.map(\.id) }

  /// Whether the store has this source's rows as this writer would store them.
  ///
  /// True where name, content, plant, time axis and settings are the same, this writer has the tags of
  /// the source's partitions and their files have their lengths.
  public func isCurrent(source name: String, sha256: String) -> Bool {
    guard let previous, previous.plant == manifest.plant,
      previous.settingsDigest == manifest.settingsDigest,
      previous.sources.contains(where: { $0.name == name && $0.sha256 == sha256 }),
      let partitions = keptPartitions(of: name)
    else { return false }
    return partitions.allSatisfy { length(of: $0.file) == $0.bytes }
  }

  /// Takes over a source and its partitions from the store that is there.
  ///
  /// The writer may have more tags than that store, in another order and with other properties.
  /// - Throws: ``Fault`` of kind `ourBug` where the store has no such source or it was added before.
  public mutating func keep(source name: String) throws(Fault) {
    guard let source = previous?.sources.first(where: { $0.name == name }),
      let partitions = keptPartitions(of: name),
      !manifest.sources.contains(where: { $0.name == name })
    else { throw Fault(.ourBug, "source '\(name)' cannot be kept", at: Place(file: folder)) }
    kept.insert(name)
    manifest.sources.append(source)
    manifest.partitions += partitions
  }

  /// A source's partitions of the store that is there, under this writer's tags; nil where they do not
  /// fit those or its time axis.
  private func keptPartitions(of source: String) -> [StoreManifest.Partition]? {
    guard let previous, previous.timeKind == manifest.timeKind,
      previous.hasUnits == manifest.hasUnits
    else { return nil }
    let all = manifest.tags.map(\.id)
    let known = Set(all)
    let before = previous.tags.map(\.id)
    var partitions: [StoreManifest.Partition] = []
    for var partition in previous.partitions where partition.source == source {
      let own = partition.tags ?? before
      guard own.allSatisfy(known.contains) else { return nil }
      partition.tags = own == all ? nil : own
      partitions.append(partition)
    }
    return partitions
  }

  /// Writes a frame as one partition of a source; a source may come in several frames.
  ///
  /// The file is complete and synced when this returns, but no reader sees it before the commit. A
  /// frame without rows makes no file. The counts in `source` replace those of an earlier call.
  /// - Parameters:
  ///   - frame: rows in ascending order of time and unit, with some or all of the writer's tags; rows
  ///     of one moment are settled at the commit. A frame without units is of the unit "" in a store
  ///     that has them.
  ///   - quality: raw ``CellQuality``, *rows × tags*, column-major; nil means measured or missing.
  /// - Throws: ``Fault`` of kind `badData` where rows descend or times lie outside the years 1678 to 2261;
  ///   `ourBug` where tags or qualities do not fit; `io` where writing fails.
  public mutating func add(
    _ frame: Frame, quality: [UInt8]? = nil, source: StoreManifest.SourceFile
  ) throws(Fault) {
    try refuseKept(source.name)
    if let partition = try partition(of: frame, quality: quality, source: source.name) {
      manifest.partitions.append(partition)
    }
    describe(source: source)
  }

  /// Takes up the partitions of a source whose files ``partition(of:quality:source:)`` wrote.
  ///
  /// The counts in `source` replace those of an earlier call.
  /// - Throws: ``Fault`` of kind `ourBug` where they are not this source's or it was kept.
  public mutating func add(
    _ partitions: [StoreManifest.Partition], source: StoreManifest.SourceFile
  ) throws(Fault) {
    try refuseKept(source.name)
    guard partitions.allSatisfy({ $0.source == source.name }) else {
      throw Fault(
        .ourBug, "partitions of another source than '\(source.name)'", at: Place(file: folder))
    }
    manifest.partitions += partitions
    describe(source: source)
  }

  private func refuseKept(_ source: String) throws(Fault) {
    guard !kept.contains(source) else {
      throw Fault(
        .ourBug, "source '\(source)' was kept and cannot be added", at: Place(file: folder))
    }
  }

  /// Says what is known of the tags when all rows have been seen: roles, units, resolutions.
  ///
  /// - Parameter tags: the writer's tags in their order, with other properties.
  public mutating func describe(_ tags: [Tag]) {
    precondition(
      tags.map(\.id) == manifest.tags.map(\.id), "the tags described must be those of the writer")
    manifest.tags = tags
  }

  /// Puts a source's account in the place of an earlier one.
  public mutating func describe(source: StoreManifest.SourceFile) {
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
    guard place[""] == nil else {
      throw Fault(.ourBug, "a source has no name", at: Place(file: folder))
    }
    manifest.partitions = manifest.partitions.enumerated()
      .sorted {
        (place[$0.element.source] ?? 0, $0.offset) < (place[$1.element.source] ?? 0, $1.offset)
      }
      .map(\.element)
  }

  /// Settles rows of one moment: what is left out, which rows are merged, what counts for whom.
  private mutating func settleDuplicates() throws(Fault) {
    manifest.partitions.removeAll(where: \.isSettled)
    var settlement = DuplicateSettlement(Store(folder: folder, manifest: manifest))
    var settled: [StoreManifest.Partition] = []
    try settlement.run { (frame: Frame, quality: [UInt8]) throws(Fault) in
      guard let start = frame.times.first, let end = frame.times.last else { return }
      var frame = frame
      frame.units = frame.units?.compacted()
      settled.append(
        try write(
          frame, quality, source: "", span: TimeRange(start, end), hasRepeats: false))
    }
    for (index, deletions) in settlement.deletions.enumerated()
    where manifest.partitions[index].deletions != deletions {
      manifest.partitions[index].deletions = deletions
      manifest.partitions[index].statistics = try PartitionFile(
        folder: folder, partition: manifest.partitions[index], manifest: manifest
      ).statistics()
    }
    account(settlement)
    manifest.partitions += settled
  }

  /// Tells the sources what the settlement found; what an earlier one found is taken back first.
  private mutating func account(_ settlement: DuplicateSettlement) {
    var rows: [String: Int] = [:]
    var tags: [String: [String]] = [:]
    var isWhole: Set<String> = []
    for partition in manifest.partitions {
      rows[partition.source, default: 0] += partition.rows
      guard let own = partition.tags else {
        isWhole.insert(partition.source)
        continue
      }
      let known = tags[partition.source] ?? []
      if known != own { tags[partition.source] = known + own.filter { !known.contains($0) } }
    }
    for index in manifest.sources.indices {
      var source = manifest.sources[index]
      let stored = source.rowsStored + source.settled
      // A source whose account knows of fewer rows than came cannot lose more than it says.
      let before = source.duplicates - source.settled
      source.settled = min(stored, rows[source.name, default: 0] - settlement.stored[index])
      source.duplicates = before + source.settled
      source.rowsStored = stored - source.settled
      source.displaced = settlement.moments[index] - settlement.stored[index]
      source.tags = isWhole.contains(source.name) ? nil : tags[source.name] ?? source.tags
      manifest.sources[index] = source
    }
  }

  private func length(of name: String) -> Int? {
    var status = stat()
    guard stat("\(folder)/\(name)", &status) == 0 else { return nil }
    return Int(status.st_size)
  }
}
