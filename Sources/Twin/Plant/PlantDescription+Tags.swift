public import Diagnostics
public import Telemetry

extension PlantDescription {
  /// A rule that is declared: numbers of tags, levels in the sensor's unit.
  public struct Rule: Sendable, Equatable {
    /// The actuator's index.
    public var actuator: Int
    /// The sensor's index.
    public var sensor: Int
    /// On (a pump) or open (a valve) below this.
    public var onBelow: Double
    /// Off or closed above this.
    public var offAbove: Double
    /// Where it is said.
    public var place: Place

    /// Makes a rule.
    public init(actuator: Int, sensor: Int, onBelow: Double, offAbove: Double, place: Place) {
      self.actuator = actuator
      self.sensor = sensor
      self.onBelow = onBelow
      self.offAbove = offAbove
      self.place = place
    }
  }

  /// The controllers of a twin with these tags.
  ///
  /// An actuator may be named by its element: then all tags of that element that can be driven are meant.
  /// - Throws: ``Faults``: every name that is no tag, with the nearest; tags that several controllers read
  ///   or drive; tags that no controller reads; with a network also tags without a way to a historian.
  public func controllers(for tags: [Tag]) throws(Faults) -> [LoopController] {
    let problems = Problems()
    let made = controllers(for: tags, problems: problems)
    try problems.throwIfAny()
    return made
  }

  /// The controllers of a twin with these tags; what does not fit is added to the problems.
  func controllers(for tags: [Tag], problems: Problems) -> [LoopController] {
    let index = TagIndex(tags)
    checkHearing(by: index, problems)
    checkLinks(index, problems)
    // Who declares sensors alone says nothing of who reads them; a network without controllers was told.
    if controllers.isEmpty { return [] }
    var readers: [Int: String] = [:]
    var drivers: [Int: String] = [:]
    let network = network.naming(by: index)
    var ruled: [Int: DeclaredController.Drive] = [:]
    var result: [LoopController] = []
    for controller in controllers {
      var own: [Int] = []
      for name in controller.reads {
        guard let tag = index.tag(name, at: controller.place, problems) else { continue }
        own.append(tag)
        if let other = readers[tag] {
          problems.add(
            "'\(tags[tag].id)' is read by '\(other)' and by '\(controller.id)'",
            at: controller.place,
            hint: "let one read it and the other poll it from there")
        }
        readers[tag] = readers[tag] ?? controller.id
      }
      var sent: [Int] = []
      var deliveries: [LoopController.Delivery] = []
      for poll in controller.polls {
        guard let tag = index.tag(poll.tag, at: poll.place, problems) else { continue }
        sent.append(tag)
        if let delivery = delivery(of: poll, as: tag, tags[tag].id, to: controller, over: network) {
          deliveries.append(delivery)
        }
      }
      var drives: Set<Int> = []
      for drive in controller.drives {
        for tag in index.actuators(drive.actuator, at: drive.place, problems) {
          if let other = drivers[tag], other != controller.id {
            problems.add(
              "'\(drive.actuator)' is driven by '\(other)' and by '\(controller.id)'",
              at: drive.place,
              hint: "give it to one of them")
          }
          drivers[tag] = drivers[tag] ?? controller.id
          drives.insert(tag)
          guard drive.onBelow != nil else { continue }
          if let other = ruled[tag] {
            problems.add(
              "'\(tags[tag].id)' has two rules: \(Self.written(other)), and \(Self.written(drive))",
              at: drive.place, hint: "keep one of them")
          }
          ruled[tag] = ruled[tag] ?? drive
        }
      }
      let reads = Set(own + sent).union(drives).sorted()
      let program = controller.program.map {
        ControlProgram(
          $0, controller: controller.id, tags: tags, hears: reads, drives: drives.sorted(),
          problems: problems)
      }
      if let declared = controller.program {
        ProgramContradictions(declared, tags: tags, drives: drives.sorted()).tell(problems)
      }
      for drive in controller.drives where drive.onBelow != nil {
        let unheard = Problems()
        let driven = index.actuators(drive.actuator, at: drive.place, unheard)
        if program?.drives.contains(where: driven.contains) ?? false {
          problems.add(
            "'\(drive.actuator)' has a rule, and the program of '\(controller.id)' writes it too",
            at: drive.place, hint: "write the rule as a two-point block of the program")
        }
      }
      result.append(
        LoopController(
          id: controller.id, reads: reads, drives: drives.sorted(), deliveries: deliveries,
          program: program))
    }
    checkWays(tags, problems)
    return result
  }

  // Tags of links that no tag is; what is polled over one was told at the poll.
  private func checkLinks(_ index: TagIndex, _ problems: Problems) {
    let polled = Set(controllers.flatMap { $0.polls.map(\.tag) })
    for link in network.links {
      for name in link.tags ?? []
      where !polled.contains(name) && index.carried(name).isEmpty {
        _ = index.tag(name, at: link.place, problems)
      }
    }
  }

  private static func written(_ drive: DeclaredController.Drive) -> String {
    "on below \(drive.onBelow ?? .nan) and off above \(drive.offAbove ?? .nan) of \(drive.sensor ?? "nothing")"
  }

  /// What the links on a poll's way do to it; nil where they do nothing.
  private func delivery(
    of poll: DeclaredController.Poll, as tag: Int, _ id: String,
    to controller: DeclaredController, over network: PlantNetwork
  ) -> LoopController.Delivery? {
    guard let source = controllers.first(where: { $0.id == poll.from }),
      let way = network.way(of: id, from: source.host, to: controller.host)
    else { return nil }
    return way.latency > 0 || way.loss > 0
      ? LoopController.Delivery(tag: tag, latency: way.latency, loss: way.loss) : nil
  }

  /// The declared rules of a twin with these tags; names that are no tag were told by
  /// ``controllers(for:)``.
  public func rules(for tags: [Tag]) -> [Rule] {
    let index = TagIndex(tags)
    let unheard = Problems()
    return controllers.flatMap { controller in
      controller.drives.flatMap { drive -> [Rule] in
        guard let on = drive.onBelow, let off = drive.offAbove,
          let sensor = drive.sensor.flatMap({ index.tag($0, at: drive.place, unheard) })
        else { return [] }
        return index.actuators(drive.actuator, at: drive.place, unheard).map {
          Rule(actuator: $0, sensor: sensor, onBelow: on, offAbove: off, place: drive.place)
        }
      }
    }
  }
}
