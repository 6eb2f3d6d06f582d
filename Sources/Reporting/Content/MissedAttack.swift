public import Telemetry

/// A simulated attack that raised no alarm: what it did, and why nobody noticed.
public struct MissedAttack: Sendable, Codable, Equatable {
  /// What the attack did to the plant, in the twin.
  public struct Consequence: Sendable, Codable, Equatable {
    /// The tag whose true value left its course the furthest.
    public var tag: String
    /// The engineering unit; nil where not known.
    public var unit: String?
    /// The largest distance of the true value from its course without the attack.
    public var deviation: Double
    /// How long the true value was beyond its usual range; nil where not known.
    public var beyondUsual: TimeSpan?

    /// Makes a consequence.
    public init(
      tag: String, unit: String? = nil, deviation: Double, beyondUsual: TimeSpan? = nil
    ) {
      self.tag = tag
      self.unit = unit
      self.deviation = deviation
      self.beyondUsual = beyondUsual
    }
  }

  /// The scenario's id.
  public var id: String
  /// What was done, in words: `The level that PLC4 reads rises slowly; the historian gets last week`.
  public var what: String
  /// The technique; nil where not known.
  public var technique: Alert.Technique?
  /// Where: the tags or links that were tampered with.
  public var place: [String]
  /// How strong, in words: `0.40 m`; empty where not known.
  public var amount: String
  /// How strong beside others of its kind; nil where not known.
  public var size: SimulatedFacts.Size?
  /// From its first to its last moment.
  public var range: TimeRange
  /// What it did to the plant; nil where nothing changed or nothing is known.
  public var consequence: Consequence?
  /// The highest score during the attack as a multiple of its limit; nil where not known.
  public var peak: Double?
  /// Why it was missed, in words; empty where not known.
  public var reason: String
  /// The true value, what the controller was told and what the historian stored.
  public var curves: [AttackCurves]

  /// Makes a missed attack.
  public init(
    id: String, what: String, technique: Alert.Technique? = nil, place: [String] = [],
    amount: String = "", size: SimulatedFacts.Size? = nil, range: TimeRange,
    consequence: Consequence? = nil, peak: Double? = nil, reason: String = "",
    curves: [AttackCurves] = []
  ) {
    self.id = id
    self.what = what
    self.technique = technique
    self.place = place
    self.amount = amount
    self.size = size
    self.range = range
    self.consequence = consequence
    self.peak = peak
    self.reason = reason
    self.curves = curves
  }
}

/// A tag of a simulated attack as it was, as the controller was told, and as the historian stored it.
public struct AttackCurves: Sendable, Codable, Equatable {
  /// The tag's name.
  public var tag: String
  /// The engineering unit; nil where not known.
  public var unit: String?
  /// The true value.
  public var truth: TimeSeries
  /// What the controller was told.
  public var controller: TimeSeries
  /// What the historian stored.
  public var historian: TimeSeries

  /// Makes three curves.
  public init(
    tag: String, unit: String? = nil, truth: TimeSeries, controller: TimeSeries = TimeSeries(),
    historian: TimeSeries = TimeSeries()
  ) {
    self.tag = tag
    self.unit = unit
    self.truth = truth
    self.controller = controller
    self.historian = historian
  }
}
