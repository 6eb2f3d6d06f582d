public import Telemetry

/// How near the twin comes to the plant on time that it has not seen.
///
/// Open loop: the twin is given what the real actuators did and runs on its own values for the
/// rest. Closed loop: its own rules switch its actuators too.
public struct FidelityFacts: Sendable, Codable, Equatable {
  /// What a person should know first, a sentence each; may be empty.
  public var sentences: [String]
  /// The unseen time that it was judged on; nil where not known.
  public var judged: TimeRange?
  /// From how many moments the twin was left to run; nil where not known.
  public var starts: Int?
  /// The summary, in the order to show: a figure per question.
  public var figures: [FidelityFigure]
  /// The tags in the order to show.
  public var tags: [TagFidelity]
  /// The rules by which the twin switches its actuators.
  public var rules: [ActuatorRule]
  /// What really happened (`seen`) against the twin left to run (`expected`), over some unseen days.
  public var curves: [TagCurves]
  /// What the twin does not know, a sentence each.
  public var unknowns: [String]

  /// Makes the facts.
  public init(
    sentences: [String] = [], judged: TimeRange? = nil, starts: Int? = nil,
    figures: [FidelityFigure] = [], tags: [TagFidelity] = [], rules: [ActuatorRule] = [],
    curves: [TagCurves] = [],
    unknowns: [String] = []
  ) {
    self.sentences = sentences
    self.judged = judged
    self.starts = starts
    self.figures = figures
    self.tags = tags
    self.rules = rules
    self.curves = curves
    self.unknowns = unknowns
  }
}

/// One measure of how near the twin comes, mean over tags, stocks or actuators.
public struct FidelityFigure: Sendable, Codable, Equatable {
  /// What it is, in plain words.
  public var what: String
  /// The figure; nil where there is none.
  public var figure: Double?
  /// Why there is none, to go on after *because*; nil where there is one.
  public var reason: String?
  /// Its unit; nil for a share or a number without one.
  public var unit: String?
  /// What would be perfect.
  public var perfect: Double

  /// Makes a figure.
  public init(
    what: String, figure: Double? = nil, reason: String? = nil, unit: String? = nil,
    perfect: Double
  ) {
    self.what = what
    self.figure = figure
    self.reason = reason
    self.unit = unit
    self.perfect = perfect
  }
}

/// How far the twin is off for one tag.
public struct TagFidelity: Sendable, Codable, Equatable {
  /// The error after the twin was left to run for some time.
  public struct Drift: Sendable, Codable, Equatable {
    /// How long it ran on its own.
    public var after: TimeSpan
    /// The root of the mean squared error, in the tag's unit; nil where not known.
    public var error: Double?
    /// The same divided by the tag's usual spread (NRMSE): 1 is as bad as always saying the mean.
    public var share: Double?

    /// Makes an error.
    public init(after: TimeSpan, error: Double? = nil, share: Double? = nil) {
      self.after = after
      self.error = error
      self.share = share
    }
  }

  /// The tag's name.
  public var tag: String
  /// The engineering unit; nil where not known.
  public var unit: String?
  /// The share of the variance from one row to the next that the twin explains, at most 1; nil where
  /// not known.
  public var oneStepR2: Double?
  /// The errors in open loop.
  public var openLoop: [Drift]
  /// The errors in closed loop.
  public var closedLoop: [Drift]

  /// Makes the facts of a tag.
  public init(
    tag: String, unit: String? = nil, oneStepR2: Double? = nil, openLoop: [Drift] = [],
    closedLoop: [Drift] = []
  ) {
    self.tag = tag
    self.unit = unit
    self.oneStepR2 = oneStepR2
    self.openLoop = openLoop
    self.closedLoop = closedLoop
  }
}

/// How the twin switches an actuator, and how near that comes to the real one.
public struct ActuatorRule: Sendable, Codable, Equatable {
  /// How an actuator ran.
  public struct Course: Sendable, Codable, Equatable {
    /// The share of the time that it was on, 0 to 1; nil where not known.
    public var duty: Double?
    /// How often it switched in a day; nil where not known.
    public var switchesPerDay: Double?

    /// Makes a course.
    public init(duty: Double? = nil, switchesPerDay: Double? = nil) {
      self.duty = duty
      self.switchesPerDay = switchesPerDay
    }
  }

  /// The actuator.
  public var actuator: String
  /// The rule in words: `on below L_T2 3.20 m, off above 5.20 m`; empty where none was found.
  public var rule: String
  /// How far the thresholds may be off, in words: `± 0.05 m`; nil where not known.
  public var uncertainty: String?
  /// The share of unseen rows on which the rule says what the actuator did, 0 to 1.
  public var agreement: Double?
  /// How many switches the rule was learned from; nil where not known.
  public var switches: Int?
  /// How the real actuator ran.
  public var real: Course
  /// How it ran in the twin.
  public var simulated: Course

  /// Makes a rule.
  public init(
    actuator: String, rule: String = "", uncertainty: String? = nil, agreement: Double? = nil,
    switches: Int? = nil, real: Course = Course(), simulated: Course = Course()
  ) {
    self.actuator = actuator
    self.rule = rule
    self.uncertainty = uncertainty
    self.agreement = agreement
    self.switches = switches
    self.real = real
    self.simulated = simulated
  }
}
