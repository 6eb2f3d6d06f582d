internal import Diagnostics
internal import HydraulicLanes
internal import Hydraulics
internal import Telemetry

extension HydraulicPoint {
  /// The quantity and unit that a tag's element, role and unit mean.
  ///
  /// A tank's tag shows its level, a junction's its pressure, a link's its status where the role is
  /// `status` or `actuator`, else its flow. Without a unit the file's own is meant; `%` of a level is
  /// the share of the tank's highest level. A pressure in a unit of length is a head of water.
  /// - Throws: What is wrong, with the tag's name.
  init(tag: Tag, network: Network) throws(Fault) {
    guard let element = tag.element, !element.isEmpty else {
      throw Fault(
        .configuration, "tag '\(tag.id)' names no element of the network",
        hint: "name its node or link in tags.csv, or leave it out with twin.leave-out")
    }
    if let node = network.node(element) {
      let tank = network.tank(ofNode: node)
      let isTank = tank.map { !network.tanks[$0].isReservoir } ?? false
      let isReservoir = tank != nil && !isTank
      let quantity: Quantity = isTank ? .level : isReservoir ? .head : .pressure
      let highest = tank.map {
        (network.tanks[$0].maxHead - network.nodes[node].elevation) * ReadingUnits.si.length
      }
      self.init(
        quantity: quantity, element: node,
        factor: try Self.heightFactor(
          tag, quantity: quantity, network: network, highest: isTank ? highest : nil))
      return
    }
    guard let link = network.link(element) else {
      throw Fault(
        .configuration, "tag '\(tag.id)': the network has no element '\(element)'",
        hint: Suggestion.hint(
          for: element, in: network.nodes.map(\.id) + network.links.map(\.id)))
    }
    if tag.role == .status || tag.role == .actuator {
      self.init(quantity: .status, element: link, factor: 1)
      return
    }
    self.init(quantity: .flow, element: link, factor: try Self.flowFactor(tag, network: network))
  }

  private static func heightFactor(
    _ tag: Tag, quantity: Quantity, network: Network, highest: Double?
  ) throws(Fault) -> Double {
    guard let spelling = tag.unit, !spelling.isEmpty else {
      return quantity == .pressure
        ? network.units.pressure / ReadingUnits.si.length
        : network.units.length / ReadingUnits.si.length
    }
    let unit = try EngineeringUnits.unit(spelling)
    switch unit.dimension {
    case .length: return 1 / unit.factor
    case .pressure: return 9_806.65 / unit.factor
    case .share:
      if let highest, highest > 0 { return 1 / (highest * unit.factor) }
      throw wrong(tag, spelling, "a height or a pressure")
    default: throw wrong(tag, spelling, "a height or a pressure")
    }
  }

  private static func flowFactor(_ tag: Tag, network: Network) throws(Fault) -> Double {
    guard let spelling = tag.unit, !spelling.isEmpty else {
      return network.units.flow / ReadingUnits.si.volume
    }
    let unit = try EngineeringUnits.unit(spelling)
    guard unit.dimension == .flow else { throw wrong(tag, spelling, "a flow") }
    return 1 / unit.factor
  }

  private static func wrong(_ tag: Tag, _ unit: String, _ wanted: String) -> Fault {
    Fault(
      .configuration,
      "tag '\(tag.id)' at element '\(tag.element ?? "")' must be in a unit of \(wanted), "
        + "got '\(unit)'",
      hint: "correct the unit or the element in tags.csv")
  }
}
