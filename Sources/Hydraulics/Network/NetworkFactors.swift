/// What a network's own numbers are in parts of what its file says of them; 1 everywhere: as in the file.
public struct NetworkFactors: Sendable, Equatable {
  /// Of each tank's area, and with it its volumes, in the order of ``Network/tanks``.
  public var tankAreas: [Double]
  /// Of each pump's head at every flow (its power, where that is constant), in the order of ``Network/pumps``.
  public var pumpHeads: [Double]
  /// Of each pipe's roughness, in the order of ``Network/links``; those of pumps and valves mean nothing.
  public var roughness: [Double]

  /// Everything as in the file.
  public init(_ network: Network) {
    tankAreas = network.tanks.map { _ in 1 }
    pumpHeads = network.pumps.map { _ in 1 }
    roughness = network.links.map { _ in 1 }
  }
}

extension Network {
  /// The network with its numbers multiplied; O(nodes + links + curves).
  ///
  /// - Parameter factors: As many as the network has tanks, pumps and links, all finite and above 0.
  public func scaled(by factors: NetworkFactors) -> Network {
    precondition(
      factors.tankAreas.count == tanks.count && factors.pumpHeads.count == pumps.count
        && factors.roughness.count == links.count, "the factors are another network's")
    var scaled = self
    for (at, factor) in factors.tankAreas.enumerated() where factor != 1 {
      scaled.tanks[at].area *= factor
      scaled.tanks[at].minVolume *= factor
      scaled.tanks[at].maxVolume *= factor
      scaled.tanks[at].initialVolume *= factor
      scaled.tanks[at].volumeCurve = tanks[at].volumeCurve.map { scaled.curve($0, times: factor) }
    }
    for (at, factor) in factors.pumpHeads.enumerated() where factor != 1 {
      // h = h0 − r·qⁿ, and P = r / q with constant power.
      scaled.pumps[at].h0 *= factor
      scaled.pumps[at].r *= factor
      scaled.pumps[at].hMax *= factor
      scaled.pumps[at].headCurve = pumps[at].headCurve.map { scaled.curve($0, times: factor) }
    }
    for (at, factor) in factors.roughness.enumerated() where factor != 1 && links[at].kind.isPipe {
      scaled.links[at].setting *= factor
    }
    return scaled
  }

  // A curve of its own with y multiplied: others may use the one that there is.
  private mutating func curve(_ index: Int, times factor: Double) -> Int {
    var curve = curves[index]
    curve.y = curve.y.map { $0 * factor }
    curves.append(curve)
    return curves.count - 1
  }
}
