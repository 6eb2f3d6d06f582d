public import Diagnostics
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
    let faults = LearnedRules(self).faults(controllers: controllers, declared: declared)
    if !faults.isEmpty { throw Faults(faults) }
    var copy = self
    copy.controllers = controllers
    return copy
  }
}
