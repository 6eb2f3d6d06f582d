/// `[PIPES]`, `[VALVES]` and `[STATUS]`.
enum LinkSections {
  static func pipe(_ reader: inout InpReader) throws(InpFailure) {
    let line = reader.line
    let index = try reader.addLink(.pipe, fewest: 6)
    let length = try line.number(3)
    guard length > 0 else { throw InpFailure(.linkValue, 3) }
    let diameter = try line.number(4)
    guard diameter > 0 else { throw InpFailure(.linkValue, 4) }
    // EPANET 2.2 means to refuse a roughness of 0 or less, and takes it.
    let roughness = try line.number(5)
    var minorLoss = 0.0
    var status: ElementStatus?
    var hasCheckValve = false
    // Lines of more than eight tokens are taken without loss and status.
    if reader.count == 7 || reader.count == 8 {
      let last = reader.count - 1
      if line.token(last, begins: "CV") {
        hasCheckValve = true
      } else if line.token(last, begins: "CLOSED") {
        status = .closed
      } else if line.token(last, begins: "OPEN") {
        status = .open
      } else if reader.count == 7 {
        minorLoss = try line.number(6)
      } else {
        _ = try line.number(6)
        throw InpFailure(.option, 7)
      }
      if reader.count == 8 { minorLoss = try line.number(6) }
    }
    guard minorLoss >= 0 else { throw InpFailure(.linkValue, 6) }
    reader.network.links[index].length = length
    reader.network.links[index].diameter = diameter
    reader.network.links[index].setting = roughness
    reader.network.links[index].minorLoss = minorLoss
    reader.network.links[index].kind = hasCheckValve ? .checkValvePipe : .pipe
    reader.network.links[index].initialStatus = status ?? .open
    reader.network.links[index].bulkCoefficient = Network.missing
    reader.network.links[index].wallCoefficient = Network.missing
  }

  private static let valveKinds: [(StaticString, NetworkLink.Kind)] = [
    ("PRV", .pressureReducing), ("PSV", .pressureSustaining), ("PBV", .pressureBreaker),
    ("FCV", .flowControl), ("TCV", .throttleControl), ("GPV", .generalPurpose),
  ]

  static func valve(_ reader: inout InpReader) throws(InpFailure) {
    let line = reader.line
    let index = try reader.addLink(.throttleControl, fewest: 6)
    guard let kind = valveKinds.first(where: { line.token(4, begins: $0.0) })?.1 else {
      throw InpFailure(.option, 4, hint: "valve types of EPANET 2.2: PRV PSV PBV FCV TCV GPV")
    }
    let diameter = try line.number(3)
    guard diameter > 0 else { throw InpFailure(.linkValue, 3) }
    var setting: Double
    var status = ElementStatus.active
    if kind == .generalPurpose {
      let curve = try reader.curve(5)
      reader.network.curves[curve].kind = .headLoss
      reader.network.links[index].headLossCurve = curve
      setting = Double(curve + 1)
      status = .open
    } else {
      setting = try line.number(5)
    }
    let minorLoss = reader.count >= 7 ? try line.number(6) : 0
    try checkConnections(reader, kind, reader.network.links[index])
    reader.network.links[index].kind = kind
    reader.network.links[index].diameter = diameter
    reader.network.links[index].setting = setting
    reader.network.links[index].minorLoss = minorLoss
    reader.network.links[index].initialStatus = status
    reader.network.valves.append(index)
    for node in [reader.network.links[index].from, reader.network.links[index].to] {
      reader.valvesAtNode[node, default: []].append(index)
    }
  }

  /// Valves that control pressure or flow may not meet a tank, nor some of each other.
  private static func checkConnections(
    _ reader: InpReader, _ kind: NetworkLink.Kind, _ new: NetworkLink
  ) throws(InpFailure) {
    guard kind == .pressureReducing || kind == .pressureSustaining || kind == .flowControl else {
      return
    }
    if reader.isFixed(new.from) { throw InpFailure(.valveAtTank, 1) }
    if reader.isFixed(new.to) { throw InpFailure(.valveAtTank, 2) }
    for node in [new.from, new.to] {
      for other in reader.valvesAtNode[node] ?? [] {
        let old = reader.network.links[other]
        let (upstream, downstream) = (old.from == new.to, old.to == new.from)
        let clash =
          switch (old.kind, kind) {
          case (.pressureReducing, .pressureReducing): old.to == new.to || upstream || downstream
          case (.pressureSustaining, .pressureSustaining):
            old.from == new.from || upstream || downstream
          case (.pressureSustaining, .pressureReducing), (.flowControl, .pressureReducing),
            (.pressureSustaining, .flowControl):
            upstream
          case (.pressureReducing, .pressureSustaining), (.flowControl, .pressureSustaining),
            (.pressureReducing, .flowControl):
            downstream
          default: false
          }
        if clash {
          throw InpFailure(
            .valveAtValve, nil,
            hint: "put a pipe between this valve and valve '\(old.id)' of line \(old.line)")
        }
      }
    }
  }

  static func status(_ reader: inout InpReader) throws(InpFailure) {
    if reader.network.links.isEmpty { throw InpFailure(.undefinedLink, 0) }
    let last = reader.count - 1
    guard last >= 1 else { throw InpFailure(.syntax) }
    var status = ElementStatus.active
    var setting = 0.0
    if reader.line.token(last, begins: "OPEN") {
      status = .open
    } else if reader.line.token(last, begins: "CLOSED") {
      status = .closed
    } else {
      setting = try reader.line.number(last)
      guard setting >= 0 else { throw InpFailure(.linkValue, last) }
    }
    if last == 1 {
      let index = try reader.link(0)
      let kind = reader.network.links[index].kind
      if kind == .checkValvePipe || (kind == .generalPurpose && status == .active) {
        throw InpFailure(.controlledCheckValve, 0)
      }
      change(&reader.network.links[index], status, setting)
      return
    }
    let isMeant = reader.range(0, 1)
    for index in reader.network.links.indices
    where isMeant(reader.linkNames[index]) {
      change(&reader.network.links[index], status, setting)
    }
  }

  /// Sets the initial status or, with `active`, the setting of a link.
  private static func change(
    _ link: inout NetworkLink, _ status: ElementStatus, _ setting: Double
  ) {
    switch link.kind {
    case .checkValvePipe: break
    case .pipe, .generalPurpose:
      if status != .active { link.initialStatus = status }
    case .pump:
      if status == .active {
        link.setting = setting
        link.initialStatus = setting == 0 ? .closed : .open
      } else {
        if status == .open { link.setting = 1 }
        link.initialStatus = status
      }
    default:
      link.setting = status == .active ? setting : Network.missing
      link.initialStatus = status
    }
  }
}
