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
    try problems.throwIfAny()
  }

  /// Reads `plant.yaml`; what shows without the plant's tags is added to the problems, and reading goes on.
  public init(_ settings: Settings, problems: Problems) {
    var fields = Fields(settings, problems: problems)
    for key in ["plant", "network", "scan"] { _ = fields.optionalString(key) }
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

  /// What a person should know of it that stops nothing.
  public var notices: [Notice] { controllers.flatMap { $0.program?.notices ?? [] } }

  /// What shows without tags: names that stand twice, polls and rules that lead nowhere.
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
      for poll in controller.polls { check(poll, of: controller, problems) }
      for drive in controller.drives {
        guard let sensor = drive.sensor, !controller.hears(sensor) else { continue }
        problems.add(
          "'\(controller.id)' drives '\(drive.actuator)' by '\(sensor)', which it neither reads nor polls",
          at: drive.place, hint: "add it to reads, or to polls with the controller that reads it")
      }
    }
  }

  private func check(
    _ poll: DeclaredController.Poll, of controller: DeclaredController, _ problems: Problems
  ) {
    // A name that is missing was told where it was read.
    if poll.from.isEmpty || poll.tag.isEmpty { return }
    guard let source = controllers.first(where: { $0.id == poll.from }) else {
      problems.add(
        "'\(controller.id)' polls '\(poll.tag)' from '\(poll.from)', which is no controller",
        at: poll.place,
        hint: Suggestion.hint(for: poll.from, in: Set(controllers.map(\.id)).sorted()))
      return
    }
    guard source.reads.contains(poll.tag) else {
      let readers = controllers.filter { $0.reads.contains(poll.tag) }.map(\.id)
      problems.add(
        "'\(controller.id)' polls '\(poll.tag)' from '\(source.id)', which does not read it",
        at: poll.place,
        hint: readers.isEmpty
          ? "no controller reads it" : "read by \(readers.joined(separator: ", "))")
      return
    }
    if !network.isEmpty,
      network.way(of: poll.tag, from: source.host, to: controller.host) == nil
    {
      problems.add(
        "'\(poll.tag)' has no way from '\(source.host)' to '\(controller.host)'", at: poll.place,
        hint: "add links: { from: \(source.host), to: \(controller.host) }")
    }
  }
}

extension DeclaredController {
  /// Whether it reads a tag or is sent it.
  func hears(_ tag: String) -> Bool { reads.contains(tag) || polls.contains { $0.tag == tag } }
}
