public import Diagnostics
internal import Learning
internal import Telemetry

extension IdentifiedTwin {
  /// The same twin whose actuators are moved by these controllers.
  ///
  /// - Throws: ``Faults``: every actuator whose rule telemetry shows at another sensor than is declared, or at
  ///   one that its controller neither reads nor polls; every level that lies further beyond what its sensor shows
  ///   than that is wide.
  public func with(
    controllers: [LoopController], rules declared: [PlantDescription.Rule]
  ) throws(Faults) -> IdentifiedTwin {
    var faults: [Fault] = []
    let programmed = Set(controllers.flatMap { $0.program?.drives ?? [] })
    for tag in programmed.sorted() where !structure.actuators.contains(tag) {
      faults.append(
        Fault(
          .badData,
          "a program drives '\(tags[tag].id)', which is no switch in telemetry: the identified process has nothing to move",
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
    for said in declared {
      let seen = profiles[said.sensor]
      let span = seen.high - seen.low
      guard span > 0 else { continue }
      for level in [said.onBelow, said.offAbove]
      where level < seen.low - span || level > seen.high + span {
        faults.append(
          Fault(
            .badData,
            "'\(tags[said.actuator].id)' is switched at \(level) of '\(tags[said.sensor].id)', which telemetry shows "
              + "from \(seen.low) to \(seen.high)",
            at: said.place,
            hint: "give the level in the tag's unit, \(tags[said.sensor].unit ?? "as in telemetry")"
          ))
      }
    }
    if !faults.isEmpty { throw Faults(faults) }
    var copy = self
    copy.controllers = controllers
    return copy
  }
}
