public import Evaluation
public import Telemetry

/// The rate of false alarms that was promised, and what came of it.
public struct AlarmPromise: Sendable, Codable, Equatable {
  /// False alarms counted on a stretch of normal time.
  public struct Rate: Sendable, Codable, Equatable {
    /// How many alarms there were outside every known event.
    public var alarms: Int
    /// How long the plant was watched, known events left out.
    public var watched: TimeSpan

    /// Makes a rate.
    public init(alarms: Int, watched: TimeSpan) {
      self.alarms = alarms
      self.watched = watched
    }

    /// Alarms a week; 0 where nothing was watched.
    public var perWeek: Double {
      watched > .zero ? Double(alarms) / (watched.seconds / 604_800) : 0
    }
  }

  /// False alarms a week that the limits were set for.
  public var perWeek: Double
  /// The lower end of the achieved rate's interval may be this many times the promise before it counts as broken.
  public var tolerance: Double
  /// On normal time that no fit and no limit has seen; nil where none was held back.
  public var heldBack: Rate?
  /// On the normal time of the labelled telemetry; nil where there is none.
  public var evaluation: Rate?

  /// Makes a promise.
  public init(
    perWeek: Double, tolerance: Double = 1.5, heldBack: Rate? = nil, evaluation: Rate? = nil
  ) {
    self.perWeek = perWeek
    self.tolerance = tolerance
    self.heldBack = heldBack
    self.evaluation = evaluation
  }

  /// What held-back time says of the promise; nil where none was held back.
  public var verdict: PromiseCheck.Verdict? { heldBack.map { check($0).verdict } }

  /// The verdict in a word or two.
  package var word: String {
    switch verdict {
    case .kept?: "kept"
    case .tooShort?: "too short a time to tell"
    case .unclear?: "perhaps not kept"
    case .broken?: "not kept"
    case nil: "not measured"
    }
  }

  /// A rate against the promise.
  package func check(_ rate: Rate) -> PromiseCheck {
    PromiseCheck(
      alarms: rate.alarms, watched: rate.watched, promisedPerWeek: perWeek, tolerance: tolerance)
  }
}

/// Whether a new model was accepted, and why.
public struct GateOutcome: Sendable, Codable, Equatable {
  /// One check.
  public struct Check: Sendable, Codable, Equatable {
    /// What was checked: `recall`.
    public var name: String
    /// Whether it passed.
    public var passed: Bool
    /// Why, with both numbers: `7 of 7, champion 6 of 7`.
    public var reason: String

    /// Makes a check.
    public init(name: String, passed: Bool, reason: String) {
      self.name = name
      self.passed = passed
      self.reason = reason
    }
  }

  /// The checks.
  public var checks: [Check]
  /// What followed: `the new model is current`.
  public var consequence: String

  /// Makes an outcome.
  public init(checks: [Check], consequence: String = "") {
    self.checks = checks
    self.consequence = consequence
  }

  /// Whether every check passed.
  public var passed: Bool { checks.allSatisfy(\.passed) }
}

/// The model that made the scores and what was exported of it.
public struct ModelFacts: Sendable, Codable, Equatable {
  /// An exported file.
  public struct File: Sendable, Codable, Equatable {
    /// The name in the model's folder.
    public var name: String
    /// The size in bytes.
    public var bytes: Int
    /// The SHA-256 in hexadecimal.
    public var sha256: String

    /// Makes a file's facts.
    public init(name: String, bytes: Int, sha256: String) {
      self.name = name
      self.bytes = bytes
      self.sha256 = sha256
    }
  }

  /// The version, which is the run that made it.
  public var version: String
  /// The version that was current before; nil for the first one.
  public var previous: String?
  /// The exported files.
  public var files: [File]
  /// The greatest difference between the ONNX file's scores and ours; nil where not compared.
  public var onnxDifference: Double?
  /// The difference that is allowed.
  public var onnxTolerance: Double
  /// On how many rows they were compared.
  public var onnxRows: Int

  /// Makes the facts of a model.
  public init(
    version: String, previous: String? = nil, files: [File] = [], onnxDifference: Double? = nil,
    onnxTolerance: Double = 1e-9, onnxRows: Int = 0
  ) {
    self.version = version
    self.previous = previous
    self.files = files
    self.onnxDifference = onnxDifference
    self.onnxTolerance = onnxTolerance
    self.onnxRows = onnxRows
  }
}

/// How scores and limits were made; the page turns it into plain words.
public struct MethodFacts: Sendable, Codable, Equatable {
  /// A detector and what it does, as the catalog says it.
  public struct Part: Sendable, Codable, Equatable {
    /// The catalog id.
    public var id: String
    /// The catalog's sentence.
    public var summary: String

    /// Makes a part.
    public init(id: String, summary: String) {
      self.id = id
      self.summary = summary
    }
  }

  /// The detectors whose scores make the alarms.
  public var detectors: [Part]
  /// How many tags they read.
  public var tags: Int
  /// The time that they were fitted to; nil where not known.
  public var fitted: TimeRange?
  /// The rows that they were fitted to.
  public var fittedRows: Int
  /// The kinds of known events that were left out of it.
  public var leftOut: [String]
  /// Held-back normal time from which the limit was set; nil where it was set otherwise.
  public var limitSetOn: TimeRange?
  /// The false alarms a week that the limit was set for.
  public var promisedPerWeek: Double?
  /// How long an alarm lasts on after the score fell below the limit; nil for not at all.
  public var hold: TimeSpan?
  /// Remarks of the authors of this configuration, a paragraph each.
  public var remarks: [String]

  /// Makes the facts of a method.
  public init(
    detectors: [Part], tags: Int, fitted: TimeRange? = nil, fittedRows: Int = 0,
    leftOut: [String] = [], limitSetOn: TimeRange? = nil, promisedPerWeek: Double? = nil,
    hold: TimeSpan? = nil, remarks: [String] = []
  ) {
    self.detectors = detectors
    self.tags = tags
    self.fitted = fitted
    self.fittedRows = fittedRows
    self.leftOut = leftOut
    self.limitSetOn = limitSetOn
    self.promisedPerWeek = promisedPerWeek
    self.hold = hold
    self.remarks = remarks
  }
}

/// Where everything came from, so that the run can be repeated.
public struct Provenance: Sendable, Codable, Equatable {
  /// A name and a text: `OpenBLAS`, `0.3.26 Haswell`; `exports/a.csv`, its SHA-256.
  public struct Item: Sendable, Codable, Equatable {
    /// What it is.
    public var name: String
    /// Which.
    public var value: String

    /// Makes an item.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// The program and its version: `tocsin 0.1`.
  public var tool: String
  /// The seed of everything random; nil where nothing was.
  public var seed: UInt64?
  /// Versions of what took part.
  public var versions: [Item]
  /// SHA-256 of inputs, by name.
  public var inputs: [Item]
  /// Other files of the run and what they hold.
  public var files: [Item]

  /// Makes a provenance.
  public init(
    tool: String = "tocsin", seed: UInt64? = nil, versions: [Item] = [], inputs: [Item] = [],
    files: [Item] = []
  ) {
    self.tool = tool
    self.seed = seed
    self.versions = versions
    self.inputs = inputs
    self.files = files
  }
}
