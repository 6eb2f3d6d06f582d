public import Hydraulics

/// Which junctions belong together: joined by pipes, not by pumps, valves or tanks.
///
/// O(nodes + links).
public struct DemandZones: Sendable, Equatable {
  /// The zone of each junction, numbered from 0 in the order of their first junctions.
  public let zones: [Int]
  /// How many zones there are.
  public let count: Int

  /// The zones of a network.
  public init(_ network: Network) {
    let junctions = network.junctionCount
    let roots = network.parts { index in
      let link = network.links[index]
      return link.kind.isPipe && link.from < junctions && link.to < junctions
    }
    var numbers: [Int: Int] = [:]
    zones = roots.prefix(junctions).map { root in
      if let number = numbers[root] { return number }
      numbers[root] = numbers.count
      return numbers.count - 1
    }
    count = numbers.count
  }
}
