/// What EPANET warns of after a solution.
public struct HydraulicWarnings: OptionSet, Sendable, Hashable {
  /// The bits.
  public let rawValue: UInt8
  /// Makes a set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Not balanced after all trials (warning 1).
  public static let unbalanced = HydraulicWarnings(rawValue: 1 << 1)
  /// Balanced only with statuses frozen (warning 2).
  public static let unstable = HydraulicWarnings(rawValue: 1 << 2)
  /// Junctions with demand are cut off (warning 3).
  public static let disconnected = HydraulicWarnings(rawValue: 1 << 3)
  /// A pump cannot deliver its head or exceeds its flow (warning 4).
  public static let pump = HydraulicWarnings(rawValue: 1 << 4)
  /// A valve cannot deliver its flow or pressure (warning 5).
  public static let valve = HydraulicWarnings(rawValue: 1 << 5)
  /// A junction with demand has negative pressure (warning 6).
  public static let negativePressure = HydraulicWarnings(rawValue: 1 << 6)
}
