internal import Diagnostics

extension HydraulicTwin {
  /// What was told, with the thresholds of links that declared rules drive as declared where telemetry's departs:
  /// ``with(controllers:rules:)`` has set those back.
  public func parameters(
    _ told: [Fidelity.Parameter], declared rules: [PlantDescription.Rule]
  ) -> [Fidelity.Parameter] {
    var levels: [String: Double] = [:]
    for own in LevelSwitch.all(of: self) {
      let link = points[own.status].element
      guard
        let rule = rules.first(where: {
          points[$0.actuator].element == link && points[$0.sensor].isHeight
        })
      else { continue }
      for (opens, level) in [(true, rule.onBelow), (false, rule.offAbove)] {
        let height = points[rule.sensor].height(level, in: network)
        levels[ThresholdCalibration.name(own, opens: opens, tags)] =
          points[own.level].value(ofHeight: height, in: network)
      }
    }
    return told.map { parameter in
      guard parameter.use == .taken, let level = levels[parameter.name] else { return parameter }
      var copy = parameter
      copy.use = .declared
      // Half a millimetre: what heights lose on their way through the datum is less.
      copy.declared = (level * 10_000).rounded() / 10_000
      return copy
    }
  }
}
