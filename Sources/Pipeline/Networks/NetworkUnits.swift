internal import Hydraulics

/// The units in which a run of a network is written.
public enum NetworkUnits: String, Sendable, CaseIterable {
  /// Metres and cubic metres per second.
  case si
  /// The units of the network's file.
  case inp

  private static let foot = 0.3048

  /// A metre in the unit of levels and heads.
  func length(of network: Network) -> Double {
    self == .si ? 1 : network.units.length / Self.foot
  }

  /// A metre of water in the unit of pressure.
  func pressure(of network: Network) -> Double {
    self == .si ? 1 : network.units.pressure / Self.foot
  }

  /// A cubic metre per second in the unit of flow.
  func flow(of network: Network) -> Double {
    self == .si ? 1 : network.units.flow / (Self.foot * Self.foot * Self.foot)
  }

  /// What the units are called: of length, of pressure, of flow.
  func names(of network: Network) -> (length: String, pressure: String, flow: String) {
    if self == .si { return ("m", "m", "m3/s") }
    let pressure: String =
      switch network.units.pressureUnits {
      case .psi: "psi"
      case .kPa: "kPa"
      case .metres: "m"
      }
    return (network.units.isMetric ? "m" : "ft", pressure, "\(network.units.flowUnits)")
  }
}
