/// What the file says about water quality as a whole: kept, not simulated.
public struct QualitySettings: Sendable, Equatable {
  /// What is to be followed; raw values are EPANET's.
  public enum Mode: Int, Sendable, Equatable {
    /// Nothing.
    case none = 0
    /// A chemical.
    case chemical
    /// The age of water.
    case age
    /// The share of water from one node.
    case trace
  }

  /// What is to be followed; `none` where the simulation is a single steady state.
  public var mode = Mode.none
  /// Name of the chemical.
  public var chemicalName = "Chemical"
  /// Its units.
  public var chemicalUnits = "mg/L"
  /// The node that is traced, an index in ``Network/nodes``.
  public var traceNode: Int?
  /// Tolerance in internal units.
  public var tolerance: Double = 0.01
  /// Diffusivity, ft²/s.
  public var diffusivity: Double = 1.3e-8
  /// Order of bulk reactions in pipes.
  public var bulkOrder: Double = 1
  /// Order of reactions at walls, 0 or 1.
  public var wallOrder: Double = 1
  /// Order of reactions in tanks.
  public var tankOrder: Double = 1
  /// Bulk coefficient of pipes and tanks without their own, per second.
  public var globalBulkCoefficient: Double = 0
  /// Wall coefficient of pipes without their own, per second.
  public var globalWallCoefficient: Double = 0
  /// Limiting concentration in internal units.
  public var limitingPotential: Double = 0
  /// Factor from roughness to wall coefficient; 0: none.
  public var roughnessCorrelation: Double = 0
}
