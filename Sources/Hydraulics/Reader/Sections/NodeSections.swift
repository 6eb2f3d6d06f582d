/// `[JUNCTIONS]`, `[RESERVOIRS]`, `[TANKS]`, `[DEMANDS]` and `[EMITTERS]`.
enum NodeSections {
  static func junction(_ reader: inout InpReader) throws(InpFailure) {
    let index = reader.junctions.count
    reader.junctions.append(
      NetworkNode(
        id: reader.line.text(0), kind: .junction, elevation: 0, comment: reader.comment(),
        line: reader.line.number))
    try reader.addNodeID(index)
    guard reader.count >= 2 else { throw InpFailure(.syntax) }
    reader.junctions[index].elevation = try reader.line.number(1)
    let demand = reader.count >= 3 ? try reader.line.number(2) : 0
    let pattern = reader.count >= 4 ? try reader.pattern(3) : 0
    reader.junctions[index].demands = [
      NetworkNode.Demand(base: demand, pattern: pattern, category: "")
    ]
  }

  /// A line of at most three tokens is a reservoir in either section, a longer one a tank.
  static func tank(_ reader: inout InpReader) throws(InpFailure) {
    let line = reader.line
    let index = reader.junctionLimit + reader.fixedNodes.count
    reader.fixedNodes.append(
      NetworkNode(
        id: line.text(0), kind: .reservoir, elevation: 0, comment: reader.comment(),
        line: line.number))
    var tank = NetworkTank(
      node: index, area: 0, initialHead: 0, minHead: 0, maxHead: 0, minVolume: 0, maxVolume: 0,
      initialVolume: 0, volumeCurve: nil, headPattern: nil, canOverflow: false,
      bulkCoefficient: Network.missing, mixing: .mixed, mixingFraction: 1)
    // What follows may fail; nodes and tanks stay in step all the same.
    defer { reader.network.tanks.append(tank) }
    try reader.addNodeID(index)
    guard reader.count >= 2 else { throw InpFailure(.syntax) }
    let elevation = try line.number(1)
    reader.fixedNodes[index - reader.junctionLimit].elevation = elevation
    if reader.count <= 3 {
      if reader.count == 3 {
        let pattern = try reader.pattern(2)
        tank.headPattern = pattern == 0 ? nil : pattern
      }
      return
    }
    guard reader.count >= 6 else { throw InpFailure(.syntax) }
    tank.initialHead = try line.number(2)
    tank.minHead = try line.number(3)
    tank.maxHead = try line.number(4)
    let diameter = try line.number(5)
    let minVolume = reader.count >= 7 ? try line.number(6) : 0
    if reader.count >= 8, let mark = reader.bytes(7).first, mark != UInt8(ascii: "*") {
      let curve = try reader.curve(7)
      tank.volumeCurve = curve
      reader.network.curves[curve].kind = .volume
    }
    if reader.count >= 9 {
      if line.token(8, begins: "YES") {
        tank.canOverflow = true
      } else if !line.token(8, begins: "NO") {
        throw InpFailure(.option, 8, hint: "overflow: YES or NO")
      }
    }
    let values = [tank.initialHead, tank.minHead, tank.maxHead, diameter, minVolume]
    for (at, value) in values.enumerated() where value < 0 {
      throw InpFailure(.nodeValue, 2 + at, hint: "levels, diameter and volume are at least 0")
    }
    if diameter != 0 { reader.fixedNodes[index - reader.junctionLimit].kind = .tank }
    // Kept until the units are known: the diameter as the area, levels as heads, volumes nominal.
    tank.area = diameter
    let area = Double.pi * (diameter * diameter) / 4
    tank.minVolume = minVolume > 0 ? minVolume : area * tank.minHead
    tank.initialVolume = tank.minVolume + area * (tank.initialHead - tank.minHead)
    tank.maxVolume = tank.minVolume + area * (tank.maxHead - tank.minHead)
  }

  /// The first line of a junction replaces the demand of `[JUNCTIONS]`, the others add to it.
  static func demand(_ reader: inout InpReader) throws(InpFailure) {
    guard reader.count >= 2 else { throw InpFailure(.syntax) }
    let base = try reader.line.number(1)
    if reader.line.token(0, begins: "MULT") {
      guard base > 0 else { throw InpFailure(.option, 1, hint: "the multiplier is above 0") }
      reader.network.options.demandMultiplier = base
      return
    }
    let node = try reader.node(0)
    if reader.isFixed(node) { return }
    let pattern = reader.count >= 3 ? try reader.pattern(2) : 0
    let demand = NetworkNode.Demand(
      base: base, pattern: pattern, category: reader.comment(limit: 31))
    let isFirst = reader.demandGiven.insert(node).inserted
    reader.change(node) { node in
      if isFirst, !node.demands.isEmpty {
        node.demands[0] = demand
      } else {
        node.demands.append(demand)
      }
    }
  }

  static func emitter(_ reader: inout InpReader) throws(InpFailure) {
    guard reader.count >= 2 else { throw InpFailure(.syntax) }
    let node = try reader.node(0)
    if reader.isFixed(node) { return }
    let coefficient = try reader.line.number(1)
    guard coefficient >= 0 else { throw InpFailure(.nodeValue, 1) }
    reader.change(node) { $0.emitterCoefficient = coefficient }
  }
}
