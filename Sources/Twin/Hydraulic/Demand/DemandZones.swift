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
    var parents = Array(0..<junctions)
    func root(_ node: Int) -> Int {
      var at = node
      while parents[at] != at {
        parents[at] = parents[parents[at]]
        at = parents[at]
      }
      return at
    }
    for link in network.links
    where link.kind.isPipe && link.from < junctions && link.to < junctions {
      let (a, b) = (root(link.from), root(link.to))
      if a != b { parents[max(a, b)] = min(a, b) }
    }
    var numbers: [Int: Int] = [:]
    zones = (0..<junctions).map { junction in
      let top = root(junction)
      if let number = numbers[top] { return number }
      numbers[top] = numbers.count
      return numbers.count - 1
    }
    count = numbers.count
  }
}
