/// A pump: its head curve in internal units, its speed pattern and its energy price.
public struct NetworkPump: Sendable, Equatable {
  /// The form of the head curve; raw values are EPANET's pump types.
  public enum CurveForm: Int, Sendable, Equatable {
    /// Constant power.
    case constantPower = 0
    /// h = h0 − r·qⁿ.
    case powerFunction
    /// Straight lines between points.
    case custom
    /// Neither curve nor power.
    case none
  }

  /// Index in ``Network/links``; the link's ``NetworkLink/setting`` is the initial speed.
  public var link: Int
  /// The form of the head curve.
  public var form: CurveForm
  /// EPANET's `H0`: minus the shutoff head, ft; 0 for constant power.
  public var h0: Double = 0
  /// EPANET's `R`: flow coefficient; −8.814·hp for constant power.
  public var r: Double = 0
  /// EPANET's `N`: flow exponent; −1 for constant power.
  public var n: Double = 0
  /// Initial (design) flow, cfs.
  public var q0: Double = 0
  /// Largest flow, cfs.
  public var qMax: Double = 0
  /// Largest head, ft.
  public var hMax: Double = 0
  /// Head curve, an index in ``Network/curves``.
  public var headCurve: Int?
  /// Efficiency curve, an index in ``Network/curves``.
  public var efficiencyCurve: Int?
  /// Pattern of the speed, an index in ``Network/patterns``.
  public var speedPattern: Int?
  /// Pattern of the energy price; nil where the pump takes the global one.
  public var pricePattern: Int?
  /// Energy price per kWh; 0 where the pump takes the global one.
  public var energyPrice: Double = 0
}
