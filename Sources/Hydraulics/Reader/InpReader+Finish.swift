internal import Diagnostics

extension InpReader {
  /// What EPANET does after the last line, in its order: checks, defaults, units, conversion.
  mutating func finish() throws(Faults) {
    checkShape()
    if faults.isEmpty { checkConnections() }
    if faults.isEmpty { fitPumps() }
    if faults.isEmpty {
      adjust()
      network.units = UnitFactors(
        flow: network.units.flowUnits, pressure: network.units.pressureUnits,
        specificGravity: network.options.specificGravity,
        hasConcentration: network.quality.mode == .chemical)
      fitTanks()
      checkRoughness()
    }
    guard faults.isEmpty else { throw Faults(faults) }
    assemble()
    network.convertToInternalUnits()
    checkFinite()
    guard faults.isEmpty else { throw Faults(faults) }
    noteQuality()
    noteCurves()
  }

  /// Keeps a notice about the line.
  mutating func note(_ text: String) {
    network.notices.append(Notice(text, at: place()))
  }

  /// Every junction must be the end of a link; reservoirs and tanks need not.
  private mutating func checkConnections() {
    var isConnected = [Bool](repeating: false, count: junctionLimit + fixedNodes.count)
    for link in network.links {
      isConnected[link.from] = true
      isConnected[link.to] = true
    }
    for (at, junction) in junctions.enumerated() where !isConnected[at] {
      faults.append(
        fault(
          .unconnected, "junction '\(junction.id)'", "[JUNCTIONS]", line: junction.line,
          hint: "connect it by a link or remove it"))
      if faults.count >= Self.errorLimit { return }
    }
  }

  /// Head curves of the pumps that name one.
  private mutating func fitPumps() {
    for index in network.pumps.indices where network.pumps[index].form == .none {
      let link = network.links[network.pumps[index].link]
      guard let curve = network.pumps[index].headCurve else {
        faults.append(
          fault(
            .pumpWithoutCurve, "pump '\(link.id)'", "[PUMPS]", line: link.line,
            hint: "give it HEAD and a curve, or POWER and a number"))
        return
      }
      network.curves[curve].kind = .pump
      guard Self.fit(&network.pumps[index], network.curves[curve]) else {
        faults.append(
          fault(
            .pumpCurve, "pump '\(link.id)' with curve '\(network.curves[curve].id)'", "[PUMPS]",
            line: link.line,
            hint: "head must fall from point to point; one point needs flow and head above 0"))
        return
      }
    }
    for index in network.pumps.indices where network.pumps[index].form == .constantPower {
      // h = 8.814·hp / q
      network.pumps[index].h0 = 0
      network.pumps[index].r = -8.814 * network.links[network.pumps[index].link].minorLoss
      network.pumps[index].n = -1
      network.pumps[index].hMax = Network.big
      network.pumps[index].qMax = Network.big
      network.pumps[index].q0 = 1
    }
  }

  private static func fit(_ pump: inout NetworkPump, _ curve: DataCurve) -> Bool {
    guard let first = curve.x.first, let last = curve.x.last, let shutoff = curve.y.first else {
      return false
    }
    if curve.x.count == 1 {
      guard let fitted = PumpCurve(head: shutoff, flow: first) else { return false }
      fitted.apply(to: &pump, design: first)
      return true
    }
    if curve.x.count == 3, first == 0 {
      guard
        let fitted = PumpCurve(
          h0: shutoff, h1: curve.y[1], h2: curve.y[2], q1: curve.x[1], q2: curve.x[2])
      else { return false }
      fitted.apply(to: &pump, design: curve.x[1])
      return true
    }
    for at in 1..<curve.y.count where curve.y[at] >= curve.y[at - 1] { return false }
    pump.form = .custom
    pump.qMax = last
    pump.q0 = (first + last) / 2
    pump.hMax = shutoff
    return true
  }

  /// Levels in order and, with a volume curve, inside it; volumes from the curve.
  private mutating func fitTanks() {
    for index in network.tanks.indices where network.tanks[index].area != 0 {
      var tank = network.tanks[index]
      let node = fixedNodes[index]
      let isOrdered =
        tank.initialHead <= tank.maxHead && tank.minHead <= tank.maxHead
        && tank.initialHead >= tank.minHead
      var isInside = true
      if let at = tank.volumeCurve, let low = network.curves[at].x.first,
        let high = network.curves[at].x.last
      {
        isInside = tank.minHead >= low && tank.maxHead <= high
        let curve = network.curves[at]
        if isInside {
          tank.minVolume = curve.value(at: tank.minHead)
          tank.maxVolume = curve.value(at: tank.maxHead)
          tank.initialVolume = curve.value(at: tank.initialHead)
          // A diameter for the mean area of the curve, as EPANET takes it.
          let rise = (curve.y[curve.y.count - 1] - curve.y[0]) / (high - low)
          tank.area = (4 * rise / Double.pi).squareRoot()
          if !tank.area.isFinite || tank.area == 0 {
            faults.append(
              fault(
                .tankLevels, "tank '\(node.id)' with volume curve '\(curve.id)'", "[TANKS]",
                line: node.line,
                hint: "the curve's volume must rise from its first level to its last"))
          }
          network.tanks[index] = tank
        }
      }
      if isOrdered && isInside { continue }
      let levels = "initial \(tank.initialHead), min \(tank.minHead), max \(tank.maxHead)"
      faults.append(
        fault(
          .tankLevels, "tank '\(node.id)' (\(levels))", "[TANKS]", line: node.line,
          hint: isOrdered
            ? "min and max must lie inside the volume curve"
            : "the levels must be min ≤ initial ≤ max"))
    }
  }

  private mutating func assemble() {
    network.nodes = junctions + fixedNodes
    for index in network.nodes.indices {
      let id = network.nodes[index].id
      if network.nodeIndices[id] == nil { network.nodeIndices[id] = index }
    }
    for (index, link) in network.links.enumerated() where network.linkIndices[link.id] == nil {
      network.linkIndices[link.id] = index
    }
    for (index, pattern) in network.patterns.enumerated().dropFirst()
    where network.patternIndices[pattern.id] == nil {
      network.patternIndices[pattern.id] = index
    }
    for (index, curve) in network.curves.enumerated() where network.curveIndices[curve.id] == nil {
      network.curveIndices[curve.id] = index
    }
    let missing = network.nodes.count - network.drawing.positions.count
    network.drawing.positions += [NetworkDrawing.Point?](repeating: nil, count: missing)
    let straight = network.links.count - network.drawing.vertices.count
    network.drawing.vertices += [[NetworkDrawing.Point]](repeating: [], count: straight)
    network.report.nodes = Set(network.report.nodes).sorted()
    network.report.links = Set(network.report.links).sorted()
  }

  private mutating func noteQuality() {
    let quality = network.quality
    let subject: String
    switch quality.mode {
    case .none: return
    case .chemical: subject = "the chemical '\(quality.chemicalName)'"
    case .age: subject = "the age of water"
    case .trace: subject = "the trace from node '\(quality.chemicalUnits)'"
    }
    network.notices.append(
      Notice("water quality is kept but not simulated: \(subject)", at: Place(file: file)))
  }

  /// EPANET 2.2 takes curves whose x falls back; what lies between is then not defined.
  private mutating func noteCurves() {
    for curve in network.curves {
      for at in curve.x.indices.dropFirst() where curve.x[at] <= curve.x[at - 1] {
        network.notices.append(
          Notice(
            "curve '\(curve.id)': x falls from \(curve.x[at - 1]) to \(curve.x[at]); "
              + "it should rise",
            at: Place(file: file, path: "[CURVES]")))
        break
      }
    }
  }
}
