public import Telemetry

/// An anomaly that a person should look at: one line of `alerts.jsonl`.
public struct Alert: Sendable, Hashable, Codable, Identifiable {
  /// Whether the last run knew the alert.
  public enum Status: String, Sendable, Codable, CaseIterable {
    /// Not in the last run.
    case new
    /// In the last run too.
    case ongoing
    /// In the last run, over now.
    case closed
  }

  /// A tag that takes part, with what was expected of it and what was seen when the score was
  /// highest.
  public struct TagReading: Sendable, Hashable, Codable {
    /// The tag's name.
    public var tag: String
    /// The engineering unit; nil where not known.
    public var unit: String?
    /// What the detector expected; nil where it expects no single value.
    public var expected: Double?
    /// What was seen; nil where the value was missing.
    public var seen: Double?
    /// The tag's part in the score, 0 to 1; nil where the detector cannot tell.
    public var share: Double?

    /// Makes a reading; numbers that are not finite become nil.
    public init(
      tag: String, unit: String? = nil, expected: Double? = nil, seen: Double? = nil,
      share: Double? = nil
    ) {
      self.tag = tag
      self.unit = unit
      self.expected = expected.flatMap { $0.isFinite ? $0 : nil }
      self.seen = seen.flatMap { $0.isFinite ? $0 : nil }
      self.share = share.flatMap { $0.isFinite ? $0 : nil }
    }
  }

  /// An ATT&CK for ICS technique that would look like this.
  public struct Technique: Sendable, Hashable, Codable {
    /// The id: `T0856`.
    public var id: String
    /// The name: `Spoof Reporting Message`.
    public var name: String

    /// Makes a technique.
    public init(id: String, name: String) {
      self.id = id
      self.name = name
    }
  }

  /// The part that an asset or a controller has in the score, over all of its tags.
  public struct Part: Sendable, Hashable, Codable {
    /// The name.
    public var name: String
    /// 0 to 1.
    public var share: Double

    /// Makes a part.
    public init(name: String, share: Double) {
      self.name = name
      self.share = share
    }
  }

  /// Something simulated whose alarms look like this one.
  public struct Likely: Sendable, Hashable, Codable {
    /// The ATT&CK id; nil for what has none, and for what is harmless.
    public var id: String?
    /// The technique's name, or what the harmless thing is.
    public var name: String
    /// Its part among all that was compared, 0 to 1.
    public var share: Double
    /// Whether it is a harmless look-alike of an attack.
    public var harmless: Bool

    /// Makes one.
    public init(id: String?, name: String, share: Double, harmless: Bool = false) {
      self.id = id
      self.name = name
      self.share = share
      self.harmless = harmless
    }
  }

  /// 12 hexadecimal digits; the same anomaly keeps it from run to run.
  public var id: String
  /// Whether the last run knew the alert.
  public var status: Status
  /// How much it matters.
  public var severity: Severity
  /// The plant.
  public var plant: String
  /// What it concerns: a tag, an element, a controller; empty for the whole plant.
  public var asset: String
  /// The first moment above the limit.
  public var firstSeen: Timestamp
  /// The last moment above the limit.
  public var lastSeen: Timestamp
  /// The highest score as a multiple of its limit; nil where not known.
  public var peak: Double?
  /// The detector that raised it.
  public var detector: String
  /// The tags that take part, the largest part first.
  public var tags: [TagReading]
  /// The likely technique; nil where none fits.
  public var technique: Technique?
  /// What it looks like of what was simulated, the likeliest first; empty where it looks like none, nil where it was not
  /// compared.
  public var likely: [Likely]?
  /// The assets that its tags hang on, the largest part first; nil where not known.
  public var assets: [Part]?
  /// The controllers that its tags hang on, the largest part first; nil where not known.
  public var controllers: [Part]?
  /// One sentence: what is wrong, in plain words; empty where the tags say it all.
  public var summary: String
  /// The next check to make, as an instruction to a person.
  public var nextCheck: String

  /// Makes an alert whose id follows from plant, asset and first moment.
  public init(
    plant: String, asset: String, firstSeen: Timestamp, lastSeen: Timestamp,
    severity: Severity, status: Status = .new, peak: Double? = nil, detector: String = "",
    tags: [TagReading] = [], technique: Technique? = nil, likely: [Likely]? = nil,
    assets: [Part]? = nil, controllers: [Part]? = nil, summary: String = "",
    nextCheck: String = ""
  ) {
    id = Self.id(plant: plant, firstSeen: firstSeen, asset: asset)
    self.status = status
    self.severity = severity
    self.plant = plant
    self.asset = asset
    self.firstSeen = firstSeen
    self.lastSeen = max(firstSeen, lastSeen)
    self.peak = peak.flatMap { $0.isFinite ? $0 : nil }
    self.detector = detector
    self.tags = tags
    self.technique = technique
    self.likely = likely
    self.assets = assets
    self.controllers = controllers
    self.summary = summary
    self.nextCheck = nextCheck
  }

  /// The id of an anomaly: the first 12 hexadecimal digits of the SHA-256 over plant, asset and
  /// first moment.
  ///
  /// Each text goes in with its length before it, so that no two triples read the same.
  public static func id(plant: String, firstSeen: Timestamp, asset: String) -> String {
    let parts = [plant, asset, firstSeen.description]
    let text = parts.map { "\($0.utf8.count):\($0)," }.joined()
    return String(SHA256.hash(text).prefix(12))
  }

  /// From the first to the last moment above the limit.
  public var range: TimeRange { TimeRange(firstSeen, max(firstSeen, lastSeen)) }

  private enum CodingKeys: String, CodingKey {
    case id, status, severity, plant, asset, peak, detector, tags, technique, summary
    case likely, assets, controllers
    case firstSeen = "first_seen"
    case lastSeen = "last_seen"
    case nextCheck = "next_check"
  }
}
