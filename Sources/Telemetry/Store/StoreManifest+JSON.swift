public import Diagnostics
internal import Foundation

extension StoreManifest {
  /// Reads and checks the text of a `store.json`.
  ///
  /// - Throws: ``Fault`` of kind `badData` where it is newer than this code, damaged or contradicts
  ///   itself; the place names `file`.
  public init(json: [UInt8], file: String) throws(Fault) {
    do {
      let version = try JSONDecoder().decode(VersionOnly.self, from: Data(json)).schemaVersion
      guard version <= Self.currentVersion else {
        throw Fault(
          .badData,
          "the store has schema version \(version), this tocsin reads versions up to "
            + "\(Self.currentVersion)",
          at: Place(file: file), hint: "update tocsin, or ingest into another folder")
      }
      let decoder = JSONDecoder()
      decoder.nonConformingFloatDecodingStrategy = .convertFromString(
        positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
      self = try decoder.decode(StoreManifest.self, from: Data(json))
    } catch let fault as Fault {
      throw fault.at(Place(file: file))
    } catch let error as DecodingError {
      throw Fault(
        .badData, "damaged store.json: \(Self.text(of: error))", at: Self.place(of: error, file),
        hint: Self.damageHint)
    } catch {
      throw Fault(
        .badData, "damaged store.json: \(error)", at: Place(file: file), hint: Self.damageHint)
    }
    if let problem = contradiction {
      throw Fault(
        .badData, "damaged store.json: \(problem)", at: Place(file: file), hint: Self.damageHint)
    }
  }

  /// The text of `store.json`: keys sorted, pretty, a newline at the end.
  public func json() throws(Fault) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // A sum of squares may overflow; that must not cost the store.
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    encoder.userInfo[.timeKind] = timeKind
    do {
      return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    } catch {
      throw Fault(.ourBug, "store.json cannot be written: \(error)")
    }
  }

  private struct VersionOnly: Decodable { let schemaVersion: Int }

  private static let damageHint =
    "remove store.json and run `tocsin ingest`: the store is rebuilt from its sources"

  private static func text(of error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, _): "'\(key.stringValue)' is missing"
    case .valueNotFound(_, let context), .typeMismatch(_, let context),
      .dataCorrupted(let context):
      context.debugDescription
    @unknown default: "it cannot be read"
    }
  }

  private static func place(of error: DecodingError, _ file: String) -> Place {
    let path: [any CodingKey] =
      switch error {
      case .keyNotFound(_, let context), .valueNotFound(_, let context),
        .typeMismatch(_, let context), .dataCorrupted(let context):
        context.codingPath
      @unknown default: []
      }
    var text = ""
    for key in path {
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += (text.isEmpty ? "" : ".") + key.stringValue
      }
    }
    return Place(file: file, path: text.isEmpty ? nil : text)
  }
}

extension StoreManifest {
  /// What cannot be true of a manifest of ours; nil where all is well.
  ///
  /// The file is read as hostile: no number or name in it may lead outside the folder or overflow.
  private var contradiction: String? {
    let ids = tags.map(\.id)
    if Set(ids).count != ids.count { return "two tags share an id" }
    let names = sources.map(\.name)
    let known = Set(names)
    if known.count != names.count { return "two sources share a name" }
    for partition in partitions {
      if let problem = partition.contradiction(tags: tags.count, sources: known, timeKind) {
        return "partition '\(partition.file)' \(problem)"
      }
    }
    return nil
  }
}

extension StoreManifest.Partition {
  fileprivate func contradiction(
    tags: Int, sources: Set<String>, _ timeKind: TimeKind
  ) -> String? {
    guard file.hasSuffix(".arrow"), !file.contains("/"), !file.contains("\0"),
      !file.hasPrefix(".")
    else { return "is not the name of an Arrow file in this folder" }
    if !sources.contains(source) { return "names the unknown source '\(source)'" }
    guard (1...Self.mostRows).contains(rows) else { return "has \(rows) rows" }
    guard timeKind.limits.contains(span.start.nanoseconds),
      timeKind.limits.contains(span.end.nanoseconds)
    else { return "has a span outside the years 1678 to 2261" }
    if bytes < 0 { return "has \(bytes) bytes" }
    guard statistics.count == tags else {
      return "has statistics of \(statistics.count) tags, the store has \(tags)"
    }
    var next = 0
    for range in deletions {
      guard range.lowerBound >= next, !range.isEmpty, range.upperBound <= rows else {
        return "leaves out rows \(range.lowerBound)..<\(range.upperBound) of \(rows)"
      }
      next = range.upperBound
    }
    for one in statistics {
      guard (0...keptRows).contains(one.count), one.missing == keptRows - one.count,
        (one.min == nil) == (one.count == 0), (one.max == nil) == (one.count == 0),
        one.step.map(TagStatistics.steps.contains) ?? true
      else { return "has statistics that do not fit its \(keptRows) rows" }
    }
    return nil
  }

  /// More rows than any disk holds: sums of these counts cannot overflow.
  private static var mostRows: Int { 1 << 40 }
}

extension StoreManifest.Partition: Codable {
  private enum Key: String, CodingKey {
    case file, source, rows, start, end, hasRepeats, sha256, bytes, statistics, deletions
  }

  /// Decodes a partition; its span's ends are ISO 8601 texts or, for steps, whole numbers.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    file = try values.decode(String.self, forKey: .file)
    source = try values.decode(String.self, forKey: .source)
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
  fileprivate static var timeKind: CodingUserInfoKey {
    guard let key = CodingUserInfoKey(rawValue: "tocsin.time-kind") else {
      preconditionFailure("a constant key was refused")
    }
    return key
  }
}
