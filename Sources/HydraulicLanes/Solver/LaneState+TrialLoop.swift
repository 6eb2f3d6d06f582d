internal import Hydraulics

extension LaneState {
  /// One trial of Todini and Pilati's gradient method in every lane that is solving (`hydsolve`).
  ///
  /// Lanes need not be at the same time nor at the same trial: each finishes by itself.
  func runTrial(active: LaneBits) {
    trials += 1
    computeCoefficients()
    assemble()
    let least = SparseSolve.solve(
      plan.pattern, grounds: grounds.vectors, weights: weights.vectors, right: right.vectors,
      inverse: inverse.vectors)
    var accepted = active
    if !LaneState.areAllPositive(least, active) {
      for lane in 0..<8 where active[lane] != 0 && !(least[lane] > 0) {
        accepted[lane] = 0
        mendIllConditioned(lane)
      }
    }
    for slot in 0..<plan.junctionCount {
      heads.vectors[slot] = right.vectors[slot].kept(accepted, else: heads.vectors[slot])
    }
    var relaxation = LaneVector(repeating: 1)
    if plan.network.options.dampingLimit > 0 {
      for lane in 0..<8 { relaxation[lane] = clocks[lane].relaxation }
    }
    let total = updateFlows(active: accepted, relaxation: relaxation)
    let accuracy = plan.network.options.accuracy
    for lane in 0..<8 where accepted[lane] != 0 {
      let flow = total.flow[lane]
      let change = total.change[lane]
      concludeTrial(
        lane, error: flow > accuracy ? change / flow : change, largest: total.largest[lane])
    }
  }

  private static func areAllPositive(_ least: LaneVector, _ active: LaneBits) -> Bool {
    for lane in 0..<8 where active[lane] != 0 && !(least[lane] > 0) { return false }
    return true
  }

  /// What follows a row without a positive pivot: a control valve there gives up, else no solution.
  private func mendIllConditioned(_ lane: Int) {
    var row = 0
    while row < plan.junctionCount && inverse[row, lane] > 0 && inverse[row, lane].isFinite {
      row += 1
    }
    clocks[lane].trialCount += 1
    for index in plan.network.valves {
      let link = plan.linkSlots[index]
      guard Int(plan.starts[link]) == row || Int(plan.ends[link]) == row else { continue }
      let kind = plan.network.links[index].kind
      guard status(link, lane) == LinkState.active else { break }
      switch kind {
      case .flowControl: setStatus(link, lane, LinkState.cannotDeliverFlow)
      case .pressureReducing, .pressureSustaining:
        setStatus(link, lane, LinkState.cannotDeliverPressure)
      default:
        fail(lane, row)
        return
      }
      return
    }
    fail(lane, row)
  }

  private func fail(_ lane: Int, _ row: Int) {
    clocks[lane].failedSlot = row
    clocks[lane].phase = .failed
  }

  /// Checks convergence and statuses after a trial and goes to the next, or ends the solution.
  private func concludeTrial(_ lane: Int, error: Double, largest: Double) {
    let options = plan.network.options
    guard error.isFinite else {
      fail(lane, -1)
      return
    }
    var clock = clocks[lane]
    clock.relativeError = error
    clock.trialCount += 1
    clock.relaxation = 1
    var valvesChanged = false
    if options.dampingLimit > 0 {
      if error <= options.dampingLimit {
        clock.relaxation = 0.6
        valvesChanged = updateValveStatuses(lane)
      }
    } else if !plan.controlValves.isEmpty {
      valvesChanged = updateValveStatuses(lane)
    }
    var isDone = false
    if error <= options.accuracy && hasConverged(lane, &clock, largest: largest) {
      if clock.trial > options.trials {
        isDone = true
      } else {
        var changed = valvesChanged
        if updateLinkStatuses(lane) { changed = true }
        if applyPressureSwitches(lane) { changed = true }
        isDone = !changed
        clock.nextCheck = clock.trial + options.checkFrequency
      }
    } else if clock.trial <= options.maximumCheck && clock.trial == clock.nextCheck {
      _ = updateLinkStatuses(lane)
      clock.nextCheck += options.checkFrequency
    }
    if !isDone {
      clock.trial += 1
      isDone = clock.trial > options.trials + max(0, options.extraTrials)
    }
    if isDone {
      clock.phase = .solved
      clock.solutionCount += 1
    }
    clocks[lane] = clock
  }

  /// The criteria beside the relative flow change (`hasconverged`).
  private func hasConverged(_ lane: Int, _ clock: inout LaneClock, largest: Double) -> Bool {
    let options = plan.network.options
    if options.headErrorLimit > 0, largestHeadError(lane) > options.headErrorLimit { return false }
    if options.flowChangeLimit > 0, largest > options.flowChangeLimit { return false }
    guard options.demandModel == .pressureDriven else { return true }
    return hasConvergedDemands(lane, &clock)
  }

  /// max |Hᵢ − Hⱼ − h(q)| over open links at the new flows, ft.
  ///
  /// Recomputes P and Y of all lanes, which the next trial does in any case.
  func largestHeadError(_ lane: Int) -> Double {
    computeCoefficients()
    var largest = 0.0
    for link in plan.slotLinks.indices where status(link, lane) > LinkState.closed {
      let p = gradients[link, lane]
      guard p != 0 else { continue }
      let dh = heads[Int(plan.starts[link]), lane] - heads[Int(plan.ends[link]), lane]
      largest = max(largest, abs(dh - corrections[link, lane] / p))
    }
    return largest
  }

  /// No negative demand and none at negative pressure (`pdaconverged`).
  private func hasConvergedDemands(_ lane: Int, _ clock: inout LaneClock) -> Bool {
    let tolerance = 0.001
    let lowest = plan.network.options.minimumPressure
    var hasConverged = true
    clock.deficientCount = 0
    for slot in 0..<plan.junctionCount where fullDemands[slot, lane] > 0 {
      let d = demands[slot, lane]
      if d < -tolerance { hasConverged = false }
      if d > tolerance, heads[slot, lane] - tables.elevations[slot] - lowest < -tolerance {
        hasConverged = false
      }
      if d + 0.0001 < fullDemands[slot, lane] { clock.deficientCount += 1 }
    }
    return hasConverged
  }
}
