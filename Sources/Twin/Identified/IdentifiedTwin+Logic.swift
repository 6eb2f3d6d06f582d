internal import Learning

extension IdentifiedTwin {
  /// The programs of its controllers, then the rules that telemetry showed, but for those of programs' actuators and alarms.
  public var controllerLogic: [ControllerLogic] {
    let alarms = AlarmSignal.all(controllers, tags: tags).compactMap(\.tag)
    let programmed = Set(controllers.flatMap { $0.program?.drives ?? [] } + alarms)
    let written = rules.filter { !programmed.contains($0.actuator) }.map {
      WrittenRule(
        actuator: $0.actuator, sensor: $0.sensor, onAt: $0.onAt, offAt: $0.offAt,
        isInverse: $0.isInverse, levels: SwitchLevels(off: $0.off, on: $0.on))
    }
    return ControllerLogic.programs(controllers)
      + ControllerLogic.rules(written, controllers: controllers, tags: tags, scan: 1)
  }
}
