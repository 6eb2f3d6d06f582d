public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

extension IdentifiedTwin {
  /// The kind in artifacts.
  public static let kind = "identified-twin"

  /// The neutral form; numbers keep their bits.
  public var artifact: ModelArtifact {
    let structureLists: [(String, [Int])] = [
      ("actuators", structure.actuators), ("stocks", structure.stocks),
      ("gated", structure.gated), ("driven", structure.driven), ("constant", structure.constant),
      ("switched", stocks.terms.actuators),
    ]
    var arrays: [String: ModelArtifact.Array] = [:]
    for (name, tags) in structureLists { arrays[name] = .init(tags.map(Double.init)) }
    arrays["gates"] = .init(
      Matrix(columns: [
        structure.gates.map { Double($0.actuator) }, structure.gates.map(\.off),
        structure.openRows.map(Double.init),
      ]))
    arrays["off-states"] = .init(stocks.terms.offStates)
    arrays["stock-weights"] = .init(stocks.fit.weights)
    arrays["stock-intercepts"] = .init(stocks.fit.intercepts)
    arrays["stock-low"] = .init(stocks.low)
    arrays["stock-high"] = .init(stocks.high)
    arrays["memory-seconds"] = .init(memory.times.map { Double($0.nanoseconds / 1_000_000_000) })
    arrays["memory-nanoseconds"] = .init(
      memory.times.map { Double($0.nanoseconds % 1_000_000_000) })
    arrays["memory-follows"] = .init(memory.follows.map { $0 ? 1 : 0 })
    arrays["memory-recorded"] = .init(memory.recorded)
    arrays["memory-innovations"] = .init(memory.innovations)
    if dynamics != nil { arrays["memory-states"] = .init(memory.states) }
    let twin = ModelArtifact(
      kind: Self.kind,
      numbers: [
        "interval-ns": Double(interval.nanoseconds), "block-rows": Double(blockRows),
        "equations": Double(flows.equations.count),
        "controllers": Double(controllers.count), "dynamics": dynamics == nil ? 0 : 1,
        "regimes": regimes == nil ? 0 : 1,
      ],
      lists: ["tags": tags.map(\.id)], arrays: arrays,
      parts: logic.map(\.artifact) + flows.equations.map(\.artifact) + profiles.map(\.artifact)
        + controllers.map(\.artifact) + (dynamics.map { [$0.artifact] } ?? [])
        + (regimes.map { [$0.artifact] } ?? []))
    return instruments.added(to: twin)
  }

  /// Restores a twin; the tags must have the artifact's ids in its order.
  ///
  /// - Throws: ``Fault`` of kind `badData` where something is missing, has another shape, or names no tag.
  public init(artifact: ModelArtifact, tags: [Tag]) throws(Fault) {
    guard artifact.kind == Self.kind else {
      throw Fault(.badData, "expected a twin of kind '\(Self.kind)', got '\(artifact.kind)'")
    }
    let (artifact, instruments) = try Instruments.split(artifact, tags: tags.count)
    let ids = try artifact.list("tags")
    guard ids == tags.map(\.id) else {
      throw Fault(
        .badData, "the twin has \(ids.count) tags, others than the \(tags.count) given")
    }
    let reader = TwinArtifactReader(artifact: artifact, tags: tags.count)
    let structure = try reader.structure()
    let switched = try reader.indices("switched")
    let offStates = try artifact.vector("off-states", count: switched.count)
    let terms = StockTerms(
      stocks: structure.stocks, flows: structure.flows, actuators: switched, offStates: offStates,
      isObserver: false)
    let stocks = StockModel(
      terms: terms,
      fit: RidgeFit(
        weights: try artifact.matrix(
          "stock-weights", rows: terms.count, columns: structure.stocks.count),
        intercepts: try artifact.vector("stock-intercepts", count: structure.stocks.count)),
      low: try artifact.vector("stock-low", count: structure.stocks.count),
      high: try artifact.vector("stock-high", count: structure.stocks.count))
    var flows = FlowModel(
      actuators: switched, offStates: offStates, stocks: structure.stocks,
      flows: structure.flows, equations: [])
    let logicCount = structure.actuators.count
    let equations = try artifact.count("equations")
    let controllerCount = try artifact.count("controllers")
    let dynamicsCount = try artifact.count("dynamics")
    let regimesCount = try artifact.count("regimes")
    let kinds = artifact.parts.dropFirst(logicCount).map(\.kind)
    let profilesEnd = artifact.parts.count - controllerCount - dynamicsCount - regimesCount
    guard dynamicsCount <= 1, regimesCount <= 1, artifact.parts.count >= logicCount,
      equations <= kinds.count,
      kinds.prefix(equations).allSatisfy({ $0 == "flow" }),
      kinds.dropFirst(equations).prefix(tags.count).allSatisfy({ $0 == "profile" }),
      kinds.dropFirst(equations + tags.count).prefix(controllerCount)
        .allSatisfy({ $0 == LoopController.artifactKind }),
      kinds.count
        == equations + tags.count + controllerCount + dynamicsCount + regimesCount,
      kinds.dropLast(regimesCount).suffix(dynamicsCount)
        .allSatisfy({ $0 == SensorDynamics.artifactKind }),
      kinds.suffix(regimesCount).allSatisfy({ $0 == OperatingRegimes.artifactKind })
    else {
      throw Fault(
        .badData,
        "the twin has \(artifact.parts.count) parts, expected \(logicCount) logics of actuators, "
          + "\(equations) equations of flows, \(tags.count) profiles, \(controllerCount) controllers, "
          + "\(dynamicsCount) dynamics and \(regimesCount) regimes in this order",
        hint: "the file is damaged or was written by another version")
    }
    let logic = try artifact.parts[..<logicCount].map { (part) throws(Fault) in
      try ActuatorLogic(artifact: part, tags: tags.count)
    }
    for part in artifact.parts[logicCount..<(profilesEnd - tags.count)] {
      flows.equations.append(
        try FlowModel.Equation(artifact: part, model: flows, tags: tags.count))
    }
    let profiles = try artifact.parts[(profilesEnd - tags.count)..<profilesEnd]
      .map { (part) throws(Fault) in try TagProfile(artifact: part) }
    let dynamics = try artifact.parts.dropLast(regimesCount).suffix(dynamicsCount).first.map {
      (part) throws(Fault) in
      try SensorDynamics(artifact: part, flows: flows, tags: tags.count)
    }
    let regimes = try artifact.parts.suffix(regimesCount).first.map { (part) throws(Fault) in
      try OperatingRegimes(artifact: part, tags: tags.count)
    }
    let interval = TimeSpan(nanoseconds: Int64(try artifact.count("interval-ns")))
    let blockRows = try artifact.count("block-rows")
    guard interval > .zero, blockRows > 0 else {
      throw Fault(
        .badData,
        "a twin's interval and block must be above 0, got \(interval) and \(blockRows) rows")
    }
    self.init(
      tags: tags, interval: interval, structure: structure, stocks: stocks, flows: flows,
      dynamics: dynamics, regimes: regimes, logic: logic, profiles: profiles, blockRows: blockRows,
      memory: try reader.memory(
        actuators: structure.actuators, interval: interval, order: dynamics?.model.order ?? 0
      ).labelled(by: regimes),
      controllers: try artifact.parts[profilesEnd..<(profilesEnd + controllerCount)].map {
        (part) throws(Fault) in
        try LoopController(artifact: part, tags: tags)
      })
    self.instruments = instruments
  }
}

/// Reads the arrays of a twin's artifact, with every index checked.
struct TwinArtifactReader {
  let artifact: ModelArtifact
  let tags: Int

  func indices(_ name: String) throws(Fault) -> [Int] {
    guard let array = artifact.arrays[name], array.shape.count == 1 else {
      throw Fault(.badData, "the twin has no list of tags '\(name)'")
    }
    return try array.values.map { (value) throws(Fault) in try Self.index(value, tags: tags) }
  }

  static func index(_ value: Double, tags: Int) throws(Fault) -> Int {
    guard let index = Int(exactly: value), (0..<tags).contains(index) else {
      throw Fault(.badData, "the twin names tag \(value), tags are 0 to \(tags - 1)")
    }
    return index
  }

  func structure() throws(Fault) -> ProcessStructure {
    let gated = try indices("gated")
    let gates = try artifact.matrix("gates", rows: gated.count, columns: 3)
    var list: [ProcessStructure.Gate] = []
    var openRows: [Int] = []
    for k in gated.indices {
      guard let rows = Int(exactly: gates[k, 2]), rows >= 0 else {
        throw Fault(.badData, "the twin counts \(gates[k, 2]) rows with a flow")
      }
      openRows.append(rows)
      list.append(
        ProcessStructure.Gate(
          actuator: try Self.index(gates[k, 0], tags: tags), off: gates[k, 1]))
    }
    return ProcessStructure(
      actuators: try indices("actuators"), stocks: try indices("stocks"), gated: gated,
      gates: list, openRows: openRows, driven: try indices("driven"),
      constant: try indices("constant"))
  }

  func memory(
    actuators: [Int], interval: TimeSpan, order: Int
  ) throws(Fault) -> InnovationMemory {
    let rows = artifact.arrays["memory-seconds"]?.values.count ?? 0
    let seconds = try artifact.vector("memory-seconds", count: rows)
    let rest = try artifact.vector("memory-nanoseconds", count: rows)
    let follows = try artifact.vector("memory-follows", count: rows).map { $0 == 1 }
    var times: [Timestamp] = []
    for (whole, part) in zip(seconds, rest) {
      guard abs(whole) < 9e9, abs(part) < 1e9 else {
        throw Fault(.badData, "the twin remembers a moment beyond the range of time")
      }
      times.append(Timestamp(nanoseconds: Int64(whole) * 1_000_000_000 + Int64(part)))
    }
    guard rows > 1, follows[0] == false, follows.contains(true) else {
      throw Fault(.badData, "the twin remembers \(rows) rows, none of which follows another")
    }
    return InnovationMemory(
      times: times, follows: follows,
      recorded: try artifact.matrix("memory-recorded", rows: tags, columns: rows),
      innovations: try artifact.matrix("memory-innovations", rows: tags, columns: rows),
      states: order == 0
        ? Matrix(rows: 0, columns: rows)
        : try artifact.matrix("memory-states", rows: order, columns: rows),
      actuators: actuators, interval: interval)
  }
}

extension FlowModel.Equation {
  fileprivate var artifact: ModelArtifact {
    var numbers = ["tag": Double(tag), "low": low, "high": high, "intercept": fit.intercepts[0]]
    if let gate {
      numbers["gate"] = Double(gate.actuator)
      numbers["gate-off"] = gate.off
    }
    return ModelArtifact(
      kind: "flow", numbers: numbers, arrays: ["weights": .init(fit.weights.column(0))])
  }

  fileprivate init(artifact: ModelArtifact, model: FlowModel, tags: Int) throws(Fault) {
    var gate: ProcessStructure.Gate?
    if let actuator = artifact.numbers["gate"] {
      gate = ProcessStructure.Gate(
        actuator: try TwinArtifactReader.index(actuator, tags: tags),
        off: try artifact.number("gate-off"))
    }
    let count = model.terms(hasGate: gate != nil)
    let weights = try artifact.vector("weights", count: count)
    self.init(
      tag: try TwinArtifactReader.index(try artifact.number("tag"), tags: tags), gate: gate,
      fit: RidgeFit(
        weights: Matrix(rows: count, columns: 1, columnMajor: weights),
        intercepts: [try artifact.number("intercept")]),
      low: try artifact.number("low"), high: try artifact.number("high"))
  }
}

extension ActuatorLogic {
  fileprivate var artifact: ModelArtifact {
    switch self {
    case .constant(let value): ModelArtifact(kind: "constant", numbers: ["value": value])
    case .recorded: ModelArtifact(kind: "recorded")
    case .rule(let rule):
      ModelArtifact(
        kind: "rule",
        numbers: [
          "actuator": Double(rule.actuator), "sensor": Double(rule.sensor), "off": rule.off,
          "on": rule.on, "on-at": rule.onAt, "off-at": rule.offAt,
          "inverse": rule.isInverse ? 1 : 0, "on-uncertainty": rule.onUncertainty,
          "off-uncertainty": rule.offUncertainty, "agreement": rule.agreement,
          "switches": Double(rule.switches), "usual-change": rule.usualChange,
        ])
    case .regression(let regression):
      ModelArtifact(
        kind: "regression",
        numbers: [
          "actuator": Double(regression.actuator), "off": regression.off, "on": regression.on,
          "intercept": regression.fit.intercepts[0], "accuracy": regression.accuracy,
          "persistence": regression.persistence,
        ],
        arrays: [
          "sensors": .init(regression.sensors.map(Double.init)),
          "weights": .init(regression.fit.weights.column(0)),
        ])
    }
  }

  fileprivate init(artifact: ModelArtifact, tags: Int) throws(Fault) {
    func index(_ name: String) throws(Fault) -> Int {
      try TwinArtifactReader.index(try artifact.number(name), tags: tags)
    }
    if artifact.kind == "constant" {
      self = .constant(try artifact.number("value"))
    } else if artifact.kind == "recorded" {
      self = .recorded
    } else if artifact.kind == "rule" {
      self = .rule(
        HysteresisRule(
          actuator: try index("actuator"), sensor: try index("sensor"),
          off: try artifact.number("off"), on: try artifact.number("on"),
          onAt: try artifact.number("on-at"), offAt: try artifact.number("off-at"),
          isInverse: try artifact.number("inverse") == 1,
          onUncertainty: try artifact.number("on-uncertainty"),
          offUncertainty: try artifact.number("off-uncertainty"),
          agreement: try artifact.number("agreement"), switches: try artifact.count("switches"),
          usualChange: try artifact.number("usual-change")))
    } else if artifact.kind == "regression" {
      let sensors = try artifact.vector(
        "sensors", count: artifact.arrays["sensors"]?.values.count ?? 0
      )
      .map { (value) throws(Fault) in try TwinArtifactReader.index(value, tags: tags) }
      let count = 1 + sensors.count + TimeOfWeek.count
      self = .regression(
        StatusRegression(
          actuator: try index("actuator"), sensors: sensors, off: try artifact.number("off"),
          on: try artifact.number("on"),
          fit: RidgeFit(
            weights: Matrix(
              rows: count, columns: 1,
              columnMajor: try artifact.vector("weights", count: count)),
            intercepts: [try artifact.number("intercept")]),
          accuracy: try artifact.number("accuracy"),
          persistence: try artifact.number("persistence")))
    } else {
      throw Fault(.badData, "a twin's controller of kind '\(artifact.kind)' is not known")
    }
  }
}
