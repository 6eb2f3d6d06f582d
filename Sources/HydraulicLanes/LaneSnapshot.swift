internal import Hydraulics

/// Everything that a scenario's further course depends on, at one moment.
///
/// It fits scenarios of the same engine. Memory O(nodes + links).
public struct LaneSnapshot: Sendable {
  let numbers: [Double]
  let statuses: [UInt8]
  let forced: [UInt8]
  let told: [ToldHead]
  let clock: LaneClock
  let energies: [PumpEnergy]
  let peakPower: Double
}

extension Scenario {
  /// The scenario as it stands; going on from it again gives the same bits.
  public var snapshot: LaneSnapshot {
    var numbers: [Double] = []
    for (array, slots) in state.keptArrays {
      for slot in 0..<slots { numbers.append(array[slot, lane]) }
    }
    let links = state.plan.slotLinks.indices
    let pumps = state.plan.network.pumps.indices
    return LaneSnapshot(
      numbers: numbers, statuses: links.map { state.status($0, lane) },
      forced: links.map { state.forced[$0 * 8 + lane] }, told: state.told[lane],
      clock: state.clocks[lane], energies: pumps.map { state.energies[$0 * 8 + lane] },
      peakPower: state.peakPowers[lane])
  }

  /// Puts the scenario back to a snapshot of the same engine, also one of another lane.
  ///
  /// - Precondition: The engine has the snapshot's numbers of nodes and links.
  public func restore(_ snapshot: LaneSnapshot) {
    let count = state.keptArrays.reduce(0) { $0 + $1.slots }
    precondition(
      count == snapshot.numbers.count && state.plan.slotLinks.count == snapshot.statuses.count,
      "a snapshot of another network")
    var at = 0
    for (array, slots) in state.keptArrays {
      for slot in 0..<slots { array[slot, lane] = snapshot.numbers[at + slot] }
      at += slots
    }
    for link in state.plan.slotLinks.indices {
      state.setStatus(link, lane, snapshot.statuses[link])
      state.forced[link * 8 + lane] = snapshot.forced[link]
    }
    state.told[lane] = snapshot.told
    // What was found of the heads that stood here before.
    state.checkedTrials = -1
    state.clocks[lane] = snapshot.clock
    for pump in state.plan.network.pumps.indices {
      state.energies[pump * 8 + lane] = snapshot.energies[pump]
    }
    state.peakPowers[lane] = snapshot.peakPower
    // Emitters of this lane must be among those that trials look at.
    for slot in 0..<state.plan.junctionCount
    where state.emitterCoefficients[slot, lane] != 0 && !state.emitterSlots.contains(slot) {
      state.emitterSlots.append(slot)
    }
    state.emitterSlots.sort()
  }
}
