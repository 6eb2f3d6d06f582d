package import Diagnostics
package import Learning
internal import LinearAlgebra
internal import Telemetry

/// Two-point rules that telemetry shows, and what controllers and declared rules say against them.
package struct LearnedRules: Sendable {
  let tags: [Tag]
  /// The rules that were recovered.
  package let rules: [HysteresisRule]
  /// Which tags are actuators that telemetry shows to switch, or to be driven.
  let actuators: [Int]
  /// Between what the values of each tag usually lie.
  let seen: [(low: Double, high: Double)]

  /// Rules of a twin that is identified.
  init(_ twin: IdentifiedTwin) {
    tags = twin.tags
    rules = twin.rules
    actuators = twin.structure.actuators
    seen = twin.profiles.map { ($0.low, $0.high) }
  }

  /// Learns the rules of a record; the search of ``IdentifiedTwin`` alone.
  package init(_ record: ProcessRecord, threads: Int) throws {
    let discrete = ProcessStructure.discreteTags(record)
    let continuous = record.tags.indices.filter { !discrete.contains($0) }
    let search = HysteresisSearch(record)
    tags = record.tags
    actuators = discrete
    rules = try ParallelMap(threads: threads)(discrete.count) { index in
      search.rule(of: discrete[index], by: continuous)
    }.compactMap { $0 }
    seen = record.tags.indices.map { tag in
      let profile = TagProfile(of: record.column(tag), isDiscrete: false, isControlling: false)
      return (profile.low, profile.high)
    }
  }

  /// Every actuator whose rule telemetry shows at another sensor than is declared, or at one that its controller
  /// neither reads nor polls; every program that drives what does not switch; every declared rule whose levels lie
  /// far beyond what the sensor shows, or depart from those that telemetry shows.
  ///
  /// - Parameter places: Where each controller is said, by its id.
  package func faults(
    controllers: [LoopController], declared: [PlantDescription.Rule],
    places: [String: Place] = [:]
  ) -> [Fault] {
    var faults: [Fault] = []
    let programmed = Set(controllers.flatMap { $0.program?.drives ?? [] })
    for tag in programmed.sorted() where !actuators.contains(tag) {
      let owner = controllers.first { $0.program?.drives.contains(tag) ?? false }
      faults.append(
        Fault(
          .badData,
          "a program drives '\(tags[tag].id)', which is no switch in telemetry: the identified process has nothing to move",
          at: owner.flatMap { places[$0.id] },
          hint: "use: hydraulic moves speeds and settings too"))
    }
    for rule in rules where !programmed.contains(rule.actuator) {
      let (actuator, sensor) = (tags[rule.actuator].id, tags[rule.sensor].id)
      for controller in controllers
      where controller.drives.contains(rule.actuator) && !controller.reads.contains(rule.sensor) {
        faults.append(
          Fault(
            .badData,
            "telemetry says that '\(actuator)' follows '\(sensor)', which \(controller.id) neither reads nor polls",
            at: places[controller.id],
            hint: "add it to the controller's reads or polls, or give the actuator to another"))
      }
      for said in declared where said.actuator == rule.actuator && said.sensor != rule.sensor {
        faults.append(
          Fault(
            .badData,
            "'\(actuator)' is declared to follow '\(tags[said.sensor].id)'; telemetry says '\(sensor)'",
            at: said.place, hint: "correct the sensor, or the tags' names"))
      }
    }
    return faults + declared.flatMap { departures(of: $0) }
  }
}
