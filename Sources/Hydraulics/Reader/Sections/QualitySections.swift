/// `[QUALITY]`, `[SOURCES]`, `[REACTIONS]` and `[MIXING]`: checked and kept.
enum QualitySections {
  static func initial(_ reader: inout InpReader) throws(InpFailure) {
    if reader.nodeIDs.isEmpty { throw InpFailure(.undefinedNode, 0) }
    guard reader.count >= 2 else { return }
    if reader.count == 2 {
      let node = try reader.node(0)
      let value = try reader.line.number(1)
      guard value >= 0 else { throw InpFailure(.nodeValue, 1) }
      reader.change(node) { $0.initialQuality = value }
      return
    }
    let value = try reader.line.number(2)
    guard value >= 0 else { throw InpFailure(.nodeValue, 2) }
    let isMeant = reader.range(0, 1)
    for index in reader.junctions.indices where isMeant(reader.junctionNames[index]) {
      reader.junctions[index].initialQuality = value
    }
    for index in reader.fixedNodes.indices where isMeant(reader.fixedNames[index]) {
      reader.fixedNodes[index].initialQuality = value
    }
  }

  private static let sourceKinds: [(StaticString, QualitySource.Kind)] = [
    ("CONCEN", .concentration), ("MASS", .mass), ("SETPOINT", .setpoint),
    ("FLOWPACED", .flowPaced),
  ]

  static func source(_ reader: inout InpReader) throws(InpFailure) {
    let line = reader.line
    guard reader.count >= 2 else { throw InpFailure(.syntax) }
    let node = try reader.node(0)
    // Version 1.1 has no kind of source.
    let kind = sourceKinds.first { line.token(1, begins: $0.0) }?.1
    let at = kind == nil ? 1 : 2
    guard let base = line.double(at) else {
      if at >= reader.count { throw InpFailure(.syntax) }
      throw InpFailure(at == 1 ? .option : .number, at)
    }
    var pattern = 0
    if at + 1 < reader.count, !reader.bytes(at + 1).isEmpty, reader.bytes(at + 1) != [0x2A] {
      pattern = try reader.pattern(at + 1)
    }
    let source = QualitySource(
      kind: kind ?? .concentration, base: base, pattern: pattern == 0 ? nil : pattern)
    reader.change(node) { $0.source = source }
  }

  static func reaction(_ reader: inout InpReader) throws(InpFailure) {
    let line = reader.line
    guard reader.count >= 3 else { return }
    let last = reader.count - 1
    if line.token(0, begins: "ORDER") {
      try order(&reader, last)
    } else if line.token(0, begins: "ROUG") {
      reader.network.quality.roughnessCorrelation = try line.number(last)
    } else if line.token(0, begins: "LIMIT") {
      reader.network.quality.limitingPotential = try line.number(last)
    } else if line.token(0, begins: "GLOB") {
      let value = try line.number(last)
      if line.token(1, begins: "BULK") {
        reader.network.quality.globalBulkCoefficient = value
      } else if line.token(1, begins: "WALL") {
        reader.network.quality.globalWallCoefficient = value
      } else {
        throw InpFailure(.option, 1)
      }
    } else if line.token(0, begins: "BULK") {
      try pipes(&reader, \.bulkCoefficient)
    } else if line.token(0, begins: "WALL") {
      try pipes(&reader, \.wallCoefficient)
    } else if line.token(0, begins: "TANK") {
      try tanks(&reader)
    } else {
      throw InpFailure(.option, 0)
    }
  }

  private static func order(_ reader: inout InpReader, _ last: Int) throws(InpFailure) {
    let value = try reader.line.number(last)
    if reader.line.token(1, begins: "BULK") {
      reader.network.quality.bulkOrder = value
    } else if reader.line.token(1, begins: "TANK") {
      reader.network.quality.tankOrder = value
    } else if reader.line.token(1, begins: "WALL") {
      guard value == 0 || value == 1 else { throw InpFailure(.option, last) }
      reader.network.quality.wallOrder = value
    } else {
      throw InpFailure(.option, 1)
    }
  }

  private static func tanks(_ reader: inout InpReader) throws(InpFailure) {
    let value = try reader.line.number(reader.count - 1)
    if reader.count == 3 {
      guard let node = reader.nodeIDs[reader.bytes(1)], reader.isFixed(node) else { return }
      reader.network.tanks[node - reader.junctionLimit].bulkCoefficient = value
      return
    }
    let isMeant = reader.range(1, 2)
    for index in reader.network.tanks.indices where isMeant(reader.fixedNames[index]) {
      reader.network.tanks[index].bulkCoefficient = value
    }
  }

  private static func pipes(
    _ reader: inout InpReader, _ coefficient: WritableKeyPath<NetworkLink, Double>
  ) throws(InpFailure) {
    let value = try reader.line.number(reader.count - 1)
    if reader.count == 3 {
      guard let link = reader.linkIDs[reader.bytes(1)] else { return }
      reader.network.links[link][keyPath: coefficient] = value
      return
    }
    let isMeant = reader.range(1, 2)
    for index in reader.network.links.indices where isMeant(reader.linkNames[index]) {
      reader.network.links[index][keyPath: coefficient] = value
    }
  }

  private static let mixings: [(StaticString, NetworkTank.Mixing)] = [
    ("MIXED", .mixed), ("2COMP", .twoCompartments), ("FIFO", .firstInFirstOut),
    ("LIFO", .lastInFirstOut),
  ]

  static func mixing(_ reader: inout InpReader) throws(InpFailure) {
    let line = reader.line
    if reader.nodeIDs.isEmpty { throw InpFailure(.undefinedNode, 0) }
    guard reader.count >= 2 else { return }
    let node = try reader.node(0)
    guard reader.isFixed(node) else { return }
    guard let mixing = mixings.first(where: { line.token(1, begins: $0.0) })?.1 else {
      throw InpFailure(.option, 1)
    }
    var fraction = 1.0
    if mixing == .twoCompartments, reader.count == 3 { fraction = try line.number(2) }
    let tank = node - reader.junctionLimit
    guard tank < reader.network.tanks.count, reader.network.tanks[tank].area != 0 else { return }
    reader.network.tanks[tank].mixing = mixing
    reader.network.tanks[tank].mixingFraction = fraction == 0 ? 1 : fraction
  }
}
