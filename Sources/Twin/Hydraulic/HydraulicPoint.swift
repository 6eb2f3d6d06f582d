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
  }

  /// The quantity.
  public let quantity: Quantity
  /// Index of the node, or of the link for ``Quantity/flow`` and ``Quantity/status``.
  public let element: Int
  /// The tag's unit in one SI unit: metres or cubic metres per second; of a status unused.
  public let factor: Double
  /// The tag's value where the link is closed, and where it is open.
  public var states = (off: 0.0, on: 1.0)

  /// Makes a point.
  public init(quantity: Quantity, element: Int, factor: Double) {
    self.quantity = quantity
    self.element = element
    self.factor = factor
  }

  /// Whether a controller or somebody else can drive it.
  public var isActuator: Bool { quantity == .status }

  /// Whether controls may look at it: it is a height of water at a node.
  var isHeight: Bool { quantity == .level || quantity == .head || quantity == .pressure }

  /// Compares all parts.
  public static func == (a: Self, b: Self) -> Bool {
    a.quantity == b.quantity && a.element == b.element && a.factor == b.factor
      && a.states == b.states
  }

  /// The tag's true value in a solved scenario (of an engine in SI units).
  func value(_ scenario: Scenario) -> Double {
    switch quantity {
    case .level, .pressure: scenario.pressure(element) * factor
    case .head: scenario.head(element) * factor
    case .demand: scenario.demand(element) * factor
    case .flow: scenario.flow(element) * factor
    case .status:
      scenario.status(element).rawValue > ElementStatus.closed.rawValue ? states.on : states.off
    }
  }

  /// A value of the tag as a height above the node's elevation, metres.
  func height(_ value: Double, in network: Network) -> Double {
    let metres = value / factor
    return quantity == .head
      ? metres - network.nodes[element].elevation * ReadingUnits.si.length : metres
  }

  /// Whether a value of a status means open: it is nearer to that.
  func isOpen(_ value: Double) -> Bool { abs(value - states.on) < abs(value - states.off) }
}
