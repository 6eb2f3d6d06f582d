public import Diagnostics
public import Hydraulics

/// One scenario of a group: its readings, and the changes that can be made to it.
///
/// Nodes and links are indices in the network. Lengths and flows are in the engine's units: metres
/// and cubic metres per second, or feet and cubic feet per second. Readings are those of the last
/// solution.
public struct Scenario {
  let state: LaneState
  let lane: Int
  let units: ReadingUnits

  /// Seconds since the start.
  public var time: Int { state.clocks[lane].time }
  /// The end of the simulation, seconds.
  public var duration: Int { state.clocks[lane].duration }
  /// True where the scenario goes no further: at its end, unbalanced with STOP, or failed.
  public var isEnded: Bool {
    let clock = state.clocks[lane]
    switch clock.phase {
    case .ended, .failed: return true
    default: return clock.isHalted || (clock.phase == .solved && clock.time >= clock.duration)
    }
  }
  /// What EPANET would warn of at the last solution.
  ///
  /// - Complexity: O(nodes), and O(links) where there is something to warn of.
  public var warnings: HydraulicWarnings { state.warnings(lane) }
  /// Whether an unbalanced solution ended the run early, as the file asks; its clock then stands at the end.
  public var isHalted: Bool { state.clocks[lane].isHalted }
  /// Trials of all solutions so far.
  public var trialCount: Int { state.clocks[lane].trialCount }
  /// Solutions so far.
  public var solutionCount: Int { state.clocks[lane].solutionCount }
  /// Total flow change over total flow of the last trial.
  public var relativeError: Double { state.clocks[lane].relativeError }

  /// Why the scenario has no solution, nil where it has.
  public var fault: Fault? {
    let clock = state.clocks[lane]
    guard clock.phase == .failed else { return nil }
    let node =
      clock.failedSlot >= 0 ? state.plan.network.nodes[state.plan.slotNodes[clock.failedSlot]] : nil
    let name = node.map { " at node '\($0.id)'" } ?? ""
    return Fault(
      .badData,
      "the hydraulic equations have no solution\(name) at \(clock.time) s "
        + "(EPANET error 110)",
      hint: "look for a valve that cannot hold its setting or a part without reservoir or tank")
  }

  /// Head of a node.
  public func head(_ node: Int) -> Double { headFeet(node) * units.length }

  /// Head of a node above its elevation; of a tank its level above the bottom.
  public func pressure(_ node: Int) -> Double {
    (headFeet(node) - state.plan.network.nodes[node].elevation) * units.length
  }

  /// The level of a tank above its bottom after some seconds if its inflow stays; of any other node
  /// ``pressure(_:)``.
  public func pressure(_ node: Int, after seconds: Int) -> Double {
    guard let index = state.plan.network.tank(ofNode: node),
      !state.plan.network.tanks[index].isReservoir
    else { return pressure(node) }
    let tank = state.plan.network.tanks[index]
    let volume = state.volumes[index, lane] + state.inflows[index, lane] * Double(seconds)
    let head = state.head(ofTank: index, volume: min(max(volume, tank.minVolume), tank.maxVolume))
    return (head - state.plan.network.nodes[node].elevation) * units.length
  }

  /// Water that leaves the network at a junction, or flows into a tank or reservoir.
  public func demand(_ node: Int) -> Double {
    let slot = state.plan.nodeSlots[node]
    if let tank = state.plan.network.tank(ofNode: node) {
      return state.inflows[tank, lane] * units.volume
    }
    return (state.demands[slot, lane] + state.emitterFlows[slot, lane]) * units.volume
  }

  /// What a junction's emitter or leak lets out, as part of ``demand(_:)``.
  public func emitterFlow(_ node: Int) -> Double {
    node < state.plan.junctionCount
      ? state.emitterFlows[state.plan.nodeSlots[node], lane] * units.volume : 0
  }

  /// Volume in a tank; 0 for anything else.
  public func volume(_ node: Int) -> Double {
    guard let tank = state.plan.network.tank(ofNode: node) else { return 0 }
    return state.volumes[tank, lane] * units.volume
  }

  /// Flow through a link, positive from its start to its end; 0 where it is closed.
  public func flow(_ link: Int) -> Double {
    let slot = state.plan.linkSlots[link]
    return state.status(slot, lane) <= LinkState.closed ? 0 : state.flows[slot, lane] * units.volume
  }

  /// Status of a link.
  public func status(_ link: Int) -> ElementStatus {
    let slot = state.plan.linkSlots[link]
    return ElementStatus(rawValue: Int(state.status(slot, lane))) ?? .open
  }

  /// Setting of a link in the file's internal units: a pump's speed, a valve's setting, a pipe's
  /// roughness; nil where a valve's status is fixed.
  public func setting(_ link: Int) -> Double? {
    let value = state.settings[state.plan.linkSlots[link], lane]
    return value == Network.missing ? nil : value
  }

  /// What EPANET would warn of a pump: that it cannot deliver its head, or exceeds its flow.
  ///
  /// Nil where the pump, an index in the network's pumps, is in order.
  public func trouble(ofPump pump: Int) -> ElementStatus? {
    let slot = state.plan.linkSlots[state.plan.network.pumps[pump].link]
    return state.pumpState(slot, lane).flatMap { ElementStatus(rawValue: Int($0)) }
  }

  /// Power of a pump in kW and its efficiency; `pump` is an index in the network's pumps.
  public func power(ofPump pump: Int) -> (kilowatts: Double, efficiency: Double) {
    let (power, efficiency) = state.power(ofPump: pump, lane)
    return (power, efficiency)
  }

  /// What a pump has used so far; `pump` is an index in the network's pumps.
  public func energy(ofPump pump: Int) -> PumpEnergy { state.energies[pump * 8 + lane] }

  /// The largest power of all pumps at once so far, kW.
  public var peakPower: Double { state.peakPowers[lane] }

  /// How well the last solution satisfies the equations.
  public var balance: HydraulicBalance {
    let inner = state.balance(lane)
    return HydraulicBalance(
      mass: inner.mass * units.volume, energy: inner.energy * units.length)
  }

  /// Junctions with demand that no open link joins to a source.
  public var disconnectedNodes: [Int] {
    state.disconnectedJunctions(lane).map { state.plan.slotNodes[$0] }.sorted()
  }

  @inline(__always) func headFeet(_ node: Int) -> Double {
    state.heads[state.plan.nodeSlots[node], lane]
  }
}
