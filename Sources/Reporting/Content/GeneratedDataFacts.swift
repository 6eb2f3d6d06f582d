/// How good the simulated traces are as data, in counts.
public struct GeneratedDataFacts: Sendable, Codable, Equatable {
  /// The traces.
  public var traces: Int
  /// Those whose file gave back what was written.
  public var readBack: Int
  /// Stored values that are infinite.
  public var brokenValues: Int
  /// The share of true values in untouched time within the usual range, 0 to 1; nil where there are none.
  public var usualShare: Double?
  /// The share of rows of balances that close under attack as they do without, 0 to 1; nil where nothing keeps
  /// account.
  public var closedShare: Double?
  /// The traces in which something differs before the first tampered row.
  public var leaking: Int
  /// The attacks whose trigger fired.
  public var attacks: Int
  /// Those of them in which the historian stored nothing else than without them.
  public var withoutEffect: Int
  /// How many different pairs of a kind of attack and a tag there are.
  public var pairs: Int
  /// The attacks whose effect is that of an earlier one.
  public var repeated: Int
  /// How evenly the targets are hit: 1 where all alike, 0 where one alone; nil without attacks.
  public var evenness: Double?

  /// Makes the facts.
  public init(
    traces: Int, readBack: Int, brokenValues: Int, usualShare: Double?, closedShare: Double?,
    leaking: Int, attacks: Int, withoutEffect: Int, pairs: Int, repeated: Int, evenness: Double?
  ) {
    self.traces = traces
    self.readBack = readBack
    self.brokenValues = brokenValues
    self.usualShare = usualShare
    self.closedShare = closedShare
    self.leaking = leaking
    self.attacks = attacks
    self.withoutEffect = withoutEffect
    self.pairs = pairs
    self.repeated = repeated
    self.evenness = evenness
  }
}
