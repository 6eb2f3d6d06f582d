internal import Diagnostics

extension InpReader {
  /// What must hold so that a network can be simulated, beyond what EPANET looks at.
  mutating func checkShape() {
    // Cannot happen while both passes count alike; indices of nodes rest on it.
    if junctions.count != junctionLimit || network.tanks.count != fixedNodes.count {
      faults.append(whole(.inputFile, "a line of [JUNCTIONS], [RESERVOIRS] or [TANKS] is not read"))
    }
    for pattern in network.patterns where pattern.multipliers.isEmpty {
      faults.append(whole(.undefinedPattern, "pattern '\(pattern.id)' has no multipliers"))
    }
    for curve in network.curves where curve.x.isEmpty {
      faults.append(whole(.undefinedCurve, "curve '\(curve.id)' has no points"))
    }
  }

  /// EPANET 2.2 takes any roughness, and then calculates with what is no number.
  mutating func checkRoughness() {
    let formula = network.options.headLoss
    guard formula != .chezyManning else { return }
    for link in network.links where link.kind.isPipe {
      let isBad = formula == .hazenWilliams ? link.setting <= 0 : link.setting < 0
      guard isBad else { continue }
      faults.append(
        fault(
          .linkValue, "pipe '\(link.id)' has roughness \(link.setting)", "[PIPES]",
          line: link.line,
          hint: formula == .hazenWilliams
            ? "the C of Hazen-Williams is above 0"
            : "the roughness of Darcy-Weisbach is at least 0"))
      if faults.count >= Self.errorLimit { return }
    }
  }

  /// No value may have left the range of numbers on its way into internal units.
  mutating func checkFinite() {
    for node in network.nodes {
      let values = [node.elevation, node.emitterCoefficient, node.initialQuality]
      check(values + node.demands.map(\.base), "node '\(node.id)'", line: node.line)
    }
    for tank in network.tanks {
      let node = network.nodes[tank.node]
      check(
        [
          tank.area, tank.initialHead, tank.minHead, tank.maxHead, tank.minVolume, tank.maxVolume,
          tank.initialVolume, tank.bulkCoefficient,
        ], "tank '\(node.id)'", line: node.line)
    }
    for link in network.links {
      check(
        [
          link.diameter, link.length, link.setting, link.minorLoss, link.bulkCoefficient,
          link.wallCoefficient,
        ], "link '\(link.id)'", line: link.line)
    }
    for pump in network.pumps {
      let link = network.links[pump.link]
      check(
        [pump.h0, pump.r, pump.n, pump.q0, pump.qMax, pump.hMax], "pump '\(link.id)'",
        line: link.line)
    }
    for control in network.controls {
      check([control.grade, control.setting], "control", line: control.line)
    }
    let (o, q) = (network.options, network.quality)
    check(
      [
        o.minimumPressure, o.requiredPressure, o.emitterExponent, o.viscosity, o.headErrorLimit,
        o.flowChangeLimit, q.diffusivity, q.tolerance, q.limitingPotential,
        network.units.pressure, network.units.flow,
      ], "[OPTIONS]", line: nil)
  }

  private mutating func check(_ values: [Double], _ element: String, line: Int?) {
    guard faults.count < Self.errorLimit, !values.allSatisfy(\.isFinite) else { return }
    faults.append(
      Fault(
        .badData, "\(element): a value leaves the range of numbers in internal units",
        at: Place(file: file, line: line), hint: "look for a value that is far too large or small"))
  }
}
