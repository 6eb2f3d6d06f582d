internal import Diagnostics
internal import HydraulicLanes
internal import Hydraulics
internal import Telemetry

extension HydraulicPoint {
  /// The quantity and unit that a tag's element, quantity, role and unit mean.
  ///
  /// Where the tag names no quantity, a tank's tag shows its level, a reservoir's its head, a junction's
  /// its pressure, a link's its status where the role is `status` or `actuator`, its setting or speed where it is `setpoint`, else its flow. Without
  /// a unit the file's own is meant; `%` of a level is the share of the tank's highest level, of a speed
  /// that of the curve's. A pressure in a unit of length is a head of water. A setting or speed is an
  /// actuator's where the role is `actuator`, `setpoint` or `status`.
  /// - Throws: What is wrong, with the tag's name.
  init(tag: Tag, network: Network) throws(Fault) {
    guard let element = tag.element, !element.isEmpty else {
      throw Fault(
        .configuration, "tag '\(tag.id)' names no element of the network",
        hint: "name its node or link in tags.csv, or leave it out with twin.leave-out")
    }
    if let node = network.node(element), !Self.isMeant(tag.quantity, ofLink: true) {
      try self.init(tag: tag, node: node, network: network)
    } else if let link = network.link(element) {
      try self.init(tag: tag, link: link, network: network)
    } else if let node = network.node(element) {
      try self.init(tag: tag, node: node, network: network)
    } else {
      throw Fault(
        .configuration, "tag '\(tag.id)': the network has no element '\(element)'",
        hint: Suggestion.hint(
          for: element, in: network.nodes.map(\.id) + network.links.map(\.id)))
    }
  }

  // A node and a link may share an id: the quantity then says which is meant, or else the node.
  private static func isMeant(_ quantity: MeasuredQuantity?, ofLink: Bool) -> Bool {
    guard let quantity, let own = Quantity(rawValue: quantity.rawValue) else { return false }
    return own.isOfLink == ofLink
  }

  private init(tag: Tag, node: Int, network: Network) throws(Fault) {
    let tank = network.tank(ofNode: node)
    let isTank = tank.map { !network.tanks[$0].isReservoir } ?? false
    let isReservoir = tank != nil && !isTank
    let kind = isTank ? "a tank" : isReservoir ? "a reservoir" : "a junction"
    let known: [Quantity] =
      isTank
      ? [.level, .head, .pressure, .demand]
      : isReservoir ? [.head, .demand] : [.pressure, .head, .demand]
    let quantity = try Self.quantity(tag, known, of: kind, otherwise: known[0])
    if quantity == .demand {
      self.init(
        quantity: quantity, element: node, factor: try Self.flowFactor(tag, network: network))
      return
    }
    let highest = tank.map {
      (network.tanks[$0].maxHead - network.nodes[node].elevation) * ReadingUnits.si.length
    }
    self.init(
      quantity: quantity, element: node,
      factor: try Self.heightFactor(
        tag, quantity: quantity, network: network, highest: quantity == .level ? highest : nil))
  }

  private init(tag: Tag, link: Int, network: Network) throws(Fault) {
    let kind = network.links[link].kind
    let (name, known): (String, [Quantity]) =
      switch kind {
      case .pump: ("a pump", [.flow, .status, .speed])
      case _ where kind.isPipe: ("a pipe", [.flow, .status])
      case .generalPurpose: ("a general-purpose valve", [.flow, .status])
      default: ("a valve", [.flow, .status, .setting])
      }
    let isDriven = tag.role == .actuator || tag.role == .setpoint || tag.role == .status
    let unnamed: Quantity =
      switch tag.role {
      case .status, .actuator: .status
      case .setpoint: known.last == .flow ? .flow : known.last ?? .flow
      default: .flow
      }
    let quantity = try Self.quantity(tag, known, of: name, otherwise: unnamed)
    let factor: Double =
      switch quantity {
      case .status: 1
      case .speed: try Self.shareFactor(tag, of: "a speed relative to the pump's curve")
      case .setting: try Self.settingFactor(tag, kind, network: network)
      default: try Self.flowFactor(tag, network: network)
      }
    self.init(quantity: quantity, element: link, factor: factor, isDriven: isDriven)
  }

  private static func quantity(
    _ tag: Tag, _ known: [Quantity], of kind: String, otherwise: Quantity
  ) throws(Fault) -> Quantity {
    guard let named = tag.quantity else { return otherwise }
    if let quantity = Quantity(rawValue: named.rawValue), known.contains(quantity) {
      return quantity
    }
    let names = known.map(\.rawValue)
    throw Fault(
      .configuration,
      "tag '\(tag.id)': element '\(tag.element ?? "")' is \(kind), which has no \(named.rawValue)",
      hint: "its quantities are \(names.dropLast().joined(separator: ", ")) and \(names.last ?? "")"
    )
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

  private static func settingFactor(
    _ tag: Tag, _ kind: NetworkLink.Kind, network: Network
  ) throws(Fault) -> Double {
    switch kind {
    case .pressureReducing, .pressureSustaining, .pressureBreaker:
      return try heightFactor(tag, quantity: .pressure, network: network, highest: nil)
    case .flowControl: return try flowFactor(tag, network: network)
    default: return try shareFactor(tag, of: "a loss coefficient")
    }
  }

  private static func shareFactor(_ tag: Tag, of what: String) throws(Fault) -> Double {
    guard let spelling = tag.unit, !spelling.isEmpty else { return 1 }
    let unit = try EngineeringUnits.unit(spelling)
    guard unit.dimension == .share else {
      throw Fault(
        .configuration,
        "tag '\(tag.id)' at element '\(tag.element ?? "")' is \(what), got the unit '\(spelling)'",
        hint: "give it the unit % or none, with scale in tags.csv where it is recorded otherwise")
    }
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
