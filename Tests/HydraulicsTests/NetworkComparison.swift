import Foundation
import Hydraulics

/// Holds a network against what EPANET's toolkit tells of the same file, in the file's units.
///
/// The toolkit converts from internal units by one or two products or powers, so that values agree to
/// a few units in the last place: 1e-12 relative.
struct NetworkComparison {
  let network: Network
  let dump: [String: Any]
  /// What differs.
  private(set) var differences: [String] = []

  init(_ network: Network, _ dump: [String: Any]) {
    self.network = network
    self.dump = dump
    compareOptions()
    compareNodes()
    compareTanks()
    compareLinks()
    comparePumps()
    compareSeries()
    compareControls()
    compareRules()
  }

  private mutating func expect(_ what: String, _ ours: Double, _ theirs: Double) {
    let scale = max(abs(ours), abs(theirs), 1e-9)
    if !(abs(ours - theirs) <= 1e-12 * scale) { differences.append("\(what): \(ours) ≠ \(theirs)") }
  }

  private mutating func expect(_ what: String, _ ours: String, _ theirs: String) {
    if ours != theirs { differences.append("\(what): '\(ours)' ≠ '\(theirs)'") }
  }

  private mutating func expect(_ what: String, _ ours: [Double], _ theirs: [Double]) {
    guard ours.count == theirs.count else {
      differences.append("\(what): \(ours.count) values ≠ \(theirs.count)")
      return
    }
    for (at, pair) in zip(ours, theirs).enumerated() { expect("\(what)[\(at)]", pair.0, pair.1) }
  }

  private mutating func compareOptions() {
    let (u, o, q) = (network.units, network.options, network.quality)
    let counts = [
      network.nodes.count, network.tanks.count, network.links.count, network.patterns.count - 1,
      network.curves.count, network.controls.count, network.rules.count,
    ]
    expect("counts", counts.map(Double.init), Field.numbers(dump["counts"]))
    expect("flow units", Double(u.flowUnits.rawValue), Field.number(dump["units"]))
    let t = network.times
    let times = [
      t.duration, t.hydraulicStep, t.qualityStep, t.patternStep, t.patternStart, t.reportStep,
      t.reportStart, t.ruleStep, t.statistic.rawValue,
    ]
    expect("times", times.map(Double.init), Field.numbers(dump["times"]))
    expect(
      "options",
      [
        Double(o.trials), o.accuracy, q.tolerance * u.quality, 1 / o.emitterExponent,
        o.demandMultiplier, o.headErrorLimit * u.length, o.flowChangeLimit * u.flow,
        Double(o.headLoss.rawValue), network.energy.efficiency, network.energy.price,
        Double(network.energy.pricePattern ?? 0), network.energy.demandCharge, o.specificGravity,
        o.viscosity / 1.1e-5, Double(o.extraTrials), Double(o.checkFrequency),
        Double(o.maximumCheck), o.dampingLimit, q.diffusivity / 1.3e-8, q.bulkOrder, q.wallOrder,
        q.tankOrder, q.limitingPotential * u.quality,
      ], Field.numbers(dump["options"]))
    expect(
      "demand model",
      [
        Double(o.demandModel.rawValue), o.minimumPressure * u.pressure,
        o.requiredPressure * u.pressure, o.pressureExponent,
      ], Field.numbers(dump["demandModel"]))
    expect(
      "quality",
      [Double(q.mode.rawValue), q.mode == .trace ? Double((q.traceNode ?? -1) + 1) : 0],
      Field.numbers(dump["quality"]))
  }

  private mutating func compareNodes() {
    let u = network.units
    for (index, item) in Field.list(dump["nodes"]).enumerated() where index < network.nodes.count {
      let (node, row) = (network.nodes[index], Field.list(item))
      let name = "node \(node.id)"
      expect("\(name) id", node.id, Field.text(row[0]))
      let n = network.options.emitterExponent
      let emitter =
        node.emitterCoefficient > 0
        ? u.flow / pow(u.pressure * node.emitterCoefficient, 1 / n) : 0
      expect(
        name,
        [
          Double(node.kind.rawValue), node.elevation * u.length, emitter,
          node.initialQuality * u.quality,
        ], Field.numbers(Array(row[1...4])))
      for (at, theirs) in Field.list(row[5]).enumerated() where at < node.demands.count {
        let demand = node.demands[at]
        expect(
          "\(name) demand \(at)", [demand.base * u.flow, Double(demand.pattern)],
          Field.numbers(Array(Field.list(theirs)[0...1])))
        // EPANET forgets the end mark of a category of 31 bytes.
        let category = Field.text(Field.list(theirs)[2]).utf8.prefix(31)
        expect("\(name) category \(at)", demand.category, String(decoding: category, as: UTF8.self))
      }
      expect(
        "\(name) demands", Double(node.demands.count), Double(Field.list(row[5]).count))
      let source = node.source.map {
        [Double($0.kind.rawValue), $0.base, Double($0.pattern ?? 0)]
      }
      expect("\(name) source", source ?? [], Field.numbers(row[6]))
      let point = network.drawing.positions[index].map { [$0.x, $0.y] }
      expect("\(name) position", point ?? [], Field.numbers(row[7]))
    }
  }

  private mutating func compareTanks() {
    let u = network.units
    for (index, item) in Field.list(dump["tanks"]).enumerated() where index < network.tanks.count {
      let tank = network.tanks[index]
      let node = network.nodes[tank.node]
      func level(_ head: Double) -> Double { (head - node.elevation) * u.length }
      let theirs = Field.numbers(item)
      let name = "tank \(node.id)"
      // Levels are differences of heads: a few units in the last place of the head.
      for (at, head) in [tank.initialHead, tank.minHead, tank.maxHead].enumerated()
      where !tank.isReservoir && abs(level(head) - theirs[at]) > 1e-12 * max(1, abs(head)) {
        differences.append("\(name) level \(at): \(level(head)) ≠ \(theirs[at])")
      }
      var ours = [2 * (tank.area / Double.pi).squareRoot() * u.length, tank.minVolume * u.volume]
      ours.append(Double((tank.volumeCurve ?? -1) + 1))
      ours += [tank.initialVolume * u.volume, tank.maxVolume * u.volume]
      ours += [tank.canOverflow ? 1 : 0, Double(tank.mixing.rawValue)]
      expect("\(name)", ours, Array(theirs[3...9]))
      expect("\(name) reaction", tank.bulkCoefficient * 86_400, theirs[11])
      expect("\(name) pattern", Double(tank.headPattern ?? 0), theirs[12])
    }
  }

  private mutating func compareLinks() {
    let (u, o) = (network.units, network.options)
    for (index, item) in Field.list(dump["links"]).enumerated() where index < network.links.count {
      let (link, row) = (network.links[index], Field.list(item))
      let name = "link \(link.id)"
      let theirs = Field.numbers(row[4])
      expect("\(name) id", link.id, Field.text(row[0]))
      expect(
        name, [Double(link.kind.rawValue), Double(link.from + 1), Double(link.to + 1)],
        Field.numbers(Array(row[1...3])))
      expect(
        "\(name) size", [link.diameter * u.diameter, link.length * u.length],
        Array(theirs[0...1]))
      if link.kind.isPipe {
        let factor = o.headLoss == .darcyWeisbach ? 1000 * u.length : 1
        expect("\(name) roughness", link.setting * factor, theirs[2])
      } else if link.setting == Network.missing {
        // The toolkit tells 0 for a valve whose status is fixed.
        expect("\(name) fixed", 0, theirs[5])
      } else {
        expect("\(name) setting", link.setting * factor(link.kind), theirs[5])
      }
      if link.kind != .pump {
        let loss = link.minorLoss * pow(link.diameter, 4) / 0.02517
        expect("\(name) loss", loss, theirs[3])
        expect("\(name) reaction", link.bulkCoefficient * 86_400, theirs[6])
        expect("\(name) wall", link.wallCoefficient * 86_400, theirs[7])
      }
      let isOpen = link.initialStatus.rawValue > ElementStatus.closed.rawValue
      expect("\(name) status", isOpen ? 1 : 0, theirs[4])
      let vertices = network.drawing.vertices[index].flatMap { [$0.x, $0.y] }
      expect("\(name) vertices", vertices, Field.list(row[5]).flatMap(Field.numbers))
    }
  }

  private func factor(_ kind: NetworkLink.Kind) -> Double {
    switch kind {
    case .pressureReducing, .pressureSustaining, .pressureBreaker: network.units.pressure
    case .flowControl: network.units.flow
    default: 1
    }
  }

  private mutating func comparePumps() {
    for (index, item) in Field.list(dump["pumps"]).enumerated() where index < network.pumps.count {
      let pump = network.pumps[index]
      let power = pump.form == .constantPower ? network.links[pump.link].minorLoss : 0
      let ours: [Double] = [
        Double(pump.link + 1), Double(pump.form.rawValue), power,
        Double((pump.headCurve ?? -1) + 1), Double((pump.efficiencyCurve ?? -1) + 1),
        pump.energyPrice, Double(pump.pricePattern ?? 0), Double(pump.speedPattern ?? 0),
      ]
      expect("pump \(network.links[pump.link].id)", ours, Field.numbers(item))
    }
  }

  private mutating func compareSeries() {
    for (index, item) in Field.list(dump["patterns"]).enumerated() {
      let row = Field.list(item)
      guard index + 1 < network.patterns.count else { return }
      let pattern = network.patterns[index + 1]
      expect("pattern id", pattern.id, Field.text(row[0]))
      expect("pattern \(pattern.id)", pattern.multipliers, Field.numbers(row[1]))
    }
    for (index, item) in Field.list(dump["curves"]).enumerated() {
      let row = Field.list(item)
      guard index < network.curves.count else { return }
      let curve = network.curves[index]
      expect("curve id", curve.id, Field.text(row[0]))
      expect("curve \(curve.id) kind", Double(curve.kind.rawValue), Field.number(row[1]))
      expect(
        "curve \(curve.id)", zip(curve.x, curve.y).flatMap { [$0, $1] },
        Field.list(row[2]).flatMap(Field.numbers))
    }
  }

  private mutating func compareControls() {
    for (index, item) in Field.list(dump["controls"]).enumerated()
    where index < network.controls.count {
      let control = network.controls[index]
      let link = network.links[control.link]
      var setting = control.setting * factor(link.kind)
      if control.setting == Network.missing { setting = control.status == .open ? 1 : 0 }
      var level = Double(control.time)
      if let node = control.node {
        let scale = node >= network.junctionCount ? network.units.length : network.units.pressure
        level = (control.grade - network.nodes[node].elevation) * scale
      }
      let theirs = Field.numbers(item)
      expect(
        "control \(index)",
        [
          Double(control.trigger.rawValue), Double(control.link + 1), setting,
          Double((control.node ?? -1) + 1),
        ], Array(theirs[0...3]))
      // A difference of heads again.
      if abs(level - theirs[4]) > 1e-12 * max(1, abs(level), abs(control.grade)) {
        differences.append("control \(index) level: \(level) ≠ \(theirs[4])")
      }
    }
  }

  private mutating func compareRules() {
    for (index, item) in Field.list(dump["rules"]).enumerated() where index < network.rules.count {
      let (rule, row) = (network.rules[index], Field.list(item))
      expect("rule", rule.label, Field.text(row[0]))
      expect("rule \(rule.label) priority", rule.priority, Field.number(row[1]))
      let premises = rule.premises.flatMap { premise -> [Double] in
        let object: (Int, Int) =
          switch premise.object {
          case .node(let node): (6, node + 1)
          case .link(let link): (7, link + 1)
          case .system: (8, 0)
          }
        return [
          Double(premise.joint.rawValue), Double(object.0), Double(object.1),
          Double(premise.variable.rawValue), Double(premise.comparison.rawValue),
          Double(premise.status?.rawValue ?? 0), premise.value,
        ]
      }
      expect("rule \(rule.label)", premises, Field.list(row[2]).flatMap(Field.numbers))
      for (ours, theirs) in [(rule.thenActions, row[3]), (rule.elseActions, row[4])] {
        let values = ours.flatMap {
          [Double($0.link + 1), Double($0.status?.rawValue ?? -1), $0.setting]
        }
        expect("rule \(rule.label) actions", values, Field.list(theirs).flatMap(Field.numbers))
      }
    }
  }
}
