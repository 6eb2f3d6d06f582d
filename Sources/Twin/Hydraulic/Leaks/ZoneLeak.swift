internal import Foundation
internal import HydraulicLanes
internal import Hydraulics

/// What leaks from a zone all the time, as pressure lets it.
///
///     q = C · Σ partⱼ · pⱼ^γ,  γ the network's emitter exponent (½ without another)
///
/// An emitter at each of the zone's junctions (Rossman et al. 2020, section 3.1.5), parts of the whole as ``LeakShares``
/// spreads it: telemetry tells the zone, not the pipe.
public struct ZoneLeak: Sendable, Equatable {
  /// The mean, m³/s, 0 or more; in accounts only.
  public var flow: Double
  /// C: the flow where pressure is one metre everywhere, m³/s per m^γ, 0 or more.
  public var coefficient: Double

  /// No leak.
  public static let none = ZoneLeak(flow: 0, coefficient: 0)

  /// Makes a leak.
  public init(flow: Double, coefficient: Double) {
    self.flow = flow
    self.coefficient = coefficient
  }
}

extension Network {
  /// The network with the leaks of some zones as emitters beside its own; O(junctions of the zones).
  func leaking(_ zones: [ZoneDemand]) -> Network {
    var leaking = self
    let exponent = options.emitterExponent
    for zone in zones where zone.leak.coefficient > 0 {
      for share in LeakShares(zone, self).shares where share.part > 0 {
        // c in cfs at one foot: c = C · part / foot³ · foot^γ, γ = 1 / n
        var coefficient =
          zone.leak.coefficient * share.part / ReadingUnits.si.volume
          * pow(ReadingUnits.si.length, 1 / exponent)
        let own = nodes[share.node].emitterCoefficient
        // Flows of two emitters at one pressure add up, and h = K · qⁿ: K = (Σ c)⁻ⁿ
        if own > 0 { coefficient += pow(own, -1 / exponent) }
        leaking.nodes[share.node].emitterCoefficient = pow(coefficient, -exponent)
      }
    }
    return leaking
  }
}
