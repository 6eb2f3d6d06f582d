internal import Diagnostics
internal import Learning
internal import Telemetry

extension Instruments {
  /// The kind in artifacts.
  static let kind = "instruments"

  /// A twin's artifact with these behind its parts; the same where there are none.
  func added(to twin: ModelArtifact) -> ModelArtifact {
    if isEmpty { return twin }
    var twin = twin
    twin.numbers[Self.kind] = 1
    var numbers = ["sensors": Double(sensors.count)]
    // Files of plants without slow or lossy ways stay what they were.
    if !deliveries.isEmpty { numbers["deliveries"] = Double(deliveries.count) }
    twin.parts.append(
      ModelArtifact(
        kind: Self.kind, numbers: numbers,
        parts: sensors.map(\.artifact) + deliveries.map(\.artifact) + historian.map(\.artifact)))
    return twin
  }

  /// What stands behind the parts of a twin's artifact, and the artifact without it.
  ///
  /// - Throws: ``Fault`` of kind `badData` where it is damaged.
  static func split(
    _ twin: ModelArtifact, tags: Int
  ) throws(Fault) -> (twin: ModelArtifact, instruments: Instruments) {
    guard twin.numbers[kind] != nil else { return (twin, .none) }
    guard let own = twin.parts.last, own.kind == kind else {
      throw Fault(
        .badData, "the twin's sensors and historian are missing",
        hint: "the file is damaged or was written by another version")
    }
    let count = try own.count("sensors")
    let ways = own.numbers["deliveries"] == nil ? 0 : try own.count("deliveries")
    guard count <= own.parts.count, ways <= own.parts.count - count else {
      throw Fault(
        .badData,
        "the twin has \(count) sensors and \(ways) ways to the historian, its file \(own.parts.count) of them",
        hint: "the file is damaged or was written by another version")
    }
    var rest = twin
    rest.numbers[kind] = nil
    rest.parts.removeLast()
    return (
      rest,
      Instruments(
        sensors: try own.parts.prefix(count).map { (part) throws(Fault) in
          try SensorModel(artifact: part, tags: tags)
        },
        deliveries: try own.parts.dropFirst(count).prefix(ways).map { (part) throws(Fault) in
          try HistorianDelivery(artifact: part, tags: tags)
        },
        historian: try own.parts.dropFirst(count + ways).map { (part) throws(Fault) in
          try HistorianModel(artifact: part, tags: tags)
        })
    )
  }

  fileprivate static func tag(_ artifact: ModelArtifact, tags: Int) throws(Fault) -> Int {
    let tag = try artifact.count("tag")
    if tag < tags { return tag }
    throw Fault(
      .badData, "a part '\(artifact.kind)' of the twin has tag \(tag), tags are 0 to \(tags - 1)",
      hint: "the file is damaged or was written by another version")
  }

  fileprivate static func refusal(_ artifact: ModelArtifact, _ name: String) -> Fault {
    Fault(
      .badData,
      "a part '\(artifact.kind)' of the twin has '\(name)' \(artifact.numbers[name] ?? .nan)",
      hint: "the file is damaged or was written by another version")
  }
}

extension SensorModel {
  fileprivate static let kind = "sensor"

  /// What is not there is −1.
  fileprivate var artifact: ModelArtifact {
    ModelArtifact(
      kind: Self.kind,
      numbers: [
        "tag": Double(tag), "lag": lag, "bias": bias, "drift": drift, "noise": noise ?? -1,
        "quantum": quantum ?? -1, "share": dropout?.share ?? -1, "lasts": dropout?.lasts ?? -1,
        "jitter": jitter,
      ])
  }

  fileprivate init(artifact: ModelArtifact, tags: Int) throws(Fault) {
    guard artifact.kind == Self.kind else {
      throw Fault(.badData, "expected a sensor, got a part '\(artifact.kind)'")
    }
    func number(
      _ name: String, in range: ClosedRange<Double> = 0...Double.greatestFiniteMagnitude
    ) throws(Fault) -> Double {
      let value = try artifact.number(name)
      guard range.contains(value) else { throw Instruments.refusal(artifact, name) }
      return value
    }
    func optional(_ name: String, atMost most: Double = .greatestFiniteMagnitude) throws(Fault)
      -> Double?
    {
      try artifact.number(name) == -1 ? nil : try number(name, in: 0...most)
    }
    let finite = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    self.init(tag: try Instruments.tag(artifact, tags: tags))
    lag = try number("lag")
    bias = try number("bias", in: finite)
    drift = try number("drift", in: finite)
    noise = try optional("noise")
    quantum = try optional("quantum")
    if quantum == 0 { throw Instruments.refusal(artifact, "quantum") }
    let share = try optional("share", atMost: SensorDropout.greatestShare)
    let lasts = try optional("lasts")
    dropout = share.map { SensorDropout(share: $0, lasts: lasts ?? 0) }
    jitter = try number("jitter")
  }
}

extension HistorianDelivery {
  fileprivate static let kind = "delivery"

  fileprivate var artifact: ModelArtifact {
    ModelArtifact(
      kind: Self.kind, numbers: ["tag": Double(tag), "latency": latency, "loss": loss])
  }

  fileprivate init(artifact: ModelArtifact, tags: Int) throws(Fault) {
    guard artifact.kind == Self.kind else {
      throw Fault(.badData, "expected a way to the historian, got a part '\(artifact.kind)'")
    }
    self.init(
      tag: try Instruments.tag(artifact, tags: tags), latency: try artifact.number("latency"),
      loss: try artifact.number("loss"))
    if !(0...Self.longest).contains(latency) { throw Instruments.refusal(artifact, "latency") }
    if !(0...1).contains(loss) { throw Instruments.refusal(artifact, "loss") }
  }
}

extension HistorianModel {
  fileprivate var artifact: ModelArtifact {
    var numbers = compression.numbers
    numbers["tag"] = Double(tag)
    return ModelArtifact(kind: type(of: compression).id, numbers: numbers)
  }

  fileprivate init(artifact: ModelArtifact, tags: Int) throws(Fault) {
    guard let type = Compressions.types.first(where: { $0.id == artifact.kind }) else {
      throw Fault(
        .badData, "a historian that keeps values by '\(artifact.kind)' is not known",
        hint: "known: \(Compressions.types.map { $0.id }.joined(separator: ", "))")
    }
    guard let compression = type.init(numbers: artifact.numbers) else {
      throw Fault(
        .badData, "the numbers of the historian's '\(artifact.kind)' are missing or below 0",
        hint: "the file is damaged or was written by another version")
    }
    self.init(tag: try Instruments.tag(artifact, tags: tags), compression: compression)
  }
}
