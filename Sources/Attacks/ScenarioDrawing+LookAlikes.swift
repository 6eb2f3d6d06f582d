internal import Diagnostics
internal import Telemetry
internal import Twin

extension ScenarioDrawing {
  /// The tags that a kind of look-alike can happen to.
  func members(_ kind: LookAlike) -> [Int] {
    switch kind {
    case .dropOut, .sensorFault: surface.members(.sensors)
    case .demandSurge: surface.members(.controlling)
    case .maintenance: surface.members(.driven)
    case .modeChange: (surface.members(.switched) + surface.members(.setPoints)).sorted()
    }
  }

  /// A sensor that sticks, or drifts up to 5 to 30 % of its usual span.
  func sensorFault(
    of tag: Int, lasting rows: Int?, _ generator: inout SeededGenerator
  ) -> (shape: any TamperingShape, size: Double?) {
    let isStuck = generator.index(below: 2) == 0
    let part = generator.logUniform(in: 0.05...0.3)
    let direction: Double = generator.index(below: 2) == 0 ? -1 : 1
    if isStuck { return (Freeze(), nil) }
    // Reached at two thirds of its time.
    let bound = part * surface.profiles[tag].span
    let hours = (surface.interval * max(1, rows ?? 1)).hours * 2 / 3
    let rate = direction * bound / max(hours, surface.interval.hours)
    return (Ramp(rate: rate, bound: bound), part)
  }

  /// An actuator in another of its states, or a set point at another usual value.
  ///
  /// A set point is told to controllers and the historian alike; an actuator that is in the state anyway
  /// changes nothing.
  func modeChange(of tag: Int, _ generator: inout SeededGenerator) -> PlacedTampering {
    let profile = surface.profiles[tag]
    let part = generator.uniform(in: 0.1...0.9)
    if profile.states.count > 1 {
      let state = profile.states[Int(part * Double(profile.states.count))]
      return place(Override(value: state), at: .actuator, tag)
    }
    return place(Constant(value: profile.range.low + part * profile.span), at: .sensor, tag)
  }
}
