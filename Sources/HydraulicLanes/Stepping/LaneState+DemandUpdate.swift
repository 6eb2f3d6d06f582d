internal import Hydraulics

extension LaneState {
  /// Demands, heads of reservoirs and speeds of pumps by their patterns (`demands`).
  func updateDemands(_ lane: Int) {
    let times = plan.network.times
    let period =
      (clocks[lane].time + clocks[lane].fileOffset + times.patternStart) / times.patternStep
    if period != clocks[lane].demandPeriod || clocks[lane].isChanged {
      clocks[lane].demandPeriod = period
      clocks[lane].systemDemand = takeDemands(lane, period)
    } else if plan.network.options.demandModel == .pressureDriven {
      for slot in 0..<plan.junctionCount { demands[slot, lane] = fullDemands[slot, lane] }
    }
    for reservoir in plan.reservoirPatterns {
      heads[reservoir.slot, lane] = reservoir.elevation * multiplier(reservoir.pattern, period)
    }
    for pump in plan.pumpFacts {
      guard let pattern = pump.speedPattern, forced[pump.link &* 8 &+ lane] == 0 else { continue }
      applySetting(slot: pump.link, lane, multiplier(pattern, period))
    }
  }

  /// The multiplier of a pattern in a period; patterns repeat.
  func multiplier(_ pattern: Int, _ period: Int) -> Double {
    let values = plan.network.patterns[pattern].multipliers
    return values[period % values.count]
  }

  /// Demand of every junction: Σ base · multiplier · demand multiplier; returns Σ of positive
  /// parts.
  private func takeDemands(_ lane: Int, _ period: Int) -> Double {
    let network = plan.network
    let common = network.options.demandMultiplier
    let scenario = clocks[lane].demandFactor
    let multipliers = network.patterns.map { $0.multipliers[period % $0.multipliers.count] }
    for slot in 0..<plan.junctionCount { fullDemands[slot, lane] = 0 }
    var system = 0.0
    for demand in plan.demands {
      let factor = scenario * demandFactors[demand.slot, lane]
      let part = demand.base * multipliers[demand.pattern] * common * factor
      if part > 0 { system += part }
      fullDemands[demand.slot, lane] += part
    }
    for slot in 0..<plan.junctionCount {
      let added = addedDemands[slot, lane]
      if added > 0 { system += added }
      let sum = fullDemands[slot, lane] + added
      fullDemands[slot, lane] = sum
      demands[slot, lane] = sum
    }
    return system
  }
}
