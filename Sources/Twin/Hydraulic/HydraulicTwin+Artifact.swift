public import Diagnostics
internal import Hydraulics
public import Learning
internal import LinearAlgebra
public import Telemetry

extension HydraulicTwin {
  /// The kind in artifacts.
  public static let kind = "hydraulic-twin"

  /// The neutral form, the network's file in it; numbers keep their bits.
  public var artifact: ModelArtifact {
    var rows = Matrix(rows: starts.count, columns: tags.count)
    for (i, start) in starts.enumerated() {
      for j in tags.indices { rows[i, j] = start.row[j] }
    }
    let demand = settings.demand
    let twin = ModelArtifact(
      kind: Self.kind, texts: ["network": text, "timezone": settings.timeZone],
      numbers: [
        "interval-ns": Double(interval.nanoseconds), "zone-noise": demand.zoneNoise,
        "junction-noise": demand.junctionNoise, "persistence": demand.persistence,
        "day-noise": demand.dayNoise, "season": demand.season, "season-peak": demand.seasonPeak,
        "weekend": demand.weekend, "scan": Double(settings.scan),
        "level-noise": settings.levelNoise,
        "flow-noise": settings.flowNoise, "pressure-noise": settings.pressureNoise,
        "first-day": Double(settings.firstDay), "zones": Double(zoneDemands.count),
        "controllers": Double(controllers.count),
      ],
      lists: ["tags": tags.map(\.id), "quantities": points.map(\.quantity.rawValue)],
      arrays: [
        "elements": .init(points.map { Double($0.element) }),
        "factors": .init(points.map(\.factor)),
        "off-states": .init(points.map(\.states.off)), "on-states": .init(points.map(\.states.on)),
        "start-times": .init(starts.map(\.ofWeek)), "start-rows": .init(rows),
        "tank-areas": .init(factors.tankAreas), "pump-heads": .init(factors.pumpHeads),
        "roughness": .init(factors.roughness), "control-grades": .init(thresholds.grades),
      ],
      parts: profiles.map(\.artifact) + zoneDemands.map(\.artifact)
        + controllers.map(\.artifact))
    return instruments.added(to: twin)
  }

  /// Restores a twin; the tags must have the artifact's ids in its order.
  ///
  /// - Throws: ``Fault`` of kind `badData` where something is missing, has another shape, or names no
  ///   element of the network.
  public init(artifact: ModelArtifact, tags: [Tag]) throws(Fault) {
    guard artifact.kind == Self.kind else {
      throw Fault(.badData, "expected a twin of kind '\(Self.kind)', got '\(artifact.kind)'")
    }
    let (artifact, instruments) = try Instruments.split(artifact, tags: tags.count)
    let zoneCount = try artifact.count("zones")
    let controllerCount = try artifact.count("controllers")
    guard try artifact.list("tags") == tags.map(\.id),
      artifact.parts.count == tags.count + zoneCount + controllerCount
    else {
      throw Fault(
        .badData,
        "the twin has \(artifact.parts.count - zoneCount - controllerCount) tags, others than the \(tags.count) given"
      )
    }
    let text = try artifact.text("network")
    let network: Network
    do {
      network = try Network(inp: Array(text.utf8))
    } catch {
      throw error.all[0]
    }
    var settings = Settings()
    settings.timeZone = try artifact.text("timezone")
    settings.demand.zoneNoise = try artifact.number("zone-noise")
    settings.demand.junctionNoise = try artifact.number("junction-noise")
    settings.demand.persistence = try artifact.number("persistence")
    settings.demand.dayNoise = try artifact.number("day-noise")
    settings.demand.season = try artifact.number("season")
    settings.demand.seasonPeak = try artifact.number("season-peak")
    settings.demand.weekend = try artifact.number("weekend")
    settings.scan = try artifact.count("scan")
    settings.levelNoise = try artifact.number("level-noise")
    settings.flowNoise = try artifact.number("flow-noise")
    settings.pressureNoise = try artifact.number("pressure-noise")
    settings.firstDay = try artifact.count("first-day")
    let count = artifact.arrays["start-times"]?.values.count ?? 0
    let times = try artifact.vector("start-times", count: count)
    let rows = try artifact.matrix("start-rows", rows: count, columns: tags.count)
    let profiles = try artifact.parts.prefix(tags.count).map { (part) throws(Fault) in
      try TagProfile(artifact: part)
    }
    let zones = try artifact.parts.dropFirst(tags.count).prefix(zoneCount).map {
      (part) throws(Fault) in
      try ZoneDemand(artifact: part, junctions: network.junctionCount)
    }
    try self.init(
      tags: tags,
      interval: TimeSpan(nanoseconds: Int64(try artifact.count("interval-ns"))),
      profiles: profiles,
      points: try Self.points(artifact, network: network, profiles: profiles), settings: settings,
      text: text, network: network, factors: try Self.factors(artifact, network),
      starts: times.indices.map { Start(ofWeek: times[$0], row: rows.row($0)) },
      zoneDemands: zones,
      controllers: try artifact.parts.suffix(controllerCount).map { (part) throws(Fault) in
        try LoopController(artifact: part, tags: tags)
      }, thresholds: try Self.thresholds(artifact, network))
    self.instruments = instruments
  }

  private static func factors(
    _ artifact: ModelArtifact, _ network: Network
  ) throws(Fault) -> NetworkFactors {
    var factors = NetworkFactors(network)
    factors.tankAreas = try artifact.vector("tank-areas", count: network.tanks.count)
    factors.pumpHeads = try artifact.vector("pump-heads", count: network.pumps.count)
    factors.roughness = try artifact.vector("roughness", count: network.links.count)
    for factor in factors.tankAreas + factors.pumpHeads + factors.roughness
    where !(factor.isFinite && factor > 0) {
      throw Fault(
        .badData, "a number of the twin's network is multiplied by \(factor)",
        hint: "the file is damaged or was written by another version")
    }
    return factors
  }

  private static func thresholds(
    _ artifact: ModelArtifact, _ network: Network
  ) throws(Fault) -> ControlThresholds {
    var thresholds = ControlThresholds(network)
    thresholds.grades = try artifact.vector("control-grades", count: network.controls.count)
    guard thresholds.grades.allSatisfy(\.isFinite) else {
      throw Fault(
        .badData, "a threshold of the twin's network is no number",
        hint: "the file is damaged or was written by another version")
    }
    return thresholds
  }

  private static func points(
    _ artifact: ModelArtifact, network: Network, profiles: [TagProfile]
  ) throws(Fault) -> [HydraulicPoint] {
    let count = profiles.count
    let names = try artifact.list("quantities")
    let elements = try artifact.vector("elements", count: count)
    let factors = try artifact.vector("factors", count: count)
    let off = try artifact.vector("off-states", count: count)
    let on = try artifact.vector("on-states", count: count)
    guard names.count == count else {
      throw Fault(.badData, "the twin has \(names.count) quantities for \(count) tags")
    }
    var points: [HydraulicPoint] = []
    for (index, name) in names.enumerated() {
      guard let quantity = HydraulicPoint.Quantity(rawValue: name),
        let element = Int(exactly: elements[index]),
        (quantity.isOfLink ? network.links.indices : network.nodes.indices).contains(element),
        quantity != .level || network.tank(ofNode: element) != nil,
        quantity != .speed || network.links[element].kind == .pump,
        quantity != .setting || network.links[element].kind.isValve,
        factors[index].isFinite, factors[index] != 0
      else {
        throw Fault(
          .badData,
          "the twin's tag \(index + 1) shows '\(name)' of element \(elements[index]), "
            + "which its network does not have",
          hint: "the file is damaged or was written by another version")
      }
      var point = HydraulicPoint(
        quantity: quantity, element: element, factor: factors[index],
        isDriven: profiles[index].isDriven)
      point.states = (off[index], on[index])
      points.append(point)
    }
    return points
  }
}
