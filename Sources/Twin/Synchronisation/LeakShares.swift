internal import HydraulicLanes
internal import Hydraulics

/// A leak of a zone, spread over its junctions in parts of their own demand: telemetry tells the zone, not
/// the pipe.
struct LeakShares: Sendable {
  /// Junctions of the zone and their parts, which sum to 1.
  let shares: [(node: Int, part: Double)]

  init(_ zone: ZoneDemand, _ network: Network) {
    let bases = zone.junctions.map { node in
      (node, network.nodes[node].demands.reduce(0) { $0 + max(0, $1.base) })
    }
    let total = bases.reduce(0) { $0 + $1.1 }
    let even = 1 / Double(max(1, bases.count))
    shares = bases.map { ($0.0, total > 0 ? $0.1 / total : even) }
  }

  /// Lets so many m³/s out, in place of what leaked before.
  func open(_ flow: Double, _ scenario: Scenario) {
    for share in shares { scenario.setAddedDemand(flow * share.part, node: share.node) }
  }
}

extension ZoneDemand {
  /// What the zone uses on average over the week, its leak with it, m³/s.
  func usual(_ network: Network) -> Double {
    var sum = 0.0
    for node in junctions {
      for demand in network.nodes[node].demands {
        let multipliers = network.patterns[demand.pattern].multipliers
        let mean =
          multipliers.isEmpty ? 1 : multipliers.reduce(0, +) / Double(multipliers.count)
        sum += demand.base * mean
      }
    }
    let foot = ReadingUnits.si.volume
    // Σ base · mean of its pattern · mean of the profile + leak
    return leak.flow + sum * network.options.demandMultiplier * foot * profile.reduce(0, +) / 168
  }
}
