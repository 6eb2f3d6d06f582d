public import Diagnostics
public import Hydraulics
public import Telemetry

/// Controls and rules of a network that go by the pressure of a junction: no declared sensor stands between them and
/// the truth.
///
/// A pressure jumps as pumps switch, where a sample would come a row late, so the engine acts on the pressure itself. What
/// an attack makes of the tag it does hear.
public struct PressureControls: Sendable, Equatable {
  /// What is driven by which tag.
  public struct Control: Sendable, Equatable {
    /// `the control on line 12`, `the rule A`.
    public var name: String
    /// The link that it drives.
    public var link: String
    /// The tag of the junction that it looks at.
    public var tag: String
  }

  /// All of them, the simple controls first; controls of junctions without a tag are not among them.
  public let all: [Control]

  /// Looks for them in a network whose tags stand at its elements.
  ///
  /// - Parameter programs: The links that programs drive by name: their controls rest.
  public init(of network: Network, tags: [Tag], programs: Set<String> = []) {
    var tagOfNode: [Int: String] = [:]
    for tag in tags {
      guard let point = try? HydraulicPoint(tag: tag, network: network), point.isHeight,
        network.tank(ofNode: point.element) == nil
      else { continue }
      tagOfNode[point.element] = tagOfNode[point.element] ?? tag.id
    }
    var all: [Control] = []
    func add(_ name: String, _ link: Int, _ node: Int?) {
      let id = network.links[link].id
      guard let tag = node.flatMap({ tagOfNode[$0] }), !programs.contains(id) else { return }
      let found = Control(name: name, link: id, tag: tag)
      if !all.contains(found) { all.append(found) }
    }
    for control in network.controls {
      add("the control on line \(control.line)", control.link, control.node)
    }
    for rule in network.rules {
      for action in rule.thenActions + rule.elseActions {
        for premise in rule.premises {
          if case .node(let node) = premise.object,
            premise.variable != .demand
          {
            add("the rule \(rule.label)", action.link, node)
          }
        }
      }
    }
    self.all = all
  }

  /// A notice for each whose tag has a declared sensor.
  public func notices(sensors: Set<String>) -> [Notice] {
    all.filter { sensors.contains($0.tag) }.map {
      Notice(
        "\($0.name) of the network drives \($0.link) by the true pressure: what 'sensors' says of '\($0.tag)' cannot "
          + "deceive it, only an attack can; a block of a program that reads the tag hears its sensor"
      )
    }
  }
}

extension HydraulicTwin {
  /// Controls that go by pressures whatever their declared sensors show.
  public var controlNotices: [Notice] {
    let programmed = controllers.flatMap { $0.program?.drives ?? [] }.map {
      network.links[points[$0].element].id
    }
    return PressureControls(of: written, tags: tags, programs: Set(programmed))
      .notices(sensors: Set(instruments.sensors.map { tags[$0.tag].id }))
  }
}
