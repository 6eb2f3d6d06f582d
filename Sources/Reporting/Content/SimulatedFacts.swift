public import Telemetry

/// How attacks on the twin were caught, at the promised rate of false alarms.
public struct SimulatedFacts: Sendable, Codable, Equatable {
  /// How far an attack moved a value, in parts of the usual span of its tag.
  public enum Size: String, Sendable, Codable, CaseIterable {
    /// Below a tenth.
    case small
    /// Below three tenths.
    case medium
    /// Three tenths and more.
    case large
  }

  /// One kind of simulated attack of one size, or of harmless look-alike.
  public struct Row: Sendable, Codable, Equatable {
    /// What was done, in words: `slow ramp on a level sensor`.
    public var name: String
    /// The technique; nil for look-alikes.
    public var technique: Alert.Technique?
    /// How strong; nil where sizes are not told apart.
    public var size: Size?
    /// How many had an alarm.
    public var caught: Int
    /// How many were simulated.
    public var total: Int
    /// From the beginning to the first alarm, for each that was caught; may be empty where only the
    /// median is known.
    public var timesToDetect: [TimeSpan]
    /// The median time to the first alarm; nil where none was caught.
    public var medianTimeToDetect: TimeSpan?

    /// Makes a row; without a median the one of the times.
    public init(
      name: String, technique: Alert.Technique? = nil, size: Size? = nil, caught: Int, total: Int,
      timesToDetect: [TimeSpan] = [], medianTimeToDetect: TimeSpan? = nil
    ) {
      self.name = name
      self.technique = technique
      self.size = size
      self.caught = caught
      self.total = total
      self.timesToDetect = timesToDetect
      self.medianTimeToDetect = medianTimeToDetect ?? TimeText.median(timesToDetect)
    }
  }

  /// Why attacks were missed, and how many.
  public struct MissReason: Sendable, Codable, Equatable {
    /// The reason, in words: `smaller than the noise of the tag`.
    public var text: String
    /// The number of attacks.
    public var count: Int

    /// Makes a reason with its count.
    public init(text: String, count: Int) {
      self.text = text
      self.count = count
    }
  }

  /// The kinds of attack, a row for each size.
  public var attacks: [Row]
  /// Harmless things that look like attacks; "caught" counts false alarms here.
  public var lookAlikes: [Row]
  /// How near the twin comes to the plant on time it has not seen, a sentence each.
  ///
  /// `tank level off by 4 cm after 1 day`; shown where there are no ``FidelityFacts``.
  public var fidelity: [String]
  /// How many attacks alarms at random moments catch on average at the same alarm budget; nil where
  /// not measured.
  public var randomCaught: Double?
  /// Why attacks were missed, over all of them.
  public var missReasons: [MissReason]
  /// Examples of missed attacks, the most harmful first.
  public var missed: [MissedAttack]
  /// Whether these attacks also chose the detectors, so that the share caught is a little too good.
  public var choseDetectors: Bool
  /// How good the traces are as data; nil where not measured.
  public var quality: GeneratedDataFacts?

  /// Makes the facts.
  public init(
    attacks: [Row] = [], lookAlikes: [Row] = [], fidelity: [String] = [],
    randomCaught: Double? = nil, missReasons: [MissReason] = [], missed: [MissedAttack] = [],
    choseDetectors: Bool = false, quality: GeneratedDataFacts? = nil
  ) {
    self.attacks = attacks
    self.lookAlikes = lookAlikes
    self.fidelity = fidelity
    self.randomCaught = randomCaught
    self.missReasons = missReasons
    self.missed = missed
    self.choseDetectors = choseDetectors
    self.quality = quality
  }

  /// How many attacks had an alarm.
  public var caught: Int { attacks.reduce(0) { $0 &+ $1.caught } }

  /// How many attacks were simulated.
  public var total: Int { attacks.reduce(0) { $0 &+ $1.total } }
}
