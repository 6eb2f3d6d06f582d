public import Diagnostics
internal import HydraulicLanes
public import Hydraulics
public import Telemetry

/// The controls and rules of a network's file against controllers and rules that are declared around it.
public struct DeclaredControls {
  private let network: Network
  private let tags: [Tag]
  /// The network's file, where it is known.
  private let file: String?
  /// Where tags stand; nil of those that have no place in the network.
  private let points: [HydraulicPoint?]

  /// Takes a network as its file has it, and tags that stand at its elements; those that do not count for nothing.
  ///
  /// - Parameter file: The network's file, which faults of its controls and rules name; nil where nobody knows it.
  public init(_ network: Network, tags: [Tag], file: String? = nil) {
    self.init(
      network, tags: tags, points: tags.map { try? HydraulicPoint(tag: $0, network: network) },
      file: file)
  }

  init(_ network: Network, tags: [Tag], points: [HydraulicPoint?], file: String? = nil) {
    self.network = network
    self.file = file
    self.tags = tags
    self.points = points
  }

  /// Everything that does not fit.
  ///
  /// Every control and rule that looks at a node whose tags its controller neither reads nor polls, that drives links of
  /// several controllers, or that a program drives too; every declared rule that the network has otherwise, with both
  /// numbers; every program that drives what is no actuator of the network; every set point that the network has
  /// otherwise, or of what holds nothing.
  ///
  /// - Parameter plant: Where drives are declared, with their set points.
  public func faults(
    controllers: [LoopController], rules: [PlantDescription.Rule], plant: PlantDescription? = nil
  ) -> [Fault] {
    var faults = (plant?.controllers ?? []).flatMap(\.drives).flatMap(setpoints)
    for controller in controllers {
      for tag in controller.program?.drives ?? [] {
        guard let point = points[tag], !point.isActuator else { continue }
        faults.append(
          Fault(
            .badData,
            "the program of '\(controller.id)' drives '\(tags[tag].id)', which the network has as a \(point.quantity.rawValue)",
            at: plant?.controllers.first { $0.id == controller.id }?.place,
            hint:
              "a state, a setting or a speed can be driven: give the tag its quantity in tags.csv"))
      }
    }
    let programmed = Set(
      controllers.flatMap { $0.program?.drives ?? [] }.compactMap { points[$0]?.element })
    for control in network.controls where !programmed.contains(control.link) {
      faults += problems(
        "the network's control on line \(control.line)", line: control.line,
        links: [control.link], nodes: control.node.map { [$0] } ?? [], in: controllers)
    }
    for rule in network.rules {
      for link in Set((rule.thenActions + rule.elseActions).map(\.link)).sorted()
      where programmed.contains(link) {
        faults.append(
          Fault(
            .badData,
            "the network's rule \(rule.label) drives \(network.links[link].id), and a program does too",
            at: Place(file: file, line: rule.line),
            hint: "take it out of the network's [RULES], or out of the program"))
      }
      let nodes = rule.premises.compactMap { premise -> Int? in
        if case .node(let node) = premise.object { node } else { nil }
      }
      faults += problems(
        "the network's rule \(rule.label)", line: rule.line,
        links: (rule.thenActions + rule.elseActions).map(\.link), nodes: nodes, in: controllers)
    }
    return faults + rules.flatMap(contradictions)
  }

  /// Half a millimetre: levels in files are rounded.
  private static let sameLevel = 5e-4

  /// What the file's simple controls say otherwise than a declared rule; links that rules of the file
  /// drive are left to the file.
  private func contradictions(_ rule: PlantDescription.Rule) -> [Fault] {
    guard let actuator = points[rule.actuator], let sensor = points[rule.sensor] else { return [] }
    let (link, node) = (actuator.element, sensor.element)
    let ruler = network.controls.first { $0.link == link && $0.node != nil }?.node
    if actuator.quantity.isOfLink, !sensor.isHeight, let ruler {
      return [
        Fault(
          .badData,
          "'\(tags[rule.actuator].id)' is declared to follow '\(tags[rule.sensor].id)'; the network's controls of "
            + "\(network.links[link].id) go by \(network.nodes[ruler].id)",
          at: rule.place, hint: "correct the sensor, or the network's [CONTROLS]")
      ]
    }
    guard actuator.quantity.isOfLink, sensor.isHeight,
      !network.rules.contains(where: {
        ($0.thenActions + $0.elseActions).contains { $0.link == link }
      })
    else { return [] }
    let (actuatorName, sensorName) = (tags[rule.actuator].id, tags[rule.sensor].id)
    func level(_ trigger: SimpleControl.Trigger, isOpen: Bool) -> Double? {
      network.controls.first {
        $0.link == link && $0.node == node && $0.trigger == trigger
          && ($0.status != .closed) == isOpen
      }.map { control in
        let foot = ReadingUnits.si.length
        let height = (control.grade - network.nodes[node].elevation) * foot
        return sensor.value(ofHeight: height, in: network)
      }
    }
    guard let on = level(.lowLevel, isOpen: true), let off = level(.highLevel, isOpen: false)
    else {
      return [
        Fault(
          .badData,
          "'\(actuatorName)' is declared to follow '\(sensorName)'; the network has no pair of controls that opens "
            + "\(network.links[link].id) below a level of \(network.nodes[node].id) and closes it above another",
          at: rule.place, hint: "correct the sensor, or the network's [CONTROLS]")
      ]
    }
    let margin = Self.sameLevel * sensor.factor
    if abs(on - rule.onBelow) <= margin, abs(off - rule.offAbove) <= margin { return [] }
    return [
      Fault(
        .badData,
        "'\(actuatorName)' is declared to go on below \(rule.onBelow) and off above \(rule.offAbove) of "
          + "'\(sensorName)'; the network says \(Self.rounded(on)) and \(Self.rounded(off))",
        at: rule.place, hint: "correct one of the two")
    ]
  }

  // A set point that is declared against the valve's own in the network's file.
  private func setpoints(_ drive: DeclaredController.Drive) -> [Fault] {
    guard let said = drive.setpoint else { return [] }
    let named = tags.firstIndex { $0.id == drive.actuator }.flatMap { points[$0]?.element }
    guard let link = network.link(drive.actuator) ?? named else { return [] }
    let own = network.links[link]
    if own.kind == .pump || own.kind.isPipe {
      return [
        Fault(
          .badData,
          "'\(drive.actuator)' is to hold \(said), and the network's \(own.id) is \(own.kind == .pump ? "a pump" : "a pipe"), "
            + "which holds nothing by itself", at: drive.place,
          hint: "take setpoint out; a program's pid-controller holds a value with it")
      ]
    }
    // Controls may set it otherwise from time to time.
    let isControlled =
      network.controls.contains { $0.link == link }
      || network.rules.contains { ($0.thenActions + $0.elseActions).contains { $0.link == link } }
    let unit: Double =
      switch own.kind {
      case .pressureReducing, .pressureSustaining, .pressureBreaker: network.units.pressure
      case .flowControl: network.units.flow
      default: 1
      }
    guard !isControlled, own.setting != Network.missing else { return [] }
    let setting = own.setting * unit
    if abs(setting - said) <= max(Self.sameLevel, abs(setting) * Self.sameLevel) { return [] }
    return [
      Fault(
        .badData,
        "'\(drive.actuator)' is declared to hold \(said); the network says \(Self.rounded(setting))",
        at: drive.place, hint: "correct one of the two; the network's is in its file's units")
    ]
  }

  private static func rounded(_ level: Double) -> Double { (level * 1_000).rounded() / 1_000 }

  private func problems(
    _ name: String, line: Int, links: [Int], nodes: [Int], in controllers: [LoopController]
  ) -> [Fault] {
    let owners = controllers.filter { controller in
      controller.drives.contains { tag in
        points[tag].map { $0.isActuator && links.contains($0.element) } ?? false
      }
    }
    guard let owner = owners.first else { return [] }
    let place = Place(file: file, line: line)
    let linkNames = Set(links).sorted().map { network.links[$0].id }.joined(separator: ", ")
    if owners.count > 1 {
      return [
        Fault(
          .badData,
          "\(name) drives \(linkNames), which belong to \(owners.map(\.id).joined(separator: " and "))",
          at: place, hint: "give the links of one rule to one controller")
      ]
    }
    return Set(nodes).sorted().compactMap { node in
      let tags = points.indices.filter { tag in
        points[tag].map { $0.isHeight && $0.element == node } ?? false
      }
      if tags.isEmpty || tags.contains(where: owner.reads.contains) { return nil }
      let names = tags.map { self.tags[$0].id }.joined(separator: ", ")
      return Fault(
        .badData,
        "\(name) drives \(linkNames) by \(network.nodes[node].id): \(owner.id), which drives it, neither "
          + "reads nor polls \(names)",
        at: place,
        hint: "add it to the controller's reads or polls, or give the link to another")
    }
  }
}
