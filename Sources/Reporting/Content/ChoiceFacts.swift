public import Telemetry

/// How the default was chosen: the candidates and their figures on simulated attacks.
///
/// A choice by real labels has no place here: it would be told in the method's remarks.
public struct ChoiceFacts: Sendable, Codable, Equatable {
  /// One candidate: detectors with an accumulator and a hold.
  public struct Row: Sendable, Codable, Equatable {
    /// The detectors' catalog ids.
    public var detectors: [String]
    /// The accumulator's catalog id, with its settings where they differ; empty for none.
    public var accumulator: String
    /// How long an alarm lasts on after the score fell below the limit; nil where not part of the
    /// choice.
    public var hold: TimeSpan?
    /// The figure that the choice goes by; nil where not measured.
    public var score: Double?
    /// The share of simulated attacks with an alarm, 0 to 1.
    public var recall: Double?
    /// The median time to the first alarm; nil where none was caught.
    public var medianTimeToDetect: TimeSpan?
    /// Whether this is the one that was taken.
    public var isChosen: Bool

    /// Makes a candidate.
    public init(
      detectors: [String], accumulator: String = "", hold: TimeSpan? = nil, score: Double? = nil,
      recall: Double? = nil, medianTimeToDetect: TimeSpan? = nil, isChosen: Bool = false
    ) {
      self.detectors = detectors
      self.accumulator = accumulator
      self.hold = hold
      self.score = score
      self.recall = recall
      self.medianTimeToDetect = medianTimeToDetect
      self.isChosen = isChosen
    }
  }

  /// A detector of the chosen set, and what it is there for.
  public struct Member: Sendable, Codable, Equatable {
    /// The detector's name.
    public var name: String
    /// How its score takes part, in words: its weight in a mean, or that it is judged alone.
    public var part: String
    /// By how much the score falls without it; below 0 where it rises, nil where not measured.
    public var adds: Double?
    /// How many attacks are caught without it; nil where not measured.
    public var caughtWithout: Int?

    /// Makes a member.
    public init(name: String, part: String, adds: Double? = nil, caughtWithout: Int? = nil) {
      self.name = name
      self.part = part
      self.adds = adds
      self.caughtWithout = caughtWithout
    }
  }

  /// The candidates in the order to show, the best first: of each set of detectors the best one.
  public var candidates: [Row]
  /// How many candidates were judged in all.
  public var tried: Int
  /// The detectors of the one that was taken.
  public var members: [Member]
  /// The name of ``Row/score``.
  public var scoreName: String
  /// On how many simulated attacks the candidates were judged.
  public var attacks: Int
  /// How the choice is made, in words: `the highest score; among equals the shorter time to detect`.
  public var rule: String

  /// Makes the facts.
  public init(
    candidates: [Row], scoreName: String = "score", attacks: Int = 0, rule: String = "",
    tried: Int? = nil, members: [Member] = []
  ) {
    self.candidates = candidates
    self.tried = tried ?? candidates.count
    self.members = members
    self.scoreName = scoreName
    self.attacks = attacks
    self.rule = rule
  }
}
