internal import Hydraulics

/// Where the parts of a member's state stand in its column.
struct SynchronisedLayout: Sendable, Equatable {
  /// Nodes of the tanks.
  let tanks: [Int]
  /// How many zones there are.
  let zones: Int
  /// What has an hourly chance of its own.
  let parts: [DemandParts.Part]
  /// The zones whose whole days depart from what is expected.
  let days: [Int]
  /// Links that somebody or something switches: pumps, valves, and what controls, rules or tags name.
  let links: [Int]

  init(_ twin: HydraulicTwin) {
    let network = twin.network
    tanks = network.tanks.filter { !$0.isReservoir }.map(\.node)
    zones = twin.zoneDemands.count
    parts = DemandParts(twin.zoneDemands, network).parts
    days = twin.zoneDemands.indices.filter { twin.zoneDemands[$0].dayDeviation > 0 }
    var links = Set(network.controls.map(\.link))
    for rule in network.rules {
      for action in rule.thenActions + rule.elseActions { links.insert(action.link) }
    }
    for point in twin.points where point.isActuator { links.insert(point.element) }
    for (index, link) in network.links.enumerated() where link.kind == .pump || link.kind.isValve {
      links.insert(index)
    }
    self.links = links.filter { network.links[$0].kind != .checkValvePipe }.sorted()
  }

  /// Numbers of a member.
  var count: Int { tanks.count + parts.count + 2 * zones + days.count }
  /// Numbers that chance moves in every row.
  var draws: Int { parts.count + 2 * zones + days.count }

  /// The hourly deviation of a part, in standard deviations.
  func deviation(_ part: Int) -> Int { tanks.count + part }
  /// The slow deviation of a zone, in parts of what is expected.
  func drift(_ zone: Int) -> Int { tanks.count + parts.count + zone }
  /// The leak of a zone, m³/s.
  func leak(_ zone: Int) -> Int { tanks.count + parts.count + zones + zone }

  /// By how much the day of a zone departs, in parts of what is expected; nil where days do not.
  func day(_ zone: Int) -> Int? {
    days.firstIndex(of: zone).map { tanks.count + parts.count + 2 * zones + $0 }
  }

  /// What tells how a zone uses water: its parts' hourly deviations, its slow deviation, its leak, its day.
  func components(ofZone zone: Int) -> [Int] {
    parts.indices.filter { parts[$0].zone == zone }.map(deviation) + [drift(zone), leak(zone)]
      + (day(zone).map { [$0] } ?? [])
  }
}
