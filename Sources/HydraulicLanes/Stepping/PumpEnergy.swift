/// What a pump has used so far, as EPANET accounts for it.
public struct PumpEnergy: Sendable, Equatable {
  /// Hours in which it ran.
  public var hoursOnLine = 0.0
  /// Efficiency (0…1) times hours.
  public var efficiencyHours = 0.0
  /// kW per cfs times hours.
  public var kilowattHoursPerFlow = 0.0
  /// kWh.
  public var kilowattHours = 0.0
  /// Largest power, kW.
  public var peakKilowatts = 0.0
  /// Cost in the file's currency.
  public var cost = 0.0

  /// Nothing used yet.
  public init() {}

  /// The means while it ran, as EPANET's energy report gives them; all 0 where it never ran.
  public struct Means: Sendable, Equatable {
    /// Efficiency from wire to water, percent.
    public var efficiency = 0.0
    /// Power, kW.
    public var kilowatts = 0.0
    /// Power over flow, kWh per cubic metre: a mean over time, not over volume, as in EPANET.
    public var kilowattHoursPerCubicMetre = 0.0

    /// Of a pump that never ran.
    public init() {}
  }

  /// The means over ``hoursOnLine``.
  public var means: Means {
    guard hoursOnLine > 0 else { return Means() }
    let cubicFoot = 0.3048 * 0.3048 * 0.3048
    var means = Means()
    means.efficiency = 100 * efficiencyHours / hoursOnLine
    means.kilowatts = kilowattHours / hoursOnLine
    means.kilowattHoursPerCubicMetre = kilowattHoursPerFlow / hoursOnLine / cubicFoot / 3_600
    return means
  }

  /// The share of a time in which it ran, percent.
  public func utilisation(ofHours hours: Double) -> Double {
    hours > 0 ? 100 * hoursOnLine / hours : 0
  }
}
