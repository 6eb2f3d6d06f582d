/// A pipe, pump or valve.
public struct NetworkLink: Sendable, Equatable {
  /// What a link is; raw values are EPANET's link types.
  public enum Kind: Int, Sendable, Equatable, CaseIterable {
    /// Pipe with a check valve.
    case checkValvePipe = 0
    /// Pipe.
    case pipe
    /// Pump.
    case pump
    /// Pressure reducing valve (PRV).
    case pressureReducing
    /// Pressure sustaining valve (PSV).
    case pressureSustaining
    /// Pressure breaker valve (PBV).
    case pressureBreaker
    /// Flow control valve (FCV).
    case flowControl
    /// Throttle control valve (TCV).
    case throttleControl
    /// General purpose valve (GPV).
    case generalPurpose

    /// True for both kinds of pipe.
    public var isPipe: Bool { rawValue <= Kind.pipe.rawValue }
    /// True for the six kinds of valve.
    public var isValve: Bool { rawValue > Kind.pump.rawValue }
  }

  /// The id, at most 31 bytes.
  public var id: String
  /// What the link is.
  public var kind: Kind
  /// Index of the start node in ``Network/nodes``.
  public var from: Int
  /// Index of the end node in ``Network/nodes``.
  public var to: Int
  /// Diameter, ft; 0 for a pump.
  public var diameter: Double
  /// Length, ft; 0 for a pump or valve.
  public var length: Double
  /// EPANET's `Kc`: a pipe's roughness, a pump's relative speed or a valve's setting.
  ///
  /// Roughness is C of Hazen-Williams, feet of Darcy-Weisbach or n of Chezy-Manning. The setting of a
  /// PRV, PSV or PBV is a pressure in ft, of an FCV a flow in cfs, of a TCV a loss coefficient, of a
  /// GPV the number of its curve from 1. ``Network/missing`` where the status is fixed to open or
  /// closed.
  public var setting: Double
  /// EPANET's `Km`: minor loss over flow², 0.02517·K/d⁴ in ft/cfs²; of a constant-power pump its power
  /// in the file's units.
  public var minorLoss: Double
  /// Initial status: open, closed or, for a valve that follows its setting, active.
  public var initialStatus: ElementStatus
  /// Head loss curve of a GPV, an index in ``Network/curves``, nil for anything else.
  public var headLossCurve: Int?
  /// Bulk reaction coefficient, 1/s for first order.
  public var bulkCoefficient: Double = 0
  /// Wall reaction coefficient, per second.
  public var wallCoefficient: Double = 0
  /// What stands after `;` on the link's line.
  public var comment: String = ""
  /// The line of the file that made the link, from 1.
  public var line: Int = 0
}
