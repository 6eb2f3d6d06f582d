public import Diagnostics
internal import Hydraulics

extension HydraulicTwin {
  /// The same twin whose controls and rules run in these controllers, each in that which drives its link.
  ///
  /// What a controller's program drives is driven by it alone: the file's controls of those links rest.
  /// Controls of links without a tag run in none of them and are told what all are told. Links of declared rules
  /// go by the file's thresholds, whatever telemetry told of them.
  /// - Throws: ``Faults``: every control and rule that looks at a node whose tags its controller neither
  ///   reads nor polls, or that drives links of several controllers; every declared rule that the network
  ///   has otherwise, with both numbers.
  public func with(
    controllers: [LoopController], rules: [PlantDescription.Rule]
  ) throws(Faults) -> HydraulicTwin {
    let faults = DeclaredControls(written, tags: tags, points: points)
      .faults(controllers: controllers, rules: rules)
    if !faults.isEmpty { throw Faults(faults) }
    // What is declared is not asked of telemetry: a declared rule's thresholds are the file's, which it agrees with.
    let declared = Set(rules.map { points[$0.actuator].element })
    var thresholds = self.thresholds
    for (index, control) in written.controls.enumerated() where declared.contains(control.link) {
      thresholds.grades[index] = control.grade
    }
    do {
      return try with(thresholds: thresholds, checked: controllers)
    } catch {
      throw Faults([error])
    }
  }
}
