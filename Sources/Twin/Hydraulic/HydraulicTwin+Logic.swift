internal import HydraulicLanes
internal import Hydraulics

extension HydraulicTwin {
  /// The programs of its controllers, then the pairs of the network's controls that switch a link by a level.
  ///
  /// Links that a rule of the file, a control by time or a third level switches too stay with the engine.
  public var controllerLogic: [ControllerLogic] {
    let written = LevelSwitch.all(of: self).compactMap { pair -> WrittenRule? in
      let (on, off) = (level(pair.opening, of: pair.level), level(pair.closing, of: pair.level))
      // What acts at one level has no band to be written as.
      guard pair.isInverse ? on > off : on < off else { return nil }
      let states = points[pair.status].states
      return WrittenRule(
        actuator: pair.status, sensor: pair.level, onAt: on, offAt: off,
        isInverse: pair.isInverse, levels: SwitchLevels(off: states.off, on: states.on),
        controls: (pair.opening + 1, pair.closing + 1))
    }
    return ControllerLogic.programs(controllers)
      + ControllerLogic.rules(
        written, controllers: controllers, tags: tags, scan: settings.scan)
  }

  // Where a control acts, as the tag of its tank shows it.
  private func level(_ control: Int, of tag: Int) -> Double {
    let point = points[tag]
    let foot = ReadingUnits.si.length
    let height =
      (network.controls[control].grade - network.nodes[point.element].elevation) * foot
    return point.value(ofHeight: height, in: network)
  }
}
