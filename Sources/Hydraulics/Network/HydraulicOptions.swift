/// What `[OPTIONS]` says about hydraulics, in internal units, with EPANET's defaults.
public struct HydraulicOptions: Sendable, Equatable {
  /// Formula of the friction head loss; raw values are EPANET's.
  public enum HeadLoss: Int, Sendable, Equatable {
    /// Hazen-Williams (H-W).
    case hazenWilliams = 0
    /// Darcy-Weisbach (D-W).
    case darcyWeisbach
    /// Chezy-Manning (C-M).
    case chezyManning
  }

  /// Demands given, or falling with pressure.
  public enum DemandModel: Int, Sendable, Equatable {
    /// Demands are met whatever the pressure (DDA).
    case demandDriven = 0
    /// Demands fall below the required pressure (PDA).
    case pressureDriven
  }

  /// Formula of the friction head loss.
  public var headLoss = HeadLoss.hazenWilliams
  /// Exponent of flow in the head loss: 1.852 for Hazen-Williams, else 2.
  public var headLossExponent: Double = 1.852
  /// Demands given or falling with pressure.
  public var demandModel = DemandModel.demandDriven
  /// Pressure below which nothing is delivered (PDA), ft.
  public var minimumPressure: Double = 0
  /// Pressure from which the full demand is delivered (PDA), ft.
  public var requiredPressure: Double = 0.1
  /// Exponent of the pressure in PDA.
  public var pressureExponent: Double = 0.5
  /// Exponent of flow in an emitter's loss: 1 / (exponent of pressure in the file); 2 for 0.5.
  public var emitterExponent: Double = 2
  /// Multiplier of all demands.
  public var demandMultiplier: Double = 1
  /// Pattern of demands that name none, an index in ``Network/patterns``.
  public var defaultPattern: Int = 0
  /// Relative flow change at which trials end (ACCURACY).
  public var accuracy: Double = 0.001
  /// Largest head loss error at the end of trials, ft; 0: not checked (HEADERROR).
  public var headErrorLimit: Double = 0
  /// Largest flow change at the end of trials, cfs; 0: not checked (FLOWCHANGE).
  public var flowChangeLimit: Double = 0
  /// Head tolerance of status checks, ft (HTOL).
  public var headTolerance: Double = 0.0005
  /// Flow tolerance of status checks, cfs (QTOL).
  public var flowTolerance: Double = 0.0001
  /// Smallest gradient of head loss over flow, ft/cfs (RQTOL).
  public var resistanceTolerance: Double = 1e-7
  /// Largest number of trials.
  public var trials: Int = 200
  /// Trials beyond ``trials`` with statuses frozen; −1: stop where unbalanced.
  public var extraTrials: Int = -1
  /// Trials between status checks.
  public var checkFrequency: Int = 2
  /// Trial after which statuses are checked only at convergence.
  public var maximumCheck: Int = 10
  /// Accuracy at which damping begins; 0: no damping.
  public var dampingLimit: Double = 0
  /// Kinematic viscosity, ft²/s.
  public var viscosity: Double = 1.1e-5
  /// Specific gravity.
  public var specificGravity: Double = 1
  /// The file of `HYDRAULICS USE`; nil without that line.
  public var savedHydraulics: SavedHydraulics?
}
