/// What `store.json` says: the one file of a store that changes.
///
/// Readers go by it alone; an Arrow file that it does not name does not exist for them.
public struct StoreManifest: Sendable, Hashable {
  /// The schema version that this code writes; newer ones are refused.
  public static let currentVersion = 2
  /// The file's name in the store's folder.
  public static let fileName = "store.json"
  /// The longest `store.json` that is read or written, in bytes; a partition takes some 200 for each tag.
  package static let longest = 1 << 30

  /// The schema version: the oldest whose readers understand all that this manifest says.
  ///
  /// 2 where the store has units, partitions of some tags or of settled rows, or settles duplicates
  /// by `mean` or `error`; else 1.
  public var schemaVersion: Int {
    let isPlain =
      !hasUnits && (duplicates == .last || duplicates == .first)
      && partitions.allSatisfy { $0.tags == nil && !$0.isSettled }
    return isPlain ? 1 : 2
  }
  /// The plant's name.
  public var plant: String
  /// What the times count.
  public var timeKind: TimeKind
  /// Whether rows tell several units apart: a column of them stands behind the times.
  public var hasUnits: Bool
  /// The store's columns, in order; a partition may lack some.
  public var tags: [Tag]
  /// The usual distance of rows; nil where there is none.
  public var sampleInterval: TimeSpan?
  /// A digest of the settings that rows depend on besides their source; empty where not given.
  public var settingsDigest: String
  /// How rows of one moment, which is time and unit, were settled.
  public var duplicates: DuplicatePolicy
  /// The files that rows came from, in the order given.
  public var sources: [SourceFile]
  /// The Arrow files, in the order of their sources, those of settled rows last.
  public var partitions: [Partition]

  /// Makes the manifest of a store without rows.
  public init(
    plant: String, timeKind: TimeKind = .clock, hasUnits: Bool = false, tags: [Tag],
    sampleInterval: TimeSpan? = nil, settingsDigest: String = "",
    duplicates: DuplicatePolicy = .last, sources: [SourceFile] = [],
    partitions: [Partition] = []
  ) {
    self.plant = plant
    self.timeKind = timeKind
    self.hasUnits = hasUnits
    self.tags = tags
    self.sampleInterval = sampleInterval
    self.settingsDigest = settingsDigest
    self.duplicates = duplicates
    self.sources = sources
    self.partitions = partitions
  }

  /// The number of rows that count: stored and not displaced by others of the same moment.
  public var rows: Int { partitions.reduce(0) { $0 + $1.keptRows } }

  /// From the first to the last stored moment; nil where there are no rows.
  public var span: TimeRange? {
    guard let start = partitions.map(\.span.start).min(),
      let end = partitions.map(\.span.end).max()
    else { return nil }
    return TimeRange(start, end)
  }

  /// Each tag's statistics over all partitions, merged in their order.
  public var statistics: [TagStatistics] {
    var merged = [TagStatistics](repeating: TagStatistics(), count: tags.count)
    for partition in partitions {
      for (index, statistics) in statistics(of: partition).enumerated() {
        merged[index].merge(statistics)
      }
    }
    return merged
  }

  /// A partition's statistics per tag of the store; tags that it lacks are missing in all its rows.
  public func statistics(of partition: Partition) -> [TagStatistics] {
    guard let own = partition.tags else { return partition.statistics }
    var known: [String: TagStatistics] = [:]
    for (id, statistics) in zip(own, partition.statistics) { known[id] = statistics }
    return tags.map { known[$0.id] ?? TagStatistics(missing: partition.keptRows) }
  }
}

extension StoreManifest {
  /// A file that rows came from.
  public struct SourceFile: Sendable, Hashable {
    /// The name as ingested; unique in a store.
    public var name: String
    /// The length.
    public var bytes: Int
    /// The SHA-256 in hexadecimal.
    public var sha256: String
    /// Rows of data that it has.
    public var rowsRead: Int
    /// Rows that count in the store.
    ///
    /// A moment that several rows share counts once, for the source whose row stays or, where a row
    /// is merged from several, for that of the last of them (of the first under `first`, `mean` and
    /// `error`). So all sources' sum is ``StoreManifest/rows``.
    public var rowsStored: Int
    /// Rows that stand in the quarantine file instead.
    public var rowsQuarantined: Int
    /// Rows settled in favour of another row of their moment, in this source or another.
    ///
    /// Always ``rowsRead`` = ``rowsStored`` + ``rowsQuarantined`` + ``duplicates``.
    public var duplicates: Int
    /// Moments of it that count for other sources, or are merged into their rows; part of ``duplicates``.
    public var displaced: Int
    /// Those of ``duplicates`` that the store found at its commit, its reader not: rows of other pieces
    /// of this source and of other sources.
    public var settled: Int
    /// The columns that it has; nil means all of the store's.
    public var tags: [String]?
    /// What a person should know of it.
    public var notices: [String]

    /// Describes a source.
    public init(
      name: String, bytes: Int, sha256: String, rowsRead: Int, rowsStored: Int,
      rowsQuarantined: Int = 0, duplicates: Int = 0, displaced: Int = 0, settled: Int = 0,
      tags: [String]? = nil, notices: [String] = []
    ) {
      self.name = name
      self.bytes = bytes
      self.sha256 = sha256
      self.rowsRead = rowsRead
      self.rowsStored = rowsStored
      self.rowsQuarantined = rowsQuarantined
      self.duplicates = duplicates
      self.displaced = displaced
      self.settled = settled
      self.tags = tags
      self.notices = notices
    }
  }

  /// One Arrow file of the store; never changed once written.
  public struct Partition: Sendable, Hashable {
    /// The file's name in the store's folder.
    public var file: String
    /// The name of the source; empty where the rows are merged from rows of several files.
    public var source: String
    /// The one unit that all its rows are of; nil where the store has no units or the file several.
    public var unit: String?
    /// The ids of the tags that the file has, in its order; nil means all of the store's.
    public var tags: [String]?
    /// The rows in the file, at least 1.
    public var rows: Int
    /// From the file's first to its last moment.
    public var span: TimeRange
    /// Whether two of its rows share a moment, which is time and unit.
    public var hasRepeats: Bool
    /// The file's SHA-256 in hexadecimal.
    public var sha256: String
    /// The file's length.
    public var bytes: Int
    /// Per tag of the file, of the rows that count.
    public var statistics: [TagStatistics]
    /// Rows of the file that others of the same moment displace; ascending and disjoint.
    public var deletions: [Range<Int>]

    /// Describes a partition.
    public init(
      file: String, source: String, unit: String? = nil, tags: [String]? = nil, rows: Int,
      span: TimeRange, hasRepeats: Bool = false, sha256: String, bytes: Int,
      statistics: [TagStatistics],
      deletions: [Range<Int>] = []
    ) {
      self.file = file
      self.source = source
      self.unit = unit
      self.tags = tags
      self.rows = rows
      self.span = span
      self.hasRepeats = hasRepeats
      self.sha256 = sha256
      self.bytes = bytes
      self.statistics = statistics
      self.deletions = deletions
    }

    /// Whether its rows are merged from rows of several files.
    public var isSettled: Bool { source.isEmpty }

    /// The number of rows that count.
    public var keptRows: Int { rows - deletions.reduce(0) { $0 + $1.count } }
  }
}
