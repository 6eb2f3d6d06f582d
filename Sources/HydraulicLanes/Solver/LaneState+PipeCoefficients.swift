internal import Hydraulics

extension LaneState {
  /// P and Y of pipes without minor loss by Hazen-Williams or Chezy-Manning.
  ///
  /// Head loss h = R·q|q|^(n−1), gradient g = n·R·|q|^(n−1): P = 1/g, Y = h/g = q/n. Where g is
  /// below the tolerance the loss is linear: P = 1/tolerance, Y = q. Closed: P = 1/10⁸, Y = q.
  func computePlainPipes() {
    let pipes = plan.plainPipes
    var begin = pipes.lowerBound
    while begin < pipes.upperBound {
      let end = min(begin &+ Self.pipesAtOnce, pipes.upperBound)
      takeLogarithms(begin..<end)
      completePlainPipes(begin..<end)
      begin = end
    }
  }

  /// Pipes whose logarithms are taken before their powers: what lies between stays in the first cache.
  private static let pipesAtOnce = 32

  /// Leaves the parts of log₂ |q| where ``completePlainPipes(_:)`` puts P and Y.
  ///
  /// Logarithm and power apart are short enough for the processor to work on several pipes at
  /// once; together one pipe's chain of operations fills its window (a quarter slower).
  private func takeLogarithms(_ pipes: Range<Int>) {
    let (flows, gradients, corrections) = (flows.vectors, gradients.vectors, corrections.vectors)
    for link in pipes {
      let logarithm = LaneFunctions.binaryLogarithm(flows[link].magnitudes)
      gradients[link] = logarithm.exponent
      corrections[link] = logarithm.fraction
    }
  }

  private func completePlainPipes(_ pipes: Range<Int>) {
    let options = plan.network.options
    let exponent = 1 - options.headLossExponent
    let largest = LaneVector(repeating: 1 / options.resistanceTolerance)
    let share = LaneVector(repeating: 1 / options.headLossExponent)
    let closed = LaneVector(repeating: 1 / SolverConstants.big)
    let inverse = tables.inverseGradients
    let (flows, gradients, corrections, excesses) =
      (flows.vectors, gradients.vectors, corrections.vectors, excesses.vectors)
    let open = openMasks
    for link in pipes {
      let q = flows[link]
      let power = LaneFunctions.normalPower(
        exponent: gradients[link], fraction: corrections[link], exponent)
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
