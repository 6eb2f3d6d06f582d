public import Diagnostics
internal import Learning
internal import Telemetry

extension IdentifiedTwin {
  /// The same twin whose actuators are moved by these controllers.
  ///
  /// - Throws: ``Faults``: every actuator whose rule telemetry shows at another sensor than is declared, or at
  ///   one that its controller neither reads nor polls; every declared rule whose levels lie far beyond what the sensor
  ///   shows, or depart from those that telemetry shows.
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
    faults += declared.flatMap { departures(of: $0) }
    if !faults.isEmpty { throw Faults(faults) }
    var copy = self
    copy.controllers = controllers
    return copy
  }
}
