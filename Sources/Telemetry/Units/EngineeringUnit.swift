/// One row of the table of units: what is measured, how it is spelled, what it is in SI units.
///
/// A value v in the unit is v · factor + offset in the SI unit of its dimension.
public struct EngineeringUnit: Sendable, Hashable {
  /// What is measured; units of one dimension convert into each other.
  public enum Dimension: String, Sendable, CaseIterable {
    /// Metres.
    case length
    /// Pascals, gauge or absolute as the data have it; a head of water counts as its pressure.
    case pressure
    /// Cubic metres per second.
    case flow
    /// Kilograms per second.
    case massFlow = "mass flow"
    /// Kelvins.
    case temperature
    /// Watts.
    case power
    /// Joules.
    case energy
    /// Metres per second.
    case speed
    /// Metres per second squared.
    case acceleration
    /// Revolutions per second.
    case rotation
    /// Hertz.
    case frequency
    /// Cubic metres.
    case volume
    /// Square metres.
    case area
    /// Kilograms.
    case mass
    /// Newtons.
    case force
    /// Newton metres.
    case torque
    /// Volts.
    case voltage
    /// Amperes.
    case current
    /// Ohms.
    case resistance
    /// Seconds.
    case time
    /// Kilograms per cubic metre.
    case concentration
    /// Siemens per metre.
    case conductivity
    /// Parts of one.
    case share
    /// Radians.
    case angle
  }

  /// How it is written here.
  public var id: String
  /// What is measured.
  public var dimension: Dimension
  /// SI units in one of these.
  public var factor: Double
  /// The SI value of 0.
  public var offset: Double
  /// Other spellings.
  public var spellings: [String]

  init(
    _ id: String, _ dimension: Dimension, _ factor: Double, offset: Double = 0,
    _ spellings: [String] = []
  ) {
    self.id = id
    self.dimension = dimension
    self.factor = factor
    self.offset = offset
    self.spellings = spellings
  }
}
