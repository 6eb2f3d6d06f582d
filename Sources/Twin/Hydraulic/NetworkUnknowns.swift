internal import Hydraulics
internal import Learning
internal import LinearAlgebra

/// A number of a network that telemetry may tell, as exp θ times what the file says.
struct NetworkUnknown: Sendable {
  /// Which number.
  enum Kind: Sendable {
    /// A tank's area, by its place among the tanks.
    case tankArea(Int)
    /// A pump's head, by its place among the pumps.
    case pumpHead(Int)
    /// The roughness of pipes, by the links.
    case roughness([Int])
  }

  /// Which number.
  var kind: Kind
  /// What it is, for people.
  var name: String
  /// The standard deviation of θ before anything is seen: drawings are as good as that.
  var prior: Double

  /// Multiplies the number.
  func multiply(_ factors: inout NetworkFactors, by factor: Double) {
    switch kind {
    case .tankArea(let tank): factors.tankAreas[tank] *= factor
    case .pumpHead(let pump): factors.pumpHeads[pump] *= factor
    case .roughness(let links): for link in links { factors.roughness[link] *= factor }
    }
  }
}

extension NetworkUnknown {
  /// Areas and curves are measured when they are built, and silt up or wear; roughness is mostly a guess.
  private static let priors = (area: 0.1, head: 0.1, roughness: 0.2)
  /// A pump that runs in fewer of the rows is not asked for.
  private static let leastRunning = 0.05

  /// What a record may tell of a twin's network: areas of measured tanks, heads of pumps that are measured and
  /// run, roughness of zones in which something is measured.
  ///
  /// - Returns: Those, and areas of tanks that nobody measures and heads of pumps that hardly run, which nothing tells.
  static func all(
    of twin: HydraulicTwin, _ record: ProcessRecord
  ) -> (asked: [NetworkUnknown], silent: [NetworkUnknown]) {
    let network = twin.network
    var unknowns: [NetworkUnknown] = []
    var silent: [NetworkUnknown] = []
    for (place, tank) in network.tanks.enumerated() where !tank.isReservoir {
      let isMeasured = twin.points.contains { twin.isStock($0) && $0.element == tank.node }
      let name = "area of tank \(network.nodes[tank.node].id), in parts of the network's"
      let own = NetworkUnknown(kind: .tankArea(place), name: name, prior: priors.area)
      if isMeasured { unknowns.append(own) } else { silent.append(own) }
    }
    for (place, pump) in network.pumps.enumerated() {
      let isSeenRunning = twin.points.indices.contains { tag in
        let point = twin.points[tag]
        guard point.quantity.isOfLink, point.element == pump.link else { return false }
        let column = record.column(tag)
        let running = column.count { value in
          point.quantity == .status ? point.isOpen(value) : value > 0
        }
        return Double(running) > leastRunning * Double(column.count)
      }
      let name = "head of pump \(network.links[pump.link].id), in parts of the network's"
      let own = NetworkUnknown(kind: .pumpHead(place), name: name, prior: priors.head)
      if isSeenRunning { unknowns.append(own) } else { silent.append(own) }
    }
    return (unknowns + roughness(of: twin), silent)
  }

  private static func roughness(of twin: HydraulicTwin) -> [NetworkUnknown] {
    let network = twin.network
    let zones = twin.zones
    func zone(ofNode node: Int) -> Int? {
      node < network.junctionCount ? zones.zones[node] : nil
    }
    func zone(ofLink link: Int) -> Int? {
      zone(ofNode: network.links[link].from) ?? zone(ofNode: network.links[link].to)
    }
    var measured: Set<Int> = []
    for point in twin.points where !point.isActuator {
      let own =
        point.quantity.isOfLink ? zone(ofLink: point.element) : zone(ofNode: point.element)
      if let own { measured.insert(own) }
      // A tank tells of the pipes that lead to it.
      if !point.quantity.isOfLink, network.tank(ofNode: point.element) != nil {
        for link in network.links
        where link.from == point.element || link.to == point.element {
          if let own = zone(ofNode: link.from) ?? zone(ofNode: link.to) { measured.insert(own) }
        }
      }
    }
    var pipes = [[Int]](repeating: [], count: zones.count)
    for (index, link) in network.links.enumerated() where link.kind.isPipe {
      if let own = zone(ofLink: index) { pipes[own].append(index) }
    }
    return measured.sorted().compactMap { own in
      guard !pipes[own].isEmpty, let first = zones.zones.firstIndex(of: own) else { return nil }
      return NetworkUnknown(
        kind: .roughness(pipes[own]),
        name: "roughness in the zone of \(network.nodes[first].id), in parts of the network's",
        prior: priors.roughness)
    }
  }
}
