internal import Diagnostics
internal import HydraulicLanes
internal import Hydraulics
internal import Telemetry

extension HydraulicTwin {
  /// The junction at the other end of a tank's first link, nil where it has none.
  func junction(besideTank node: Int) -> Int? {
    for link in network.links where link.from == node || link.to == node {
      let other = link.from == node ? link.to : link.from
      if other < network.junctionCount { return other }
    }
    return nil
  }

  /// Whether a tag shows the height of water in a tank.
  func isStock(_ point: HydraulicPoint) -> Bool {
    guard point.isHeight, let tank = network.tank(ofNode: point.element) else { return false }
    return !network.tanks[tank].isReservoir
  }

  /// The mean cross-section of a tank between its lowest and highest level, m².
  func area(ofTank node: Int) -> Double {
    guard let index = network.tank(ofNode: node) else { return .infinity }
    let tank = network.tanks[index]
    let height = tank.maxHead - tank.minHead
    guard !tank.isReservoir, height > 0 else { return .infinity }
    let foot = ReadingUnits.si.length
    return (tank.maxVolume - tank.minVolume) / height * foot * foot
  }

  /// A level brought between a tank's lowest and highest, metres.
  func held(_ level: Double, inTank node: Int) -> Double {
    guard let index = network.tank(ofNode: node) else { return level }
    let tank = network.tanks[index]
    guard !tank.isReservoir else { return level }
    let bottom = network.nodes[node].elevation
    let foot = ReadingUnits.si.length
    return max((tank.minHead - bottom) * foot, min(level, (tank.maxHead - bottom) * foot))
  }

  /// What the historian is sent of a true row: with noise, rounded; draws once per tag.
  func recorded(
    _ truth: [Double], by sensors: RunningSensors, isQuiet: Bool, generator: inout SeededGenerator
  ) -> [Double] {
    zip(tags, points).enumerated().map { index, pair in
      let (tag, point) = pair
      let drawn = isQuiet ? 0 : generator.gaussian()
      let z = sensors.hasNoise(index) ? 0 : drawn
      let value = sensors.sampled(truth[index], of: index)
      let noisy: Double =
        switch point.quantity {
        case .level, .head: value + settings.levelNoise * point.factor * z
        case .flow, .demand: value * (1 + settings.flowNoise * z)
        case .pressure: value * (1 + settings.pressureNoise * z)
        case .status, .setting, .speed: value
        }
      return tag.rounded(sensors.stored(noisy, of: index))
    }
  }
}
