/// How well a solution satisfies the equations.
public struct HydraulicBalance: Sendable, Equatable {
  /// The largest |Σ flow − demand| of a junction, closed links without flow, in the engine's unit.
  public var mass: Double
  /// The largest |head difference − head loss at the flow| of an open link, in the unit of length.
  public var energy: Double
}

extension LaneState {
  /// The residuals of the last solution in feet and cubic feet per second.
  ///
  /// - Complexity: O(nodes + links), for all lanes at once.
  func balance(_ lane: Int) -> HydraulicBalance {
    var mass = 0.0
    for slot in 0..<plan.junctionCount {
      var sum = -demands[slot, lane] - emitterFlows[slot, lane]
      let middle = Int(plan.incidence.middles[slot])
      for at in Int(plan.incidence.starts[slot])..<Int(plan.incidence.starts[slot + 1]) {
        let link = Int(plan.incidence.links[at])
        guard status(link, lane) > LinkState.closed else { continue }
        let q = flows[link, lane]
        sum += at < middle ? -q : q
      }
      mass = max(mass, abs(sum))
    }
    return HydraulicBalance(mass: mass, energy: largestHeadError(lane))
  }
}
