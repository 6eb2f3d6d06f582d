internal import HydraulicLanes
internal import Hydraulics

/// A network and its run in a few lines: sizes, steps, levels of tanks, work of pumps.
struct NetworkSummary {
  private let network: Network
  private let units: NetworkUnits
  private var levels: [(node: Int, low: Double, high: Double)]
  private var largestMass = 0.0
  private var largestHead = 0.0

  /// Nothing run yet.
  init(_ network: Network, units: NetworkUnits) {
    self.network = network
    self.units = units
    levels = network.tanks.filter { !$0.isReservoir }.map { ($0.node, .infinity, -.infinity) }
  }

  /// Takes a solution.
  mutating func add(_ scenario: Scenario) {
    let balance = scenario.balance
    largestMass = max(largestMass, balance.mass)
    largestHead = max(largestHead, balance.energy)
    for index in levels.indices {
      let level = scenario.pressure(levels[index].node)
      levels[index].low = min(levels[index].low, level)
      levels[index].high = max(levels[index].high, level)
    }
  }

  /// The lines; `end` is the scenario after its last solution.
  func text(of end: Scenario, rows: Int, columns: Int, in output: String) -> String {
    let kinds = network.links.count { $0.kind.isPipe }
    let tanks = levels.count
    let sources = network.tanks.count - tanks
    var lines = [
      "network    \(Numbers.grouped(network.junctionCount)) junctions, "
        + "\(sources) reservoir\(sources == 1 ? "" : "s"), \(tanks) tank\(tanks == 1 ? "" : "s"), "
        + "\(Numbers.grouped(kinds)) pipes, \(network.pumps.count) pumps, \(network.valves.count) valves",
      "run        \(Numbers.grouped(end.time)) s, \(Numbers.grouped(end.solutionCount)) solutions, "
        + "\(Numbers.grouped(end.trialCount)) trials",
    ]
    let names = units.names(of: network)
    let length = units.length(of: network)
    let flow = units.flow(of: network)
    lines.append(
      "residuals  mass \(Numbers.scientific(largestMass * flow)) \(names.flow) at a junction, "
        + "head \(Numbers.scientific(largestHead * length)) \(names.length) along a link")
    for (node, low, high) in levels where low <= high {
      lines.append(
        "tank       \(network.nodes[node].id): \(Numbers.plain(low * length)) to "
          + "\(Numbers.plain(high * length)) \(names.length)")
    }
    for (index, pump) in network.pumps.enumerated() {
      let energy = end.energy(ofPump: index)
      lines.append(
        "pump       \(network.links[pump.link].id): \(Numbers.plain(energy.hoursOnLine)) h on line, "
          + "\(Numbers.plain(energy.kilowattHours)) kWh"
          + (energy.cost > 0 ? ", cost \(Numbers.plain(energy.cost))" : ""))
    }
    lines.append(
      "wrote      \(output): \(Numbers.grouped(rows)) rows × \(Numbers.grouped(columns)) columns; "
        + "levels, heads in \(names.length), pressures in \(names.pressure), flows in \(names.flow)"
    )
    return lines.joined(separator: "\n")
  }
}
