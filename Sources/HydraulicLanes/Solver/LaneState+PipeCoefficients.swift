internal import Hydraulics

extension LaneState {
  /// P and Y of pipes without minor loss by Hazen-Williams or Chezy-Manning.
  ///
  /// Head loss h = R·q|q|^(n−1), gradient g = n·R·|q|^(n−1): P = 1/g, Y = h/g = q/n. Where g is
  /// below the tolerance the loss is linear: P = 1/tolerance, Y = q. Closed: P = 1/10⁸, Y = q.
  func computePlainPipes() {
    let options = plan.network.options
    let exponent = 1 - options.headLossExponent
    let largest = LaneVector(repeating: 1 / options.resistanceTolerance)
    let share = LaneVector(repeating: 1 / options.headLossExponent)
    let closed = LaneVector(repeating: 1 / SolverConstants.big)
    let inverse = tables.inverseGradients
    let (flows, gradients, corrections, excesses) =
      (flows.vectors, gradients.vectors, corrections.vectors, excesses.vectors)
    let open = openMasks
    for link in plan.plainPipes {
      let q = flows[link]
      let power = LaneFunctions.normalPower(q.magnitudes, exponent)
      let p = power * inverse[link]
      // "Not below" rather than "above": a power that overflowed counts as linear.
      let isLinear = .!(p .<= largest)
      let mask = open[link]
      let y = (q * share).replacing(with: q, where: isLinear).kept(mask, else: q)
      gradients[link] = p.replacing(with: largest, where: isLinear).kept(mask, else: closed)
      corrections[link] = y
      excesses[link] = y - q
    }
  }

  /// P and Y of pipes with minor loss K·q|q| beside the friction loss.
  func computeLossyPipes() {
    let options = plan.network.options
    let exponent = options.headLossExponent - 1
    let tolerance = LaneVector(repeating: options.resistanceTolerance)
    let share = LaneVector(repeating: 1 / options.headLossExponent)
    let closed = LaneVector(repeating: 1 / SolverConstants.big)
    for link in plan.lossyPipes {
      let q = flows[link]
      let size = q.magnitudes
      let factor = options.headLossExponent * tables.resistances[link]
      var gradient = LaneFunctions.normalPower(size, exponent) * factor
      let isLinear = gradient .< tolerance
      gradient.replace(with: tolerance, where: isLinear)
      var loss = gradient * size
      loss.replace(with: loss * share, where: .!isLinear)
      let minor = size * tables.minorLosses[link]
      loss.addProduct(minor, size)
      gradient += minor + minor
      let p = 1 / gradient
      let mask = openMasks[link]
      let y = (loss * p).withSign(of: q).kept(mask, else: q)
      gradients[link] = p.kept(mask, else: closed)
      corrections[link] = y
      excesses[link] = y - q
    }
  }
}
