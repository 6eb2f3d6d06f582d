internal import HydraulicLanes
public import Hydraulics

/// The parts of a network whose use can be told from telemetry: measured flows bound them, and all
/// their tanks are measured, so that what flows in and is not stored is used there.
///
/// O(nodes + links).
public struct BalancedZones: Sendable, Equatable {
  /// A measured flow over a zone's border.
  public struct Border: Sendable, Equatable {
    /// The tag.
    public var tag: Int
    /// The link.
    public var link: Int
    /// m³/s into the zone per unit of the tag.
    public var inflow: Double
  }

  /// A measured tank in a zone.
  public struct Stored: Sendable, Equatable {
    /// The tag.
    public var tag: Int
    /// The tank's node.
    public var node: Int
    /// m³ per unit of the tag.
    public var volume: Double
  }

  /// One part.
  public struct Zone: Sendable, Equatable {
    /// The junctions that have a demand.
    public var junctions: [Int]
    /// What flows over its border.
    public var borders: [Border]
    /// What it stores.
    public var tanks: [Stored]
    /// Tags of measured flows between two of its own nodes.
    public var inner: [Int]
  }

  /// The zones with a demand, in the order of their first junctions.
  public let zones: [Zone]

  /// The zones that some tags of a network close.
  ///
  /// Left out are zones with a reservoir, with a tank whose level no tag shows or whose cross-section is
  /// not the same at every height, and those without a measured flow.
  public init(_ network: Network, points: [HydraulicPoint]) {
    let foot = ReadingUnits.si.length
    var flows: [Int: Int] = [:]
    var levels: [Int: Int] = [:]
    for (tag, point) in points.enumerated() {
      if point.quantity == .flow, flows[point.element] == nil { flows[point.element] = tag }
      if point.isHeight, network.tank(ofNode: point.element) != nil, levels[point.element] == nil {
        levels[point.element] = tag
      }
    }
    let roots = network.parts { flows[$0] == nil }
    var open: Set<Int> = []
    for tank in network.tanks
    where tank.isReservoir || levels[tank.node] == nil || tank.volumeCurve != nil {
      open.insert(roots[tank.node])
    }
    var order: [Int] = []
    var junctions: [Int: [Int]] = [:]
    for node in 0..<network.junctionCount where !open.contains(roots[node]) {
      guard network.nodes[node].demands.contains(where: { $0.base > 0 }) else { continue }
      if junctions[roots[node]] == nil { order.append(roots[node]) }
      junctions[roots[node], default: []].append(node)
    }
    zones = order.compactMap { root in
      let borders = flows.sorted { $0.key < $1.key }.compactMap { link, tag -> Border? in
        let ends = (roots[network.links[link].from], roots[network.links[link].to])
        guard (ends.0 == root) != (ends.1 == root) else { return nil }
        return Border(tag: tag, link: link, inflow: (ends.1 == root ? 1 : -1) / points[tag].factor)
      }
      if borders.isEmpty { return nil }
      let tanks = levels.sorted { $0.key < $1.key }.filter { roots[$0.key] == root }
        .compactMap { node, tag -> Stored? in
          guard let tank = network.tank(ofNode: node) else { return nil }
          return Stored(
            tag: tag, node: node,
            volume: network.tanks[tank].area * foot * foot / points[tag].factor)
        }
      let inner = flows.sorted { $0.key < $1.key }.filter { link, _ in
        roots[network.links[link].from] == root && roots[network.links[link].to] == root
      }.map(\.value)
      return Zone(
        junctions: junctions[root] ?? [], borders: borders, tanks: tanks, inner: inner)
    }
  }
}
