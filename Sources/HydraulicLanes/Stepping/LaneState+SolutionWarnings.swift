internal import Hydraulics

extension LaneState {
  /// What EPANET would warn of at this solution (`writehydwarn`).
  func warnings(_ lane: Int) -> HydraulicWarnings {
    let options = plan.network.options
    let clock = clocks[lane]
    var result: HydraulicWarnings = []
    if clock.trial > options.trials {
      result.insert(clock.relativeError <= options.accuracy ? .unstable : .unbalanced)
    }
    if lanesBelowElevation()[lane] != 0 { result.insert(.negativePressure) }
    for link in plan.valves where status(link, lane) >= LinkState.cannotDeliverFlow {
      result.insert(.valve)
      break
    }
    for link in plan.pumps where pumpState(link, lane) != nil {
      result.insert(.pump)
      break
    }
    if !result.isEmpty && !disconnectedJunctions(lane).isEmpty { result.insert(.disconnected) }
    return result
  }

  /// The lanes in which a junction with demand has negative pressure.
  ///
  /// Looked for in all lanes at once, and once per trial: lanes that are solved by the same trial
  /// ask one after another.
  private func lanesBelowElevation() -> LaneBits {
    if checkedTrials == trials { return lanesBelow }
    checkedTrials = trials
    lanesBelow = LaneBits(repeating: 0)
    let (heads, elevations) = (heads.vectors, tables.elevations)
    var isAnyBelow = LaneMask(repeating: false)
    for slot in 0..<plan.junctionCount { isAnyBelow .|= heads[slot] .< elevations[slot] }
    // Demands are looked at only where there is something to warn of: mostly there is not.
    guard isAnyBelow.bits != LaneBits(repeating: 0) else { return lanesBelow }
    for slot in 0..<plan.junctionCount {
      let hasDemand = (demands[slot] + emitterFlows[slot]) .> 0
      lanesBelow |= (heads[slot] .< elevations[slot] .& hasDemand).bits
    }
    return lanesBelow
  }

  /// Why a pump is not in order, nil where it is.
  func pumpState(_ link: Int, _ lane: Int) -> UInt8? {
    let present = status(link, lane)
    if present == LinkState.cannotDeliverHead { return present }
    guard present >= LinkState.open else { return nil }
    let pump = plan.pumpFacts[plan.pumpIndices[link - plan.pumps.lowerBound]]
    let q = flows[link, lane]
    if q < -SolverConstants.noiseFlow { return LinkState.cannotDeliverHead }
    return q > settings[link, lane] * pump.maximumFlow ? LinkState.exceedsMaximumFlow : nil
  }

  /// Junctions with demand that no open link joins to a reservoir, a tank or a source
  /// (`disconnected`).
  ///
  /// - Complexity: O(nodes + links).
  func disconnectedJunctions(_ lane: Int) -> [Int] {
    let junctions = plan.junctionCount
    var isReached = [Bool](repeating: false, count: plan.slotNodes.count)
    var stack = Array(junctions..<plan.slotNodes.count)
    for slot in 0..<junctions where demands[slot, lane] + emitterFlows[slot, lane] < 0 {
      stack.append(slot)
    }
    for slot in stack { isReached[slot] = true }
    while let slot = stack.popLast() {
      func visit(_ link: Int) {
        guard status(link, lane) > LinkState.closed else { return }
        let other = Int(plan.starts[link]) == slot ? Int(plan.ends[link]) : Int(plan.starts[link])
        if !isReached[other] {
          isReached[other] = true
          stack.append(other)
        }
      }
      if slot < junctions {
        for at in Int(plan.incidence.starts[slot])..<Int(plan.incidence.starts[slot + 1]) {
          visit(Int(plan.incidence.links[at]))
        }
      } else {
        for (link, _) in plan.incidence.fixedLinks[slot - junctions] { visit(link) }
      }
    }
    return (0..<junctions).filter {
      !isReached[$0] && demands[$0, lane] + emitterFlows[$0, lane] > 0
    }
  }
}
