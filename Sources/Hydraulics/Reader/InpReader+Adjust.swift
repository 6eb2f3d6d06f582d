internal import Foundation

extension InpReader {
  /// Defaults that depend on what the whole file says (EPANET's `adjustdata`).
  mutating func adjust() {
    adjustTimes()
    if network.times.duration == 0 { network.quality.mode = .none }
    network.quality.tolerance = tolerance ?? 0.01
    if !network.units.flowUnits.isMetric {
      network.units.pressureUnits = .psi
    } else if network.units.pressureUnits == .psi {
      network.units.pressureUnits = .metres
    }
    // A viscosity above 1e-3 is a multiple of water's, a smaller one a value.
    let areaFactor = network.units.flowUnits.isMetric ? 0.3048 * 0.3048 : 1
    network.options.viscosity = Self.property(
      viscosity, water: 1.1e-5, multipleAbove: 1e-3, areaFactor)
    network.quality.diffusivity = Self.property(
      diffusivity, water: 1.3e-8, multipleAbove: 1e-4, areaFactor)
    network.options.headLossExponent = network.options.headLoss == .hazenWilliams ? 1.852 : 2
    adjustReactions()
    adjustPatterns()
  }

  private mutating func adjustTimes() {
    var times = network.times
    if times.patternStep <= 0 { times.patternStep = 3600 }
    if times.reportStep == 0 { times.reportStep = times.patternStep }
    if times.hydraulicStep <= 0 { times.hydraulicStep = 3600 }
    times.hydraulicStep = min(times.hydraulicStep, times.patternStep, times.reportStep)
    if times.reportStart > times.duration { times.reportStart = 0 }
    if times.qualityStep == 0 { times.qualityStep = times.hydraulicStep / 10 }
    if times.ruleStep == 0 { times.ruleStep = times.hydraulicStep / 10 }
    // A tenth of a step below 10 s is 0, by which EPANET divides where there are rules.
    if !network.rules.isEmpty { times.ruleStep = max(1, times.ruleStep) }
    times.ruleStep = min(times.ruleStep, times.hydraulicStep)
    times.qualityStep = min(times.qualityStep, times.hydraulicStep)
    network.times = times
  }

  private static func property(
    _ given: Double?, water: Double, multipleAbove limit: Double, _ areaFactor: Double
  ) -> Double {
    guard let given else { return water }
    return given > limit ? given * water : given / areaFactor
  }

  /// Pipes and tanks without reaction coefficients take the global ones.
  private mutating func adjustReactions() {
    let quality = network.quality
    let factor = quality.roughnessCorrelation
    for index in network.links.indices where network.links[index].kind.isPipe {
      let link = network.links[index]
      if link.bulkCoefficient == Network.missing {
        network.links[index].bulkCoefficient = quality.globalBulkCoefficient
      }
      guard link.wallCoefficient == Network.missing else { continue }
      var wall = 0.0
      if factor == 0 {
        wall = quality.globalWallCoefficient
      } else if link.setting > 0, link.diameter > 0 {
        switch network.options.headLoss {
        case .hazenWilliams: wall = factor / link.setting
        case .darcyWeisbach: wall = factor / abs(log(link.setting / link.diameter))
        case .chezyManning: wall = factor * link.setting
        }
      }
      network.links[index].wallCoefficient = wall
    }
    for index in network.tanks.indices
    where network.tanks[index].bulkCoefficient == Network.missing {
      network.tanks[index].bulkCoefficient = quality.globalBulkCoefficient
    }
  }

  /// Demands without a pattern take the default one, if the file has it.
  private mutating func adjustPatterns() {
    guard let pattern = patternIDs[defaultPattern], pattern > 0 else { return }
    network.options.defaultPattern = pattern
    for index in junctions.indices {
      for at in junctions[index].demands.indices where junctions[index].demands[at].pattern == 0 {
        junctions[index].demands[at].pattern = pattern
      }
    }
  }
}
