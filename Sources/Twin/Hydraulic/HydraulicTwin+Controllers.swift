public import Diagnostics
internal import HydraulicLanes
internal import Hydraulics
internal import Telemetry

extension HydraulicTwin {
  /// The same twin whose controls and rules run in these controllers, each in that which drives its link.
  ///
  /// What a controller's program drives is driven by it alone: the file's controls of those links rest.
  /// Controls of links without a tag run in none of them and are told what all are told. Links of declared rules
  /// go by the file's thresholds, whatever telemetry told of them.
  /// - Throws: ``Faults``: every control and rule that looks at a node whose tags its controller neither
  ///   reads nor polls, or that drives links of several controllers; every declared rule that the network
  ///   has otherwise, with both numbers.
  public func with(
    controllers: [LoopController], rules: [PlantDescription.Rule]
  ) throws(Faults) -> HydraulicTwin {
    var faults: [Fault] = []
    let programmed = Set(
      controllers.flatMap { $0.program?.drives ?? [] }.map { points[$0].element })
    for control in network.controls where !programmed.contains(control.link) {
      faults += problems(
        "the network's control on line \(control.line)", links: [control.link],
        nodes: control.node.map { [$0] } ?? [], in: controllers)
    }
    for rule in network.rules {
      for link in Set((rule.thenActions + rule.elseActions).map(\.link)).sorted()
      where programmed.contains(link) {
        faults.append(
          Fault(
            .badData,
            "the network's rule \(rule.label) drives \(network.links[link].id), and a program does too",
            hint: "take it out of the network's [RULES], or out of the program"))
      }
      let nodes = rule.premises.compactMap { premise -> Int? in
        if case .node(let node) = premise.object { node } else { nil }
      }
      faults += problems(
        "the network's rule \(rule.label)",
        links: (rule.thenActions + rule.elseActions).map(\.link), nodes: nodes, in: controllers)
    }
    faults += rules.flatMap(contradictions)
    if !faults.isEmpty { throw Faults(faults) }
    // What is declared is not asked of telemetry: a declared rule's thresholds are the file's, which it agrees with.
    let declared = Set(rules.map { points[$0.actuator].element })
    var thresholds = self.thresholds
    for (index, control) in written.controls.enumerated() where declared.contains(control.link) {
      thresholds.grades[index] = control.grade
    }
    do {
      return try with(thresholds: thresholds, checked: controllers)
    } catch {
      throw Faults([error])
    }
  }

  /// Half a millimetre: levels in files are rounded.
  private static let sameLevel = 5e-4

  /// What the file's simple controls say otherwise than a declared rule; links that rules of the file
  /// drive are left to the file.
  private func contradictions(_ rule: PlantDescription.Rule) -> [Fault] {
    let (link, node) = (points[rule.actuator].element, points[rule.sensor].element)
    guard points[rule.actuator].quantity.isOfLink, points[rule.sensor].isHeight,
      !network.rules.contains(where: {
        ($0.thenActions + $0.elseActions).contains { $0.link == link }
      })
    else { return [] }
    let (actuator, sensor) = (tags[rule.actuator].id, tags[rule.sensor].id)
    func level(_ trigger: SimpleControl.Trigger, isOpen: Bool) -> Double? {
      written.controls.first {
        $0.link == link && $0.node == node && $0.trigger == trigger
          && ($0.status != .closed) == isOpen
      }.map { control in
        let foot = ReadingUnits.si.length
        let height = (control.grade - network.nodes[node].elevation) * foot
        return points[rule.sensor].value(ofHeight: height, in: network)
      }
    }
    guard let on = level(.lowLevel, isOpen: true), let off = level(.highLevel, isOpen: false)
    else {
      return [
        Fault(
          .badData,
          "'\(actuator)' is declared to follow '\(sensor)'; the network has no pair of controls that opens "
            + "\(network.links[link].id) below a level of \(network.nodes[node].id) and closes it above another",
          at: rule.place, hint: "correct the sensor, or the network's [CONTROLS]")
      ]
    }
    let margin = Self.sameLevel * points[rule.sensor].factor
    if abs(on - rule.onBelow) <= margin, abs(off - rule.offAbove) <= margin { return [] }
    return [
      Fault(
        .badData,
        "'\(actuator)' is declared to go on below \(rule.onBelow) and off above \(rule.offAbove) of "
          + "'\(sensor)'; the network says \(Self.rounded(on)) and \(Self.rounded(off))",
        at: rule.place, hint: "correct one of the two")
    ]
  }

  private static func rounded(_ level: Double) -> Double { (level * 1_000).rounded() / 1_000 }

  private func problems(
    _ name: String, links: [Int], nodes: [Int], in controllers: [LoopController]
  ) -> [Fault] {
    let owners = controllers.filter { controller in
      controller.drives.contains { links.contains(points[$0].element) && points[$0].isActuator }
    }
    guard let owner = owners.first else { return [] }
    let linkNames = Set(links).sorted().map { network.links[$0].id }.joined(separator: ", ")
    if owners.count > 1 {
      return [
        Fault(
          .badData,
          "\(name) drives \(linkNames), which belong to \(owners.map(\.id).joined(separator: " and "))",
          hint: "give the links of one rule to one controller")
      ]
    }
    return Set(nodes).sorted().compactMap { node in
      let tags = points.indices.filter { points[$0].isHeight && points[$0].element == node }
      if tags.isEmpty || tags.contains(where: owner.reads.contains) { return nil }
      let names = tags.map { self.tags[$0].id }.joined(separator: ", ")
      return Fault(
        .badData,
        "\(name) drives \(linkNames) by \(network.nodes[node].id): \(owner.id), which drives it, neither "
          + "reads nor polls \(names)",
        hint: "add it to the controller's reads or polls, or give the link to another")
    }
  }
}
