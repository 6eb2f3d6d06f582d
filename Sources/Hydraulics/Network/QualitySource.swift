/// A source of quality at a node.
public struct QualitySource: Sendable, Equatable {
  /// The kind of source; raw values are EPANET's.
  public enum Kind: Int, Sendable, Equatable {
    /// Concentration of the inflow.
    case concentration = 0
    /// Mass per minute.
    case mass
    /// Concentration that leaves the node.
    case setpoint
    /// Concentration added to the flow.
    case flowPaced
  }

  /// The kind of source.
  public var kind: Kind
  /// Base value in the file's units.
  public var base: Double
  /// Pattern, an index in ``Network/patterns``; nil: constant.
  public var pattern: Int?
}
