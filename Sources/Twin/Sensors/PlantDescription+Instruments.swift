public import Diagnostics
public import Telemetry

extension PlantDescription {
  /// The sensors and the historian of a twin with these tags, and the ways between them.
  ///
  /// - Parameter interval: The time between two rows, where it is known.
  /// - Throws: ``Faults``: every name that means no tag, with the nearest; tags that two items of a list mean; parts
  ///   that do not fit a state; a jitter longer than a row.
  public func instruments(
    for tags: [Tag], interval: TimeSpan? = nil
  ) throws(Faults) -> Instruments {
    let problems = Problems()
    let made = instruments(for: tags, interval: interval, problems: problems)
    try problems.throwIfAny()
    return made
  }

  /// The sensors and the historian of a twin with these tags; what does not fit is added to the problems.
  func instruments(for tags: [Tag], interval: TimeSpan?, problems: Problems) -> Instruments {
    var (measured, kept): ([Int: Place], [Int: Place]) = ([:], [:])
    var instruments = Instruments.none
    instruments.deliveries = deliveries(for: tags)
    for item in sensors {
      if let interval { item.check(interval: interval, problems) }
      for tag in item.tags.indices(in: tags, of: "sensors", taken: &measured, problems) {
        instruments.sensors.append(item.model(tag, tags[tag], problems))
      }
    }
    for item in historian {
      for tag in item.tags.indices(in: tags, of: "historian", taken: &kept, problems) {
        guard let model = item.model(tag, tags[tag], problems) else { continue }
        instruments.historian.append(model)
      }
    }
    instruments.sensors.sort { $0.tag < $1.tag }
    instruments.historian.sort { $0.tag < $1.tag }
    return instruments
  }

  /// Controllers, sensors and historian of a twin with these tags, with the problems of all of them at once.
  ///
  /// - Throws: ``Faults`` of ``controllers(for:)`` and of ``instruments(for:interval:)``.
  public func parts(
    for tags: [Tag], interval: TimeSpan? = nil
  ) throws(Faults) -> (controllers: [LoopController], instruments: Instruments) {
    let problems = Problems()
    let made = parts(for: tags, interval: interval, problems: problems)
    try problems.throwIfAny()
    return made
  }

  // epanetCPA names readings by elements. Where no tag says at which it stands, every name would be unknown.
  private func unplaced(_ tags: [Tag]) -> Fault? {
    guard isCyberLayer, tags.allSatisfy({ $0.element == nil }) else { return nil }
    let index = TagIndex(tags)
    let named = controllers.flatMap { controller in
      controller.reads + controller.polls.map(\.tag) + controller.drives.map(\.actuator)
    }
    let lost = Set(named.filter { !$0.isEmpty && index.carried($0).isEmpty }).sorted()
    // A slip in a name or two is told by that name.
    guard let first = lost.first, lost.count > 2, 2 * lost.count > Set(named).count else {
      return nil
    }
    return Fault(
      .configuration,
      "the cyber layer names \(lost.count) readings of elements (\(first) and so on) that no tag has: none of the "
        + "\(tags.count) tags says at which element it stands", at: controllers.first?.place,
      hint:
        "name data.tags: a tags.csv with the element of each tag; 'tocsin init … --network X.inp' writes one"
    )
  }

  /// Controllers, sensors and historian of a twin with these tags; what does not fit is added to the problems.
  ///
  /// - Parameter ranges: Between what the tags' values lie, where that is known: levels of rules and programs far
  ///   beyond are problems, and sizes of sensors and of the historian that are wider.
  public func parts(
    for tags: [Tag], interval: TimeSpan? = nil, ranges: [TagRange] = [], problems: Problems
  ) -> (controllers: [LoopController], instruments: Instruments) {
    if let fault = unplaced(tags) {
      problems.add(fault.problem, at: fault.place, hint: fault.hint)
      return ([], .none)
    }
    let made = (
      controllers: controllers(for: tags, problems: problems),
      instruments: instruments(for: tags, interval: interval, problems: problems)
    )
    checkLevels(of: tags, in: ranges, problems)
    checkSizes(of: tags, in: ranges, problems)
    return made
  }
}
