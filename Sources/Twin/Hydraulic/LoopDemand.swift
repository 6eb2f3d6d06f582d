internal import Diagnostics
internal import HydraulicLanes
internal import Hydraulics
internal import Telemetry

/// The demand of one closed loop, set one row ahead of what is read.
///
/// EPANET's reports show a moment's flows and pressures with the demand of the time after it, and so do
/// historians of simulated plants. So the demand of the row to come is drawn and set before a row is read,
/// from the chance of the row to come: what else that row decides goes on with what is left of it.
struct LoopDemand: Sendable {
  /// Decides all chance of the row to come.
  private(set) var seed: UInt64 = 0
  /// What is left of that chance after the demand.
  private(set) var chance = SeededGenerator(seed: 0)
  private var network: StochasticDemand.Course
  private var zones: ZoneDemand.Course
  private var factors: [Double]
  private let isStochastic: Bool
  /// Nothing is set where nothing differs from the file: the engine's own run keeps its bits.
  private let isSet: Bool

  /// The demand of a loop that begins; a quiet one has no chance.
  init(_ twin: HydraulicTwin, isQuiet: Bool, beginning: DemandBeginning?) {
    isStochastic = !isQuiet && !twin.settings.demand.isNone
    isSet = isStochastic || !twin.zoneDemands.isEmpty
    network = StochasticDemand.Course(twin.settings.demand, zones: twin.zones)
    zones = ZoneDemand.Course(twin.zoneDemands, isQuiet: isQuiet, beginning: beginning)
    factors = [Double](repeating: 1, count: twin.network.junctionCount)
  }

  /// Goes on to a row and sets what junctions use in the time before it.
  ///
  /// One draw of the generator a row, whatever happens in it: an attacked run and an untouched one share their
  /// chances.
  mutating func advance(
    to time: Timestamp, of twin: HydraulicTwin, _ scenario: Scenario,
    generator: inout SeededGenerator
  ) {
    seed = generator.next()
    chance = SeededGenerator(seed: seed)
    guard isSet else { return }
    if isStochastic {
      network.advance(
        local: twin.local(time), after: twin.interval.seconds, factors: &factors,
        generator: &chance)
    }
    // A row stands for the time before it.
    zones.advance(
      local: twin.local(time) - twin.interval.seconds / 2, after: twin.interval.seconds,
      factors: &factors, generator: &chance)
    put(scenario, of: twin)
  }

  // Junctions without a demand keep their factor: nothing is multiplied there.
  private func put(_ scenario: Scenario, of twin: HydraulicTwin) {
    scenario.setDemandFactors(factors)
  }

  /// Has the lane solved once more with the demand that is set.
  ///
  /// Every row begins with that, because a controller that is told something else has the lane solved again as
  /// well, and a message on which nobody acts shall leave all bits as they are.
  func solveAgain(_ scenario: Scenario) {
    if isSet { scenario.solveAgain() }
  }
}
