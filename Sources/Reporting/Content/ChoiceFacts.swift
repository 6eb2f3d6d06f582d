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
    /// False alarms a week on normal time; nil where not measured.
    public var falseAlarmsPerWeek: Double?
    /// Whether this is the one that was taken.
    public var isChosen: Bool

    /// Makes a candidate.
    public init(
      detectors: [String], accumulator: String = "", hold: TimeSpan? = nil, score: Double? = nil,
      recall: Double? = nil, medianTimeToDetect: TimeSpan? = nil,
      falseAlarmsPerWeek: Double? = nil, isChosen: Bool = false
    ) {
      self.detectors = detectors
      self.accumulator = accumulator
      self.hold = hold
      self.score = score
      self.recall = recall
      self.medianTimeToDetect = medianTimeToDetect
      self.falseAlarmsPerWeek = falseAlarmsPerWeek
      self.isChosen = isChosen
    }
  }

  /// The candidates in the order to show, the best first.
  public var candidates: [Row]
  /// The name of ``Row/score``.
  public var scoreName: String
  /// On how many simulated attacks the candidates were judged.
  public var attacks: Int
  /// How the choice is made, in words: `the highest score; among equals the shorter time to detect`.
  public var rule: String

  /// Makes the facts.
  public init(
    candidates: [Row], scoreName: String = "score", attacks: Int = 0, rule: String = ""
  ) {
    self.candidates = candidates
    self.scoreName = scoreName
    self.attacks = attacks
    self.rule = rule
  }
}
