internal import Diagnostics
internal import HydraulicLanes
internal import Hydraulics

/// A run of the model, element by element, to compare a site's tags with; SI units.
struct SimulatedCourses {
  let network: Network
  /// The nodes of tanks, and their levels in m.
  let tanks: [Int]
  let levels: [SampledCourse]
  /// Pumps, valves and pipes with a meter, their flows in m³/s and statuses.
  let drives: [Int]
  let flows: [SampledCourse]
  let statuses: [SampledCourse]
  /// Junctions whose pressure a site may measure, in m.
  let junctions: [Int]
  let pressures: [SampledCourse]

  /// Junctions beyond this are left to those beside pumps, valves and tanks.
  private static let mostJunctions = 1_000

  /// Runs the model for at least a week after a day of settling.
  ///
  /// - Parameter meters: Links whose flow somebody measures; pipes are looked at for that alone.
  /// - Throws: what the engine throws where the equations have no solution.
  init(_ network: Network, interval: Int, meters: Set<Int> = []) throws(Fault) {
    self.network = network
    let tanks = network.tanks.filter { !$0.isReservoir }.map(\.node)
    let drives = network.links.indices.filter {
      !network.links[$0].kind.isPipe || meters.contains($0)
    }
    var junctions = Array(0..<network.junctionCount)
    if junctions.count > Self.mostJunctions {
      let beside = Set(
        drives.filter { !network.links[$0].kind.isPipe }
          .flatMap { [network.links[$0].from, network.links[$0].to] })
      junctions = junctions.filter(beside.contains)
    }
    let day = 86_400
    let lanes = try HydraulicEngine(network: network).lanes(count: 1, duration: 15 * day)
    var levels = [[Double]](repeating: [], count: tanks.count)
    var flows = [[Double]](repeating: [], count: drives.count)
    var statuses = flows
    var pressures = [[Double]](repeating: [], count: junctions.count)
    try lanes.run(every: max(60, interval)) { _, scenario in
      if scenario.time < day { return }
      for (at, node) in tanks.enumerated() { levels[at].append(scenario.pressure(node)) }
      for (at, node) in junctions.enumerated() { pressures[at].append(scenario.pressure(node)) }
      for (at, link) in drives.enumerated() {
        flows[at].append(abs(scenario.flow(link)))
        statuses[at].append(
          scenario.status(link).rawValue > ElementStatus.closed.rawValue ? 1 : 0)
      }
    }
    self.tanks = tanks
    self.drives = drives
    self.junctions = junctions
    self.levels = levels.map { SampledCourse($0) }
    self.flows = flows.map { SampledCourse($0) }
    self.statuses = statuses.map { SampledCourse($0) }
    self.pressures = pressures.map { SampledCourse($0) }
  }

  /// The lowest and highest level of a tank by its number in ``tanks``, in m.
  func limits(_ tank: Int) -> (low: Double, high: Double) {
    let node = tanks[tank]
    let kept = network.tanks[node - network.junctionCount]
    let bottom = network.nodes[node].elevation
    return ((kept.minHead - bottom) * 0.3048, (kept.maxHead - bottom) * 0.3048)
  }

  /// A drive's flow in m³/s when it is on: of the run, of a pump with the same curve that runs, or of the
  /// pump's own curve; nil for what tells none of them.
  func flowWhenOn(_ drive: Int) -> (flow: Double, isSimulated: Bool)? {
    let least = 1e-7
    if flows[drive].meanWhenOn() > least { return (flows[drive].meanWhenOn(), true) }
    guard let pump = pump(drive) else { return nil }
    let sisters = drives.indices.filter {
      flows[$0].meanWhenOn() > least && pump.headCurve != nil
        && self.pump($0)?.headCurve == pump.headCurve
    }
    if !sisters.isEmpty {
      return (sisters.reduce(0) { $0 + flows[$1].meanWhenOn() } / Double(sisters.count), false)
    }
    let design = pump.q0 * 0.028_316_846_592
    return design > least ? (design, false) : nil
  }

  /// Whether a drive is a pipe with a meter.
  func isPipe(_ drive: Int) -> Bool { network.links[drives[drive]].kind.isPipe }

  private func pump(_ drive: Int) -> NetworkPump? {
    network.pump(ofLink: drives[drive]).map { network.pumps[$0] }
  }

  /// A control of a drive by a tank's level: numbers in ``drives`` and ``tanks``, levels in m.
  struct Control { var drive: Int, tank: Int, on: Double, off: Double }

  /// Pairs of simple controls that open and close one link at two levels of one tank.
  var controls: [Control] {
    var found: [Control] = []
    for (drive, link) in drives.enumerated() {
      for (tank, node) in tanks.enumerated() {
        let own = network.controls.filter { $0.link == link && $0.node == node }
        let bottom = network.nodes[node].elevation
        guard let open = own.first(where: { $0.status.rawValue > ElementStatus.closed.rawValue }),
          let close = own.first(where: { $0.status == .closed })
        else { continue }
        found.append(
          Control(
            drive: drive, tank: tank, on: (open.grade - bottom) * 0.3048,
            off: (close.grade - bottom) * 0.3048))
      }
    }
    return found + ruleControls
  }

  private var ruleControls: [Control] {
    var levels: [Int: [Int: (on: Double?, off: Double?)]] = [:]
    let metre = network.units.isMetric ? 1 : 0.3048
    for rule in network.rules {
      guard let premise = rule.premises.first(where: { $0.variable == .level }),
        case .node(let node) = premise.object, let tank = tanks.firstIndex(of: node)
      else { continue }
      for action in rule.thenActions {
        guard let drive = drives.firstIndex(of: action.link), let status = action.status else {
          continue
        }
        let value = premise.value * metre
        if status == .closed {
          levels[drive, default: [:]][tank, default: (nil, nil)].off = value
        } else {
          levels[drive, default: [:]][tank, default: (nil, nil)].on = value
        }
      }
    }
    var found: [Control] = []
    for drive in levels.keys.sorted() {
      for (tank, pair) in (levels[drive] ?? [:]).sorted(by: { $0.key < $1.key }) {
        if let on = pair.on, let off = pair.off {
          found.append(Control(drive: drive, tank: tank, on: on, off: off))
        }
      }
    }
    return found
  }

  /// Links between two sets of nodes, breadth first; `.max` where there is no way.
  func distances(from nodes: [Int]) -> [Int] {
    var neighbours = [[Int]](repeating: [], count: network.nodes.count)
    for link in network.links {
      neighbours[link.from].append(link.to)
      neighbours[link.to].append(link.from)
    }
    var distance = [Int](repeating: .max, count: network.nodes.count)
    var front = nodes
    for node in nodes { distance[node] = 0 }
    while !front.isEmpty {
      var next: [Int] = []
      for node in front {
        for other in neighbours[node] where distance[other] == .max {
          distance[other] = distance[node] + 1
          next.append(other)
        }
      }
      front = next
    }
    return distance
  }
}
