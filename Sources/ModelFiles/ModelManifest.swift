public import Telemetry

/// What is known of an exported model: `model.json`.
///
/// A model detects, or foresees failures, or both. Contains no wall-clock time: the same inputs,
/// settings and seed give the same bytes. Newer schema versions are refused by number.
public struct ModelManifest: Codable, Sendable, Equatable {
  /// The newest schema version that this code reads and writes.
  public static let currentSchemaVersion = 2

  /// The version of the file's layout: 1 of a model that detects, 2 of one that does not.
  ///
  /// Readers of version 1 demand a sample interval and alarm terms, and ignore ``failure``: they
  /// read a model with both tasks correctly, and are to refuse one that has no detector.
  public var schemaVersion: Int
  /// The plant that the model is of.
  public var plant: String
  /// The model's version: the name of its folder.
  public var version: String
  /// The moment up to which data were read; nothing stamped later is in the model.
  public var asOf: Timestamp
  /// The tags in the order of the detector's input, with roles, units and resolution; empty
  /// without a detector.
  public var tags: [Tag]
  /// The time from one row of the detector to the next; nil without a detector.
  public var sampleInterval: TimeSpan?
  /// The limits of the chains, in their order.
  public var thresholds: [Threshold]
  /// When alarms end, and how many false ones are promised; nil without a detector.
  public var alarms: AlarmTerms?
  /// What is known of the model that foresees failures; nil without one.
  public var failure: FailureTerms?
  /// What the model was trained on.
  public var data: [DataDigest]
  /// What was measured, by metric id.
  public var metrics: [String: Double]
  /// The seeds, by stage.
  public var seeds: [String: UInt64]
  /// Versions of what made the model: `tocsin`, `swift`, `openblas`, `openblas-kernel`.
  public var versions: [String: String]
  /// The ONNX files with their states; filled in by ``ModelFolder``.
  public var graphs: [GraphDescription]
  /// The other files of the folder with their digests; filled in by ``ModelFolder``.
  public var files: [FileDigest]

  /// Makes a manifest of the lowest schema version that holds it.
  public init(
    plant: String, version: String, asOf: Timestamp, tags: [Tag], sampleInterval: TimeSpan?,
    thresholds: [Threshold], alarms: AlarmTerms?, data: [DataDigest] = [],
    metrics: [String: Double] = [:], seeds: [String: UInt64] = [:],
    versions: [String: String] = [:], graphs: [GraphDescription] = [], files: [FileDigest] = [],
    failure: FailureTerms? = nil
  ) {
    schemaVersion = sampleInterval == nil || alarms == nil ? 2 : 1
    self.plant = plant
    self.version = version
    self.asOf = asOf
    self.tags = tags
    self.sampleInterval = sampleInterval
    self.thresholds = thresholds
    self.alarms = alarms
    self.data = data
    self.metrics = metrics
    self.seeds = seeds
    self.versions = versions
    self.graphs = graphs
    self.files = files
    self.failure = failure
  }

  /// Makes a manifest of a model that foresees failures and detects nothing.
  public init(
    plant: String, version: String, asOf: Timestamp, failure: FailureTerms,
    data: [DataDigest] = [], metrics: [String: Double] = [:], seeds: [String: UInt64] = [:],
    versions: [String: String] = [:]
  ) {
    self.init(
      plant: plant, version: version, asOf: asOf, tags: [], sampleInterval: nil, thresholds: [],
      alarms: nil, data: data, metrics: metrics, seeds: seeds, versions: versions,
      failure: failure)
  }
}

extension ModelManifest {
  /// The limit of one chain.
  public struct Threshold: Codable, Sendable, Equatable {
    /// The chain's name.
    public var chain: String
    /// The detector's kind.
    public var detector: String
    /// The accumulator's kind.
    public var accumulator: String
    /// The accumulated score that is score 1; of fused chains that of their mean.
    public var limit: Double
    /// The weight of its evidence in the mean with other chains; nil where it is judged alone.
    public var weight: Double?
    /// The tags that the detector computes for itself, as `L_T1.twin`; nil where there are none.
    public var derived: [String]?

    /// Makes a threshold.
    public init(
      chain: String, detector: String, accumulator: String, limit: Double, weight: Double? = nil,
      derived: [String]? = nil
    ) {
      self.chain = chain
      self.detector = detector
      self.accumulator = accumulator
      self.limit = limit
      self.weight = weight
      self.derived = derived
    }
  }

  /// When alarms end, and how many false ones are promised and were met.
  public struct AlarmTerms: Codable, Sendable, Equatable {
    /// How long an alarm lasts at least.
    public var hold: TimeSpan
    /// How long after the last row above the limit it goes on.
    public var merge: TimeSpan
    /// False alarms per week that the limits were chosen for.
    public var promisedFalsePerWeek: Double
    /// False alarms per week on held-back time; nil where none was held back.
    public var achievedFalsePerWeek: Double?
    /// The part of the limit that keeps an alarm on; nil where it is the limit itself.
    public var clear: Double?
    /// How long after an alarm's end none begins; nil for no time.
    public var cooldown: TimeSpan?

    /// Makes terms.
    public init(
      hold: TimeSpan, merge: TimeSpan, promisedFalsePerWeek: Double,
      achievedFalsePerWeek: Double? = nil, clear: Double? = nil, cooldown: TimeSpan? = nil
    ) {
      self.hold = hold
      self.merge = merge
      self.promisedFalsePerWeek = promisedFalsePerWeek
      self.achievedFalsePerWeek = achievedFalsePerWeek
      self.clear = clear
      self.cooldown = cooldown
    }
  }

  /// A source of training data.
  public struct DataDigest: Codable, Sendable, Equatable {
    /// The source's name, without the folders of the machine it lay on.
    public var name: String
    /// Its SHA-256, 64 lowercase hexadecimal digits.
    public var sha256: String
    /// How many rows of it were read; nil where that is not known.
    public var rows: Int?

    /// Makes a digest.
    public init(name: String, sha256: String, rows: Int? = nil) {
      self.name = name
      self.sha256 = sha256
      self.rows = rows
    }
  }

  /// A file of the model's folder.
  public struct FileDigest: Codable, Sendable, Equatable {
    /// The name inside the folder.
    public var name: String
    /// The size.
    public var bytes: Int
    /// Its SHA-256, 64 lowercase hexadecimal digits.
    public var sha256: String

    /// Makes a digest.
    public init(name: String, bytes: Int, sha256: String) {
      self.name = name
      self.bytes = bytes
      self.sha256 = sha256
    }
  }
}
