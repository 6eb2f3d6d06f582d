/// Multipliers, one per pattern step, repeated from the start when they end.
public struct TimePattern: Sendable, Equatable {
  /// The id; empty for EPANET's constant pattern.
  public var id: String
  /// The multipliers; never empty.
  public var multipliers: [Double]
}
