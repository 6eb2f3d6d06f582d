internal import HydraulicLanes
internal import Hydraulics

/// Where a tag stands in a network: the quantity of an element that it shows, in its own unit.
public struct HydraulicPoint: Sendable, Equatable {
  /// What a tag shows.
  public enum Quantity: String, Sendable, CaseIterable {
    /// Level of a tank above its bottom.
    case level
    /// Head of a node.
    case head
    /// Pressure at a node.
    case pressure
    /// What leaves the network at a junction, or flows into a tank.
    case demand
    /// Flow through a link.
    case flow
    /// Whether a link is open or a pump on.
    case status
    /// What a valve holds: a pressure, a flow or a loss coefficient.
    case setting
    /// Relative speed of a pump: 1 is that of its curve, 0 stands still.
    case speed
  }

  /// The quantity.
  public let quantity: Quantity
  /// Index of the node, or of the link for ``Quantity/flow`` and what comes after it.
  public let element: Int
  /// The tag's unit in one SI unit: metres or cubic metres per second; of a speed or a loss coefficient
  /// the tag's number at 1; of a status unused.
  public let factor: Double
  /// Whether somebody can drive it: a status, or a setting or speed that is not only measured.
  public let isActuator: Bool
  /// The tag's value where the link is closed, and where it is open.
  public var states = (off: 0.0, on: 1.0)

  /// Makes a point; `isDriven` says whether a setting or speed is what an actuator is told.
  public init(quantity: Quantity, element: Int, factor: Double, isDriven: Bool = false) {
    self.quantity = quantity
    self.element = element
    self.factor = factor
    isActuator = quantity == .status || (quantity.isOfActuator && isDriven)
  }

  /// Whether controls may look at it: it is a height of water at a node.
  var isHeight: Bool { quantity == .level || quantity == .head || quantity == .pressure }

  /// Compares all parts.
  public static func == (a: Self, b: Self) -> Bool {
    a.quantity == b.quantity && a.element == b.element && a.factor == b.factor
      && a.isActuator == b.isActuator && a.states == b.states
  }

  /// The tag's true value in a solved scenario (of an engine in SI units).
  ///
  /// A valve without a setting, because its status is fixed, shows none; a pump that stands still has
  /// the speed 0.
  func value(_ scenario: Scenario, in network: Network) -> Double {
    switch quantity {
    case .level, .pressure: scenario.pressure(element) * factor
    case .head: scenario.head(element) * factor
    case .demand: scenario.demand(element) * factor
    case .flow: scenario.flow(element) * factor
    case .status:
      scenario.status(element).rawValue > ElementStatus.closed.rawValue ? states.on : states.off
    case .speed:
      scenario.status(element).rawValue > ElementStatus.closed.rawValue
        ? (scenario.setting(element) ?? 0) * factor : 0
    case .setting:
      scenario.setting(element).map { $0 * settingUnit(in: network) * factor } ?? .nan
    }
  }

  /// A driven value as a setting in the network's internal units.
  func setting(_ value: Double, in network: Network) -> Double {
    quantity == .setting ? value / factor / settingUnit(in: network) : value / factor
  }

  // A foot of pressure or a cubic foot per second in SI; loss coefficients have no unit.
  private func settingUnit(in network: Network) -> Double {
    switch network.links[element].kind {
    case .pressureReducing, .pressureSustaining, .pressureBreaker: ReadingUnits.si.length
    case .flowControl: ReadingUnits.si.volume
    default: 1
    }
  }

  /// A value of the tag as a height above the node's elevation, metres.
  func height(_ value: Double, in network: Network) -> Double {
    let metres = value / factor
    return quantity == .head
      ? metres - network.nodes[element].elevation * ReadingUnits.si.length : metres
  }

  /// A height above the node's elevation, metres, as the tag shows it.
  func value(ofHeight height: Double, in network: Network) -> Double {
    let bottom = network.nodes[element].elevation * ReadingUnits.si.length
    return (quantity == .head ? height + bottom : height) * factor
  }

  /// Whether a value of a status means open: it is nearer to that.
  func isOpen(_ value: Double) -> Bool { abs(value - states.on) < abs(value - states.off) }

  /// Whether it is the status of a pump, which can also be driven at a part of its speed.
  func isPumpStatus(in network: Network) -> Bool {
    quantity == .status && network.links[element].kind == .pump
  }

  /// The part of its speed at which a driven status lets a pump run: (value − off) / (on − off).
  ///
  /// Nil where the value is one of the two states, or below off, and for everything but a pump's status.
  func partOfSpeed(_ value: Double, in network: Network) -> Double? {
    guard isPumpStatus(in: network), value.isFinite else { return nil }
    let part = (value - states.off) / (states.on - states.off)
    return part <= 1e-9 || abs(part - 1) <= 1e-9 ? nil : part
  }

  /// Whether two values mean the same to an actuator: the same state, or the same number but for
  /// rounding.
  func isSame(_ a: Double, _ b: Double) -> Bool {
    quantity == .status
      ? isOpen(a) == isOpen(b) : abs(a - b) <= 1e-9 * max(abs(a), abs(b), abs(factor))
  }
}

extension HydraulicPoint.Quantity {
  /// Whether it belongs to a link, not to a node.
  var isOfLink: Bool { self == .flow || isOfActuator }

  /// Whether an actuator may be told it.
  var isOfActuator: Bool { self == .status || self == .setting || self == .speed }
}
