/// A reservoir or tank; levels are heads (elevation plus level), as EPANET keeps them.
public struct NetworkTank: Sendable, Equatable {
  /// How water mixes in a tank.
  public enum Mixing: Int, Sendable, Equatable {
    /// Completely mixed.
    case mixed = 0
    /// Two compartments.
    case twoCompartments
    /// First in, first out.
    case firstInFirstOut
    /// Last in, first out.
    case lastInFirstOut
  }

  /// Index in ``Network/nodes``.
  public var node: Int
  /// Cross-section of a cylinder, ft²; 0 marks a reservoir.
  ///
  /// With a volume curve it is EPANET's nominal area.
  public var area: Double
  /// Initial head, ft.
  public var initialHead: Double
  /// Lowest head, ft.
  public var minHead: Double
  /// Highest head, ft.
  public var maxHead: Double
  /// Volume at ``minHead``, ft³.
  public var minVolume: Double
  /// Volume at ``maxHead``, ft³.
  public var maxVolume: Double
  /// Volume at ``initialHead``, ft³.
  public var initialVolume: Double
  /// Index in ``Network/curves`` of level → volume, in the file's units; nil for a cylinder.
  public var volumeCurve: Int?
  /// Pattern of a reservoir's head: head = elevation × multiplier; nil for a constant one.
  public var headPattern: Int?
  /// True where a full tank spills instead of closing its inflow.
  public var canOverflow: Bool
  /// Bulk reaction coefficient, 1/s.
  public var bulkCoefficient: Double
  /// How water mixes.
  public var mixing: Mixing
  /// Share of the volume in the mixing compartment, 0…1.
  public var mixingFraction: Double

  /// True for a reservoir: head given, volume without limit.
  public var isReservoir: Bool { area == 0 }
}
