internal import Hydraulics

/// The parts of calibrated zones that have an hourly chance of their own: joined by pipes, not by valves or
/// pumps whose flow nobody measures.
///
/// A zone whose parts use shares w of its water and depart independently by d each departs by d √Σw², so
/// each part's d is the zone's, divided by that.
struct DemandParts: Sendable, Equatable {
  /// One part.
  struct Part: Sendable, Equatable {
    var zone: Int
    var junctions: [Int]
    /// What of the zone's water is used here, 0 to 1.
    var share: Double
    /// The part's deviation in the zone's: 1 / √Σw².
    var scale: Double
  }

  /// The parts, zone by zone.
  let parts: [Part]

  /// Parts of a zone with less of its water go with its largest.
  private static let leastShare = 0.1

  init(_ zones: [ZoneDemand], _ network: Network) {
    let places = DemandZones(network).zones
    parts = zones.enumerated().flatMap { zone, demand -> [Part] in
      var order: [Int] = []
      var members: [Int: [Int]] = [:]
      var uses: [Int: Double] = [:]
      for junction in demand.junctions {
        let place = places[junction]
        if members[place] == nil { order.append(place) }
        members[place, default: []].append(junction)
        uses[place, default: 0] += network.nodes[junction].demands.reduce(0) { $0 + $1.base }
      }
      // In the order of places: a dictionary's own order differs from run to run.
      let total = max(order.reduce(0) { $0 + (uses[$1] ?? 0) }, .leastNormalMagnitude)
      let large = order.filter { (uses[$0] ?? 0) / total >= Self.leastShare }
      guard
        let largest = order.max(by: { (uses[$0] ?? 0) < (uses[$1] ?? 0) }), large.count > 1
      else { return [Part(zone: zone, junctions: demand.junctions, share: 1, scale: 1)] }
      for place in order where !large.contains(place) {
        members[largest, default: []] += members[place] ?? []
        uses[largest, default: 0] += uses[place] ?? 0
      }
      let squares = large.reduce(0) { sum, place in
        let share = (uses[place] ?? 0) / total
        return sum + share * share
      }
      return large.map {
        Part(
          zone: zone, junctions: (members[$0] ?? []).sorted(), share: (uses[$0] ?? 0) / total,
          scale: 1 / squares.squareRoot())
      }
    }
  }
}
