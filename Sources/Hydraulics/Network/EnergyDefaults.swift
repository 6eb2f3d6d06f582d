/// Prices and efficiency that hold for pumps without their own.
public struct EnergyDefaults: Sendable, Equatable {
  /// Efficiency of pumps without a curve, percent.
  public var efficiency: Double = 75
  /// Price per kWh.
  public var price: Double = 0
  /// Pattern of the price, an index in ``Network/patterns``.
  public var pricePattern: Int?
  /// Charge per kW of the largest power.
  public var demandCharge: Double = 0
}
