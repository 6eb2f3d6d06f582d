internal import Hydraulics

extension LaneState {
  /// Sums over all flows of a trial, by lane.
  struct FlowChange {
    /// Σ |q|.
    var flow = LaneVector(repeating: 0)
    /// Σ |Δq|.
    var change = LaneVector(repeating: 0)
    /// max |Δq|.
    var largest = LaneVector(repeating: 0)

    @inline(__always) mutating func add(flow q: LaneVector, change dq: LaneVector) {
      let size = dq.magnitudes
      flow += q.magnitudes
      change += size
      largest.replace(with: size, where: size .> largest)
    }
  }

  /// New flows from new heads (`newflows`): Δq = Y − P·(Hᵢ − Hⱼ), times the relaxation.
  ///
  /// Lanes outside `active` keep theirs.
  func updateFlows(active: LaneBits, relaxation: LaneVector) -> FlowChange {
    var total = FlowChange()
    updateLinkFlows(0..<plan.pumps.lowerBound, &total, active, relaxation)
    updatePumpFlows(&total, active, relaxation)
    updateLinkFlows(plan.valves, &total, active, relaxation)
    updateInflows(active)
    updateOutflows(&total, active, relaxation)
    return total
  }

  @inline(__always) private func updateLinkFlows(
    _ links: Range<Int>, _ total: inout FlowChange, _ active: LaneBits, _ relaxation: LaneVector
  ) {
    let (starts, ends) = (tables.starts, tables.ends)
    let (heads, gradients) = (heads.vectors, gradients.vectors)
    let (flows, corrections) = (flows.vectors, corrections.vectors)
    var sum = total
    for link in links {
      let dh = heads[Int(starts[link])] - heads[Int(ends[link])]
      let change = (corrections[link].addingProduct(-gradients[link], dh) * relaxation).kept(active)
      let q = flows[link] - change
      flows[link] = q
      sum.add(flow: q, change: change)
    }
    total = sum
  }

  private func updatePumpFlows(
    _ total: inout FlowChange, _ active: LaneBits, _ relaxation: LaneVector
  ) {
    for link in plan.pumps {
      let dh = heads[Int(plan.starts[link])] - heads[Int(plan.ends[link])]
      var change = corrections[link].addingProduct(-gradients[link], dh) * relaxation
      let q = flows[link]
      let pump = plan.pumpFacts[plan.pumpIndices[link - plan.pumps.lowerBound]]
      if pump.form == .constantPower {
        // The flow of a constant-power pump must not turn. Through a closed one flows P·Δh, and
        // where nothing hangs behind it that is the rounding error of heads times 10⁻⁸: noise
        // whose sign must not decide.
        change.replace(with: q * 0.5, where: change .> q + SolverConstants.noiseFlow)
      }
      change = change.kept(active)
      flows[link] = q - change
      total.add(flow: q - change, change: change)
    }
  }

  /// Net inflow of reservoirs and tanks through open links.
  private func updateInflows(_ active: LaneBits) {
    for (fixed, links) in plan.incidence.fixedLinks.enumerated() {
      var sum = LaneVector(repeating: 0)
      for (link, isEnd) in links {
        let q = flows[link].kept(openMasks[link])
        if isEnd { sum += q } else { sum -= q }
      }
      inflows[fixed] = sum.kept(active, else: inflows[fixed])
    }
  }

  private func updateOutflows(
    _ total: inout FlowChange, _ active: LaneBits, _ relaxation: LaneVector
  ) {
    for slot in emitterSlots {
      let exists = (emitterCoefficients[slot] .!= 0).bits & active
      let dh = heads[slot] - tables.elevations[slot]
      let change =
        ((emitterLosses[slot] - dh) / emitterGradients[slot] * relaxation).kept(exists)
      emitterFlows[slot] -= change
      total.add(flow: emitterFlows[slot], change: change)
    }
    let options = plan.network.options
    guard options.demandModel == .pressureDriven else { return }
    for slot in 0..<plan.junctionCount {
      let exists = (fullDemands[slot] .> 0).bits
      let dh = heads[slot] - tables.elevations[slot] - options.minimumPressure
      let change = ((demandLosses[slot] - dh) / demandGradients[slot] * relaxation)
        .kept(exists & active)
      demands[slot] -= change
      total.add(flow: demands[slot].kept(exists), change: change)
    }
  }
}
