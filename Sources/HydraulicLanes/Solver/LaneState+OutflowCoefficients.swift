internal import Hydraulics

extension LaneState {
  /// Emitters as pipes to a reservoir at the junction's elevation: h = K·q^n (`emittercoeffs`).
  func addEmitters() {
    guard !emitterSlots.isEmpty else { return }
    let exponent = plan.network.options.emitterExponent
    let tolerance = LaneVector(repeating: plan.network.options.resistanceTolerance)
    for slot in emitterSlots {
      let coefficient = emitterCoefficients[slot]
      let exists = (coefficient .!= 0).bits
      let least = LaneVector(repeating: SolverConstants.small)
      let bounded = coefficient.replacing(with: least, where: coefficient .< least)
      let q = emitterFlows[slot]
      var gradient = exponent * bounded * LaneFunctions.power(q.magnitudes, exponent - 1)
      let isLinear = gradient .< tolerance
      gradient.replace(with: tolerance, where: isLinear)
      let step = gradient * q
      let loss = (step / exponent).replacing(with: step, where: isLinear)
      emitterGradients[slot] = gradient
      emitterLosses[slot] = loss
      grounds[slot] += (1 / gradient).kept(exists)
      right[slot] += ((loss + tables.elevations[slot]) / gradient - q).kept(exists)
    }
  }

  /// Demands that fall with pressure, as emitters that stop at the full demand (`demandcoeffs`).
  ///
  /// Loss over the range of pressure Δ: h = Δ·(d/D)^(1/e) for 0 < d < D, a steep line outside.
  func addPressureDemands() {
    let options = plan.network.options
    guard options.demandModel == .pressureDriven else { return }
    let range = options.requiredPressure - options.minimumPressure
    let n = 1 / options.pressureExponent
    let tolerance = LaneVector(repeating: options.resistanceTolerance)
    let steep = LaneVector(repeating: SolverConstants.big)
    for slot in 0..<plan.junctionCount {
      let full = fullDemands[slot]
      let hasDemand = (full .> 0).bits
      let d = demands[slot]
      let share = d / full
      var gradient = n * range * LaneFunctions.power(share.magnitudes, n - 1) / full
      let isLinear = gradient .< tolerance
      gradient.replace(with: tolerance, where: isLinear)
      let step = gradient * d
      var loss = (step / n).replacing(with: step, where: isLinear)
      let isBelow = share .<= 0
      let isAbove = .!(share .< 1)
      gradient.replace(with: steep, where: isBelow .| isAbove)
      loss.replace(with: steep * (d - full) + range, where: isAbove)
      loss.replace(with: steep * d, where: isBelow)
      demandGradients[slot] = gradient.kept(hasDemand, else: LaneVector(repeating: 1))
      demandLosses[slot] = loss
      let base = tables.elevations[slot] + options.minimumPressure
      grounds[slot] += (1 / gradient).kept(hasDemand)
      right[slot] += ((loss + base) / gradient).kept(hasDemand)
    }
  }
}
