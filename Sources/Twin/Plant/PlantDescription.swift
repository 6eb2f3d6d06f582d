public import Diagnostics

/// What stands around a plant's process: its controllers, its network, its sensors and its historian.
///
/// Read from `plant.yaml`, or from the cyber layer of an epanetCPA file (``init(cyberLayer:file:)``).
public struct PlantDescription: Sendable, Equatable {
  /// The controllers.
  public var controllers: [DeclaredController]
  /// Zones, conduits, hosts and links.
  public var network: PlantNetwork
  /// What sensors make of the truth.
  public var sensors: [DeclaredSensor] = []
  /// What the historian keeps.
  public var historian: [DeclaredHistorian] = []
  /// Whether it is epanetCPA's, whose links send the historian no states of pumps and valves.
  var isCyberLayer = false

  init(controllers: [DeclaredController], network: PlantNetwork) {
    self.controllers = controllers
    self.network = network
  }

  /// Reads `plant.yaml`.
  ///
  /// - Throws: ``Faults`` with every problem that shows without the plant's tags.
  public init(_ settings: Settings) throws(Faults) {
    let problems = Problems()
    self.init(settings, problems: problems)
    checkHearing(by: nil, problems)
    try problems.throwIfAny()
  }

  /// Reads `plant.yaml`; what shows without the plant's tags is added to the problems, and reading goes on.
  ///
  /// Whether controllers hear what they go by is asked with the tags, since names may be others of one tag.
  public init(_ settings: Settings, problems: Problems) {
    var fields = Fields(settings, problems: problems)
    for (key, hint) in Self.elsewhere { fields.refuse(key, hint: hint) }
    controllers = fields.list("controllers").map {
      DeclaredController($0, problems: problems)
    }
    network = PlantNetwork(&fields)
    sensors = fields.list("sensors").map { DeclaredSensor($0, problems: problems) }
    historian = fields.list("historian").map { DeclaredHistorian($0, problems: problems) }
    fields.finish()
    if controllers.isEmpty, !network.isEmpty || sensors.isEmpty && historian.isEmpty {
      problems.add(
        "no controller is declared", at: settings.place,
        hint: "controllers: [{ id: PLC1, reads: [L_T1], drives: [{ actuator: PU1 }] }]")
    }
    network.check(problems)
    check(problems)
  }

  /// What belongs elsewhere, and where.
  private static let elsewhere = [
    ("plant", "tocsin.yaml names the plant"),
    (
      "network",
      "twin.process of tocsin.yaml names the file of pipes; zones, conduits, hosts and links are keys of this file"
    ),
    (
      "scan",
      "it belongs to a controller, beside its program; twin.process of tocsin.yaml has that of the network's controls"
    ),
  ]

  /// What a person should know of it that stops nothing.
  public var notices: [Notice] { controllers.flatMap { $0.program?.notices ?? [] } }

  /// What shows without tags: names that stand twice, hosts that are not declared.
  func check(_ problems: Problems) {
    var seen: [String: Place] = [:]
    for controller in controllers {
      if let first = seen[controller.id] {
        problems.add(
          "controller '\(controller.id)' stands on line \(first.line ?? 0) already",
          at: controller.place, hint: "keep one of them")
      }
      seen[controller.id] = seen[controller.id] ?? controller.place
      if !network.isEmpty, !network.hosts.contains(where: { $0.id == controller.host }) {
        problems.add(
          "controller '\(controller.id)' runs on host '\(controller.host)', which is not declared",
          at: controller.place,
          hint: Suggestion.hint(for: controller.host, in: network.hosts.map(\.id)))
      }
    }
  }
}
