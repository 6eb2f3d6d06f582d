internal import HydraulicLanes
internal import Hydraulics
internal import LinearAlgebra
internal import Telemetry

extension SynchronisedState {
  /// One member as a closed loop begins with it.
  struct Member: Sendable {
    /// Levels of tanks, metres.
    var levels: [(node: Int, level: Double)]
    /// What is wanted of links.
    var links: [(link: Int, wanted: WantedLink)]
    /// How zones use water.
    var demand: DemandBeginning
    /// What leaks at each junction, m³/s.
    var leaks: [Int: Double]

    /// Puts a scenario that has not begun into this state.
    func put(_ scenario: Scenario, of network: Network) {
      for (node, level) in levels { scenario.setLevel(level, node: node) }
      for (link, wanted) in links where WantedLink(scenario, link) != wanted {
        wanted.put(scenario, link, of: network)
        scenario.release(link)
      }
      for (node, flow) in leaks { scenario.setAddedDemand(flow, node: node) }
    }
  }

  /// A member; the noise of a zone with several parts is their weighted sum.
  func member(_ index: Int, of twin: HydraulicTwin) -> Member {
    let column = ensemble.column(index)
    var deviations = [Double](repeating: 0, count: layout.zones)
    for (place, part) in layout.parts.enumerated() {
      deviations[part.zone] += part.share * part.scale * column[layout.deviation(place)]
    }
    var leaks: [Int: Double] = [:]
    for (zone, demand) in twin.zoneDemands.enumerated() {
      for share in LeakShares(demand, twin.network).shares {
        leaks[share.node] = column[layout.leak(zone)] * share.part
      }
    }
    return Member(
      levels: zip(layout.tanks, column).map { (node: $0, level: $1) },
      links: zip(layout.links, links[index]).map { (link: $0, wanted: $1) },
      demand: DemandBeginning(
        deviations: deviations, drifts: (0..<layout.zones).map { column[layout.drift($0)] },
        days: (0..<layout.zones).map { zone in layout.day(zone).map { column[$0] } ?? 0 },
        memory: memory.seconds),
      leaks: leaks)
  }
}
