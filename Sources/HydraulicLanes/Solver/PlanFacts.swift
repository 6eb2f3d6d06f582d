internal import Hydraulics

/// What the stepping needs of a pump, without names.
struct PumpFacts: Sendable {
  /// Link slot.
  let link: Int
  let form: NetworkPump.CurveForm
  let h0: Double
  let r: Double
  /// Exponent; EPANET takes one within 10⁻⁶ of 1 for 1.
  let n: Double
  let q0: Double
  let maximumFlow: Double
  let maximumHead: Double
  let headCurve: Int?
  let efficiencyCurve: Int?
  let speedPattern: Int?
  let pricePattern: Int?
  let price: Double

  init(_ pump: NetworkPump, link: Int) {
    self.link = link
    form = pump.form
    (h0, r, q0) = (pump.h0, pump.r, pump.q0)
    n = abs(pump.n - 1) < SolverConstants.tiny ? 1 : pump.n
    (maximumFlow, maximumHead) = (pump.qMax, pump.hMax)
    (headCurve, efficiencyCurve) = (pump.headCurve, pump.efficiencyCurve)
    speedPattern = pump.speedPattern.flatMap { $0 > 0 ? $0 : nil }
    pricePattern = pump.pricePattern.flatMap { $0 > 0 ? $0 : nil }
    price = pump.energyPrice
  }
}

/// What the stepping needs of a simple control, without names.
struct ControlFacts: Sendable {
  /// Link slot.
  let link: Int
  let kind: NetworkLink.Kind
  let trigger: SimpleControl.Trigger
  /// The tank that is watched, −1 for none.
  let tank: Int
  /// Node slot of the junction that is watched, −1 for none.
  let junction: Int
  let status: UInt8
  let setting: Double
  let grade: Double
  /// Volume of the tank at the grade, ft³.
  let volume: Double
  let time: Int
}

/// One demand of a junction slot.
struct DemandFacts: Sendable {
  let slot: Int
  let base: Double
  let pattern: Int
}

/// A reservoir whose head follows a pattern.
struct ReservoirPattern: Sendable {
  /// Node slot.
  let slot: Int
  let elevation: Double
  let pattern: Int
}

extension NetworkPlan {
  /// The volume of a tank at a head, ft³ (`tankvolume`).
  static func volume(_ network: Network, tank index: Int, head: Double) -> Double {
    let tank = network.tanks[index]
    guard let curve = tank.volumeCurve else {
      return tank.minVolume + (head - tank.minHead) * tank.area
    }
    let level = (head - network.nodes[tank.node].elevation) * network.units.length
    return network.curves[curve].value(at: level) / network.units.volume
  }

  /// The controls of a network by slots.
  static func controls(_ network: Network, nodes: [Int], links: [Int]) -> [ControlFacts] {
    network.controls.map { control in
      let tank = control.node.flatMap { network.tank(ofNode: $0) }
      let isJunction = control.node != nil && tank == nil
      return ControlFacts(
        link: links[control.link], kind: network.links[control.link].kind,
        trigger: control.trigger, tank: tank ?? -1,
        junction: isJunction ? control.node.map { nodes[$0] } ?? -1 : -1,
        status: UInt8(truncatingIfNeeded: control.status.rawValue), setting: control.setting,
        grade: control.grade,
        volume: tank.map { volume(network, tank: $0, head: control.grade) } ?? 0,
        time: control.time)
    }
  }
}
