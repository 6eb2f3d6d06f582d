internal import Diagnostics

extension StoreManifest: Codable {
  private enum Key: String, CodingKey {
    case schemaVersion, plant, timeKind, hasUnits, tags, sampleInterval, settingsDigest, duplicates
    case sources, partitions
  }

  /// Decodes a manifest; stores of schema version 1 do not say `hasUnits`: they have none.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    self.init(
      plant: try values.decode(String.self, forKey: .plant),
      timeKind: try values.decode(TimeKind.self, forKey: .timeKind),
      hasUnits: try values.decodeIfPresent(Bool.self, forKey: .hasUnits) ?? false,
      tags: try values.decode([Tag].self, forKey: .tags),
      sampleInterval: try values.decodeIfPresent(TimeSpan.self, forKey: .sampleInterval),
      settingsDigest: try values.decode(String.self, forKey: .settingsDigest),
      duplicates: try values.decode(DuplicatePolicy.self, forKey: .duplicates),
      sources: try values.decode([SourceFile].self, forKey: .sources),
      partitions: try values.decode([Partition].self, forKey: .partitions))
  }

  /// Encodes a manifest.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(schemaVersion, forKey: .schemaVersion)
    try values.encode(plant, forKey: .plant)
    try values.encode(timeKind, forKey: .timeKind)
    if hasUnits { try values.encode(hasUnits, forKey: .hasUnits) }
    try values.encode(tags, forKey: .tags)
    try values.encodeIfPresent(sampleInterval, forKey: .sampleInterval)
    try values.encode(settingsDigest, forKey: .settingsDigest)
    try values.encode(duplicates, forKey: .duplicates)
    try values.encode(sources, forKey: .sources)
    try values.encode(partitions, forKey: .partitions)
  }
}

extension StoreManifest.Partition: Codable {
  private enum Key: String, CodingKey {
    case file, source, unit, tags, rows, start, end, hasRepeats, sha256, bytes, statistics,
      deletions
  }

  /// Decodes a partition; its span's ends are ISO 8601 texts or, for steps, whole numbers.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    file = try values.decode(String.self, forKey: .file)
    source = try values.decode(String.self, forKey: .source)
    unit = try values.decodeIfPresent(String.self, forKey: .unit)
    tags = try values.decodeIfPresent([String].self, forKey: .tags)
    rows = try values.decode(Int.self, forKey: .rows)
    let start = try values.decode(SpanEnd.self, forKey: .start).stamp
    let end = try values.decode(SpanEnd.self, forKey: .end).stamp
    guard start <= end else {
      throw DecodingError.dataCorruptedError(
        forKey: .end, in: values, debugDescription: "the end lies before the start")
    }
    span = TimeRange(start, end)
    hasRepeats = try values.decode(Bool.self, forKey: .hasRepeats)
    sha256 = try values.decode(String.self, forKey: .sha256)
    bytes = try values.decode(Int.self, forKey: .bytes)
    statistics = try values.decode([TagStatistics].self, forKey: .statistics)
    deletions = try values.decode([Range<Int>].self, forKey: .deletions)
  }

  /// Encodes a partition; its span's ends as they are read.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(file, forKey: .file)
    try values.encode(source, forKey: .source)
    try values.encodeIfPresent(unit, forKey: .unit)
    try values.encodeIfPresent(tags, forKey: .tags)
    try values.encode(rows, forKey: .rows)
    try values.encode(SpanEnd(stamp: span.start), forKey: .start)
    try values.encode(SpanEnd(stamp: span.end), forKey: .end)
    try values.encode(hasRepeats, forKey: .hasRepeats)
    try values.encode(sha256, forKey: .sha256)
    try values.encode(bytes, forKey: .bytes)
    try values.encode(statistics, forKey: .statistics)
    try values.encode(deletions, forKey: .deletions)
  }
}

extension StoreManifest.SourceFile: Codable {
  private enum Key: String, CodingKey {
    case name, bytes, sha256, rowsRead, rowsStored, rowsQuarantined, duplicates, displaced
    case settled, tags, notices
  }

  /// Decodes a source; stores of schema version 1 know neither `displaced`, `settled` nor `tags`.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    name = try values.decode(String.self, forKey: .name)
    bytes = try values.decode(Int.self, forKey: .bytes)
    sha256 = try values.decode(String.self, forKey: .sha256)
    rowsRead = try values.decode(Int.self, forKey: .rowsRead)
    rowsStored = try values.decode(Int.self, forKey: .rowsStored)
    rowsQuarantined = try values.decode(Int.self, forKey: .rowsQuarantined)
    duplicates = try values.decode(Int.self, forKey: .duplicates)
    displaced = try values.decodeIfPresent(Int.self, forKey: .displaced) ?? 0
    settled = try values.decodeIfPresent(Int.self, forKey: .settled) ?? 0
    tags = try values.decodeIfPresent([String].self, forKey: .tags)
    notices = try values.decode([String].self, forKey: .notices)
  }

  /// Encodes a source.
  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(name, forKey: .name)
    try values.encode(bytes, forKey: .bytes)
    try values.encode(sha256, forKey: .sha256)
    try values.encode(rowsRead, forKey: .rowsRead)
    try values.encode(rowsStored, forKey: .rowsStored)
    try values.encode(rowsQuarantined, forKey: .rowsQuarantined)
    try values.encode(duplicates, forKey: .duplicates)
    if displaced != 0 { try values.encode(displaced, forKey: .displaced) }
    if settled != 0 { try values.encode(settled, forKey: .settled) }
    try values.encodeIfPresent(tags, forKey: .tags)
    try values.encode(notices, forKey: .notices)
  }
}

/// One end of a span: a text for moments, a number for steps.
private struct SpanEnd: Codable {
  let stamp: Timestamp

  init(stamp: Timestamp) { self.stamp = stamp }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let step = try? container.decode(Int64.self) {
      stamp = Timestamp(nanoseconds: step)
    } else {
      stamp = try container.decode(Timestamp.self)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if encoder.userInfo[.timeKind] as? TimeKind == .step {
      try container.encode(stamp.nanoseconds)
    } else {
      try container.encode(stamp)
    }
  }
}

extension CodingUserInfoKey {
  /// How the spans of the manifest being written are meant.
  static var timeKind: CodingUserInfoKey {
    guard let key = CodingUserInfoKey(rawValue: "tocsin.time-kind") else {
      preconditionFailure("a constant key was refused")
    }
    return key
  }
}
