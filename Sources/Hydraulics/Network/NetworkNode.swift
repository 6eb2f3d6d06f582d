/// A junction, reservoir or tank.
public struct NetworkNode: Sendable, Equatable {
  /// What a node is.
  public enum Kind: Int, Sendable, Equatable {
    /// Pipes meet and water is used; head is unknown.
    case junction = 0
    /// Head is given, without limit of volume.
    case reservoir
    /// Head follows the stored volume.
    case tank
  }

  /// One demand of a junction: base times pattern.
  public struct Demand: Sendable, Equatable {
    /// Base demand, cfs.
    public var base: Double
    /// Index in ``Network/patterns``; 0 is the constant 1.
    public var pattern: Int
    /// The category, as the comment of the `[DEMANDS]` line names it; empty without one.
    public var category: String
  }

  /// The id, at most 31 bytes.
  public var id: String
  /// Junction, reservoir or tank.
  public var kind: Kind
  /// Elevation of the junction or of the tank's bottom, or head of the reservoir, ft.
  public var elevation: Double
  /// The demands; reservoirs and tanks have none.
  public var demands: [Demand] = []
  /// Emitter coefficient as a loss: head = coefficient · flow^emitterExponent, ft and cfs; 0 without.
  public var emitterCoefficient: Double = 0
  /// Initial quality in the file's units over ``UnitFactors/quality``.
  public var initialQuality: Double = 0
  /// The quality source, if there is one.
  public var source: QualitySource?
  /// What stands after `;` on the node's line.
  public var comment: String = ""
  /// The line of the file that made the node, from 1.
  public var line: Int = 0
}
