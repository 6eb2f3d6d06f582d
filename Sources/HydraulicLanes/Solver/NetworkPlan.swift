internal import Foundation
internal import Hydraulics

/// A network laid out for the solver: what is the same for all scenarios, made once.
///
/// Junctions stand in the order of elimination, then reservoirs and tanks; links by what computes
/// them: pipes without minor loss, pipes with it, pumps, valves.
struct NetworkPlan: Sendable {
  /// The network as it was read.
  let network: Network
  /// The pattern of the matrix; rows are junctions.
  let pattern: SparsePattern
  /// The number of junctions.
  let junctionCount: Int
  /// The slot of every node of the network.
  let nodeSlots: [Int]
  /// The node of every slot.
  let slotNodes: [Int]
  /// Elevation by node slot, ft.
  let elevations: [Double]
  /// The slot of every link of the network.
  let linkSlots: [Int]
  /// The link of every slot.
  let slotLinks: [Int]
  /// Start node slot of every link slot.
  let starts: [Int32]
  /// End node slot of every link slot.
  let ends: [Int32]
  /// Resistance of every pipe slot (EPANET's `R`).
  let resistances: [Double]
  /// Minor loss of every link slot, ft/cfs².
  let minorLosses: [Double]
  /// Link slots of pipes without minor loss.
  let plainPipes: Range<Int>
  /// Link slots of pipes with minor loss; all pipes with Darcy-Weisbach.
  let lossyPipes: Range<Int>
  /// Link slots of pumps.
  let pumps: Range<Int>
  /// Link slots of valves.
  let valves: Range<Int>
  /// Kind of every link slot.
  let kinds: [NetworkLink.Kind]
  /// The pumps in the network's order.
  let pumpFacts: [PumpFacts]
  /// Index in ``pumpFacts`` of every pump slot, from the first of them.
  let pumpIndices: [Int]
  /// The simple controls in the network's order.
  let controls: [ControlFacts]
  /// All demands, junction by junction in the network's order.
  let demands: [DemandFacts]
  /// Reservoirs whose head follows a pattern.
  let reservoirPatterns: [ReservoirPattern]
  /// Indices of tanks that are no reservoirs.
  let storageTanks: [Int]
  /// Slots of PRVs, PSVs and FCVs in the network's order of valves.
  let controlValves: [Int]
  /// The entry of the matrix of each of ``controlValves``' links; nil at a fixed node.
  let controlEntries: [Int: Int?]
  /// Which links meet at each junction.
  let incidence: JunctionIncidence
  /// Link slots whose status EPANET checks after an iteration, in the file's order.
  let checkedLinks: [Int]

  /// Lays a network out; O(links · log links + fill).
  init(_ network: Network) {
    self.network = network
    let junctions = network.junctionCount
    junctionCount = junctions
    var pairs: [(Int, Int)] = []
    for link in network.links where link.from < junctions && link.to < junctions {
      pairs.append((link.from, link.to))
    }
    let pattern = SparsePattern(count: junctions, pairs: pairs)
    self.pattern = pattern
    nodeSlots = network.nodes.indices.map { $0 < junctions ? pattern.steps[$0] : $0 }
    var slotNodes = Array(network.nodes.indices)
    for (node, slot) in nodeSlots.enumerated() { slotNodes[slot] = node }
    self.slotNodes = slotNodes
    elevations = slotNodes.map { network.nodes[$0].elevation }

    let hasFrictionFactor = network.options.headLoss == .darcyWeisbach
    let group = network.links.map { link -> Int in
      switch link.kind {
      case .checkValvePipe, .pipe: hasFrictionFactor || link.minorLoss > 0 ? 1 : 0
      case .pump: 2
      default: 3
      }
    }
    slotLinks = (0..<4).flatMap { wanted in group.indices.filter { group[$0] == wanted } }
    var linkSlots = [Int](repeating: 0, count: network.links.count)
    for (slot, link) in slotLinks.enumerated() { linkSlots[link] = slot }
    self.linkSlots = linkSlots
    var bounds = [0]
    for wanted in 0..<4 {
      bounds.append(bounds[wanted] + group.reduce(0) { $0 + ($1 == wanted ? 1 : 0) })
    }
    plainPipes = bounds[0]..<bounds[1]
    lossyPipes = bounds[1]..<bounds[2]
    pumps = bounds[2]..<bounds[3]
    valves = bounds[3]..<bounds[4]
    let slots = nodeSlots
    starts = slotLinks.map { Int32(slots[network.links[$0].from]) }
    ends = slotLinks.map { Int32(slots[network.links[$0].to]) }
    minorLosses = slotLinks.map { network.links[$0].minorLoss }
    resistances = slotLinks.map { Self.resistance(network.links[$0], network.options) }
    var pumpOfLink = [Int](repeating: -1, count: network.links.count)
    for (index, pump) in network.pumps.enumerated() { pumpOfLink[pump.link] = index }
    pumpIndices = pumps.map { [slotLinks] in pumpOfLink[slotLinks[$0]] }
    kinds = slotLinks.map { network.links[$0].kind }
    pumpFacts = network.pumps.map { PumpFacts($0, link: linkSlots[$0.link]) }
    controls = Self.controls(network, nodes: nodeSlots, links: linkSlots)
    let nodeSlotList = nodeSlots
    demands = (0..<junctions).flatMap { node in
      network.nodes[node].demands.map {
        DemandFacts(slot: nodeSlotList[node], base: $0.base, pattern: $0.pattern)
      }
    }
    reservoirPatterns = network.tanks.enumerated().compactMap { index, tank in
      guard tank.isReservoir, let pattern = tank.headPattern, pattern > 0 else { return nil }
      return ReservoirPattern(
        slot: junctions + index, elevation: network.nodes[tank.node].elevation, pattern: pattern)
    }
    storageTanks = network.tanks.indices.filter { !network.tanks[$0].isReservoir }
    controlValves = network.valves.filter {
      switch network.links[$0].kind {
      case .pressureReducing, .pressureSustaining, .flowControl: true
      default: false
      }
    }.map { linkSlots[$0] }
    var entries: [Int: Int?] = [:]
    for link in controlValves {
      let (a, b) = (Int(starts[link]), Int(ends[link]))
      entries[link] =
        a < junctions && b < junctions ? pattern.entry(pattern.rows[a], pattern.rows[b]) : nil
    }
    controlEntries = entries
    incidence = JunctionIncidence(
      junctionCount: junctions, nodeCount: network.nodes.count, starts: starts, ends: ends,
      pattern: pattern)
    checkedLinks = network.links.indices.filter {
      let link = network.links[$0]
      return link.kind == .checkValvePipe || link.kind == .pump || link.kind == .flowControl
        || link.from >= junctions || link.to >= junctions
    }.map { linkSlots[$0] }
  }

  /// EPANET's flow resistance (`resistcoeff`).
  ///
  /// Hazen-Williams: 4.727·L / (C^1.852·d^4.871); Darcy-Weisbach: L / (2·g·d·A²) without the
  /// friction factor; Chezy-Manning: (4·n / (1.49·π·d²))²·(d/4)^−1.333·L.
  private static func resistance(_ link: NetworkLink, _ options: HydraulicOptions) -> Double {
    guard link.kind.isPipe else {
      return link.kind == .pump ? SolverConstants.big : SolverConstants.small
    }
    let d = link.diameter
    switch options.headLoss {
    case .hazenWilliams:
      return 4.727 * link.length / pow(link.setting, options.headLossExponent) / pow(d, 4.871)
    case .darcyWeisbach:
      let area = Double.pi * (d * d) / 4
      return link.length / 2 / 32.2 / d / (area * area)
    case .chezyManning:
      let factor = 4 * link.setting / (1.49 * Double.pi * (d * d))
      return factor * factor * pow(d / 4, -1.333) * link.length
    }
  }
}
