/// What `store.json` says: the one file of a store that changes.
///
/// Readers go by it alone; an Arrow file that it does not name does not exist for them.
public struct StoreManifest: Sendable, Hashable, Codable {
  /// The schema version that this code writes; newer ones are refused.
  public static let currentVersion = 1
  /// The file's name in the store's folder.
  public static let fileName = "store.json"

  /// The schema version.
  public var schemaVersion = StoreManifest.currentVersion
  /// The plant's name.
  public var plant: String
  /// What the times count.
  public var timeKind: TimeKind
  /// The columns of every partition, in order.
  public var tags: [Tag]
  /// The usual distance of rows; nil where there is none.
  public var sampleInterval: TimeSpan?
  /// A digest of the settings that rows depend on besides their source; empty where not given.
  public var settingsDigest: String
  /// How rows of one moment were settled.
  public var duplicates: DuplicatePolicy
  /// The files that rows came from, in the order given.
  public var sources: [SourceFile]
  /// The Arrow files, in the order of their sources.
  public var partitions: [Partition]

  /// Makes the manifest of a store without rows.
  public init(
    plant: String, timeKind: TimeKind = .clock, tags: [Tag], sampleInterval: TimeSpan? = nil,
    settingsDigest: String = "", duplicates: DuplicatePolicy = .last,
    sources: [SourceFile] = [], partitions: [Partition] = []
  ) {
    self.plant = plant
    self.timeKind = timeKind
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
      for (index, statistics) in partition.statistics.enumerated() {
        merged[index].merge(statistics)
      }
    }
    return merged
  }
}

extension StoreManifest {
  /// A file that rows came from.
  public struct SourceFile: Sendable, Hashable, Codable {
    /// The name as ingested; unique in a store.
    public var name: String
    /// The length.
    public var bytes: Int
    /// The SHA-256 in hexadecimal.
    public var sha256: String
    /// Rows of data that it has.
    public var rowsRead: Int
    /// Rows that went into the store, before rows of other sources displaced any.
    public var rowsStored: Int
    /// Rows that stand in the quarantine file instead.
    public var rowsQuarantined: Int
    /// Rows left out because another row of this file has the same moment.
    public var duplicates: Int
    /// What a person should know of it.
    public var notices: [String]

    /// Describes a source.
    public init(
      name: String, bytes: Int, sha256: String, rowsRead: Int, rowsStored: Int,
      rowsQuarantined: Int = 0, duplicates: Int = 0, notices: [String] = []
    ) {
      self.name = name
      self.bytes = bytes
      self.sha256 = sha256
      self.rowsRead = rowsRead
      self.rowsStored = rowsStored
      self.rowsQuarantined = rowsQuarantined
      self.duplicates = duplicates
      self.notices = notices
    }
  }

  /// One Arrow file of the store; never changed once written.
  public struct Partition: Sendable, Hashable {
    /// The file's name in the store's folder.
    public var file: String
    /// The name of the source.
    public var source: String
    /// The rows in the file, at least 1.
    public var rows: Int
    /// From the file's first to its last moment.
    public var span: TimeRange
    /// Whether two of its rows share a moment.
    public var hasRepeats: Bool
    /// The file's SHA-256 in hexadecimal.
    public var sha256: String
    /// The file's length.
    public var bytes: Int
    /// Per tag, of the rows that count.
    public var statistics: [TagStatistics]
    /// Rows of the file that others of the same moment displace; ascending and disjoint.
    public var deletions: [Range<Int>]

    /// Describes a partition.
    public init(
      file: String, source: String, rows: Int, span: TimeRange, hasRepeats: Bool = false,
      sha256: String, bytes: Int, statistics: [TagStatistics], deletions: [Range<Int>] = []
    ) {
      self.file = file
      self.source = source
      self.rows = rows
      self.span = span
      self.hasRepeats = hasRepeats
      self.sha256 = sha256
      self.bytes = bytes
      self.statistics = statistics
      self.deletions = deletions
    }

    /// The number of rows that count.
    public var keptRows: Int { rows - deletions.reduce(0) { $0 + $1.count } }
  }
}
