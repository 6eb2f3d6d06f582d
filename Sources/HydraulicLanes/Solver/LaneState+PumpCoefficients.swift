internal import Hydraulics

extension LaneState {
  /// P and Y of pumps.
  ///
  /// With relative speed s: h = s²·H0 + R·s^(2−n)·qⁿ (losses are negative gains), constant power
  /// h = R/q, or straight lines between the points of a curve at q/s. Closed or at speed 0: P =
  /// 1/10⁸, Y = q.
  func computePumps() {
    let closed = LaneVector(repeating: 1 / SolverConstants.big)
    for link in plan.pumps {
      let pump = plan.pumpFacts[plan.pumpIndices[link - plan.pumps.lowerBound]]
      let q = flows[link]
      var p: LaneVector
      var y: LaneVector
      switch pump.form {
      case .constantPower: (p, y) = constantPower(pump, q, speed: settings[link])
      case .powerFunction: (p, y) = powerFunction(pump, q, speed: settings[link])
      case .custom: (p, y) = pointCurve(pump, q, speed: settings[link])
      case .none: (p, y) = (LaneVector(repeating: 1 / SolverConstants.small), q)
      }
      let isRunning = openMasks[link] & (settings[link] .!= 0).bits
      p = p.kept(isRunning, else: closed)
      y = y.kept(isRunning, else: q)
      gradients[link] = p
      corrections[link] = y
      excesses[link] = y - q
    }
  }

  private func powerFunction(
    _ pump: PumpFacts, _ q: LaneVector, speed: LaneVector
  ) -> (LaneVector, LaneVector) {
    let n = pump.n
    let shutoff = speed * speed * pump.h0
    let r = LaneFunctions.power(speed, 2 - n) * pump.r
    guard n != 1 else { return quotients(loss: shutoff + r * q, gradient: r) }
    let tolerance = LaneVector(repeating: plan.network.options.resistanceTolerance)
    let gradient = n * r * LaneFunctions.power(q.magnitudes, n - 1)
    let isLinear = gradient .< tolerance
    let used = gradient.replacing(with: tolerance, where: isLinear)
    let step = used * q
    return quotients(
      loss: shutoff + (step / n).replacing(with: step, where: isLinear), gradient: used)
  }

  private func constantPower(
    _ pump: PumpFacts, _ q: LaneVector, speed: LaneVector
  ) -> (LaneVector, LaneVector) {
    let tolerance = plan.network.options.resistanceTolerance
    let r = LaneFunctions.power(speed, 2 - pump.n) * pump.r
    var gradient = (-r) / q / q
    var loss = r / q
    let isLarge = gradient .> SolverConstants.big
    let isSmall = gradient .< tolerance
    gradient.replace(with: SolverConstants.big, where: isLarge)
    gradient.replace(with: tolerance, where: isSmall)
    loss.replace(with: (-gradient) * q, where: isLarge .| isSmall)
    return quotients(loss: loss, gradient: gradient)
  }

  private func pointCurve(
    _ pump: PumpFacts, _ q: LaneVector, speed: LaneVector
  ) -> (LaneVector, LaneVector) {
    guard let index = pump.headCurve else {
      return (LaneVector(repeating: 1 / SolverConstants.small), q)
    }
    let curve = plan.network.curves[index]
    var heads = LaneVector(repeating: 0)
    var slopes = LaneVector(repeating: 0)
    for lane in 0..<8 {
      let segment = CurveSegment(curve, at: abs(q[lane]) / speed[lane], plan.network.units)
      heads[lane] = segment.intercept
      slopes[lane] = segment.slope
    }
    let gradient = (-slopes) * speed
    return quotients(loss: (-heads) * (speed * speed) + gradient * q, gradient: gradient)
  }

  private func quotients(loss: LaneVector, gradient: LaneVector) -> (LaneVector, LaneVector) {
    let p = 1 / gradient
    return (p, loss * p)
  }
}
