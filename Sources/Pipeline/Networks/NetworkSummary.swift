internal import HydraulicLanes
internal import Hydraulics

/// Gathers what a ``NetworkReport`` tells of a run: residuals, levels of tanks, work of pumps.
struct NetworkSummary {
  private let network: Network
  private let units: NetworkUnits
  private var levels: [(node: Int, low: Double, high: Double)]
  private var largestMass = 0.0
  private var largestHead = 0.0
  private var unbalanced = NetworkReport.Unbalanced(solutions: 0, mass: 0, head: 0)

  /// Nothing run yet.
  init(_ network: Network, units: NetworkUnits) {
    self.network = network
    self.units = units
    levels = network.tanks.filter { !$0.isReservoir }.map { ($0.node, .infinity, -.infinity) }
  }

  /// Takes a solution.
  mutating func add(_ scenario: Scenario) {
    let balance = scenario.balance
    if scenario.warnings.contains(.unbalanced) {
      unbalanced.solutions += 1
      unbalanced.mass = max(unbalanced.mass, balance.mass)
      unbalanced.head = max(unbalanced.head, balance.energy)
    } else {
      largestMass = max(largestMass, balance.mass)
      largestHead = max(largestHead, balance.energy)
    }
    for index in levels.indices {
      let level = scenario.pressure(levels[index].node)
      levels[index].low = min(levels[index].low, level)
      levels[index].high = max(levels[index].high, level)
    }
  }

  /// The report; `end` is the scenario after its last solution, at `time` seconds.
  func report(
    of end: Scenario, solvedAt time: Int, output: NetworkReport.Output, warnings: [String]
  ) -> NetworkReport {
    let length = units.length(of: network)
    let flow = units.flow(of: network)
    // EPANET counts a single solution as an hour.
    let hours = end.duration == 0 ? 1 : Double(end.duration) / 3_600
    let pumps = network.pumps.enumerated().map { index, pump in
      NetworkReport.Pump(network.links[pump.link].id, end.energy(ofPump: index), hours: hours)
    }
    // EPANET 2.2 saves the same, and multiplies it with the charge once more where it prints it.
    let demandCharge = end.peakPower * network.energy.demandCharge
    return NetworkReport(
      network: .init(network), units: .init(network, units), seconds: time,
      solutions: end.solutionCount, trials: end.trialCount,
      residuals: .init(
        mass: largestMass * flow, head: largestHead * length),
      unbalanced: unbalanced.solutions == 0
        ? nil
        : .init(
          solutions: unbalanced.solutions, mass: unbalanced.mass * flow,
          head: unbalanced.head * length),
      tanks: levels.filter { $0.low <= $0.high }.map {
        .init(id: network.nodes[$0.node].id, low: $0.low * length, high: $0.high * length)
      },
      pumps: pumps, peakPower: end.peakPower, demandCharge: demandCharge,
      totalCost: pumps.reduce(demandCharge) { $0 + $1.cost }, output: output, warnings: warnings)
  }
}
