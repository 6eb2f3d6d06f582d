internal import Foundation

extension Network {
  /// From the file's units to internal ones (EPANET's `convertunits`), in EPANET's order of steps.
  mutating func convertToInternalUnits() {
    convertNodes()
    convertTanks()
    options.minimumPressure /= units.pressure
    options.requiredPressure /= units.pressure
    options.flowChangeLimit /= units.flow
    options.headErrorLimit /= units.length
    quality.limitingPotential /= units.quality
    quality.tolerance /= units.quality
    quality.globalBulkCoefficient /= Self.secondsPerDay
    quality.globalWallCoefficient /= Self.secondsPerDay
    // Element by element in place would copy the whole array each time: `self` is read meanwhile.
    links = links.map(converted)
    pumps = pumps.map(converted)
    controls = controls.map(converted)
  }

  private static let secondsPerDay = 86_400.0

  private mutating func convertNodes() {
    // q = k·p^(1/n), so p = q^n / k^n
    let emitterFactor = pow(units.flow, options.emitterExponent) / units.pressure
    for index in nodes.indices {
      nodes[index].elevation /= units.length
      nodes[index].initialQuality /= units.quality
      for at in nodes[index].demands.indices { nodes[index].demands[at].base /= units.flow }
      if nodes[index].emitterCoefficient > 0 {
        nodes[index].emitterCoefficient =
          emitterFactor / pow(nodes[index].emitterCoefficient, options.emitterExponent)
      }
    }
  }

  private mutating func convertTanks() {
    for index in tanks.indices {
      let elevation = nodes[tanks[index].node].elevation
      tanks[index].initialHead = elevation + tanks[index].initialHead / units.length
      tanks[index].minHead = elevation + tanks[index].minHead / units.length
      tanks[index].maxHead = elevation + tanks[index].maxHead / units.length
      let diameter = tanks[index].area / units.length
      tanks[index].area = Double.pi * (diameter * diameter) / 4
      tanks[index].initialVolume /= units.volume
      tanks[index].minVolume /= units.volume
      tanks[index].maxVolume /= units.volume
      tanks[index].bulkCoefficient /= Self.secondsPerDay
    }
  }

  private func converted(_ link: NetworkLink) -> NetworkLink {
    var link = link
    guard link.kind != .pump else { return link }
    if link.kind.isPipe {
      // Roughness of Darcy-Weisbach stands in the file in thousandths of a foot, or in mm.
      if options.headLoss == .darcyWeisbach { link.setting /= 1000 * units.length }
      link.length /= units.length
      link.bulkCoefficient /= Self.secondsPerDay
      link.wallCoefficient /= Self.secondsPerDay
    }
    link.diameter /= units.diameter
    // From K·v²/2g to km·q²: km = 0.02517·K/d⁴
    let square = link.diameter * link.diameter
    link.minorLoss = 0.02517 * link.minorLoss / square / square
    if link.setting != Self.missing { link.setting = internalSetting(link.setting, link.kind) }
    return link
  }

  /// A valve's setting in internal units; what is no pressure and no flow stays.
  private func internalSetting(_ setting: Double, _ kind: NetworkLink.Kind) -> Double {
    switch kind {
    case .flowControl: setting / units.flow
    case .pressureReducing, .pressureSustaining, .pressureBreaker: setting / units.pressure
    default: setting
    }
  }

  private func converted(_ pump: NetworkPump) -> NetworkPump {
    var pump = pump
    if pump.form == .constantPower {
      if units.isMetric { pump.r /= units.power }
      return pump
    }
    if pump.form == .powerFunction {
      pump.h0 /= units.length
      pump.r *= pow(units.flow, pump.n) / units.length
    }
    pump.q0 /= units.flow
    pump.qMax /= units.flow
    pump.hMax /= units.length
    return pump
  }

  private func converted(_ control: SimpleControl) -> SimpleControl {
    var control = control
    if let node = control.node {
      let factor = node >= junctionCount ? units.length : units.pressure
      control.grade = nodes[node].elevation + control.grade / factor
    }
    if control.setting != Self.missing {
      control.setting = internalSetting(control.setting, links[control.link].kind)
    }
    return control
  }
}
