/// What a pump has used so far, as EPANET accounts for it.
public struct PumpEnergy: Sendable, Equatable {
  /// Hours in which it ran.
  public var hoursOnLine = 0.0
  /// Efficiency (0…1) times hours.
  public var efficiencyHours = 0.0
  /// kWh per cfs times hours.
  public var kilowattHoursPerFlow = 0.0
  /// kWh.
  public var kilowattHours = 0.0
  /// Largest power, kW.
  public var peakKilowatts = 0.0
  /// Cost in the file's currency.
  public var cost = 0.0
}
