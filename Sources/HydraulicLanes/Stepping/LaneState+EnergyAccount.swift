internal import Foundation
internal import Hydraulics

extension LaneState {
  /// Adds the energy of the pumps over some hours (`addenergy`).
  func addEnergy(_ lane: Int, hours: Double) {
    guard hours != 0 else { return }
    let times = plan.network.times
    // Prices go by the clock of the patterns, wherever in the week the scenario began.
    let period =
      (clocks[lane].time + clocks[lane].fileOffset + times.patternStart) / times.patternStep
    let common = plan.network.energy.pricePattern.map { $0 > 0 ? multiplier($0, period) : 1 } ?? 1
    var sum = 0.0
    for (index, pump) in plan.pumpFacts.enumerated() {
      let link = pump.link
      guard status(link, lane) > LinkState.closed else { continue }
      let q = max(SolverConstants.zeroFlow, abs(flows[link, lane]))
      var price = pump.price > 0 ? pump.price : plan.network.energy.price
      if let pattern = pump.pricePattern {
        price *= multiplier(pattern, period)
      } else {
        price *= common
      }
      let (power, efficiency) = power(ofPump: index, lane)
      sum += power
      var energy = energies[index * 8 + lane]
      energy.hoursOnLine += hours
      energy.efficiencyHours += efficiency * hours
      energy.kilowattHoursPerFlow += power / q * hours
      energy.kilowattHours += power * hours
      energy.peakKilowatts = max(energy.peakKilowatts, power)
      energy.cost += price * power * hours
      energies[index * 8 + lane] = energy
    }
    peakPowers[lane] = max(peakPowers[lane], sum)
  }

  /// Power in kW and efficiency of a pump (`getenergy`): P = Δh·q·γ / (8.814·e)·0.7457.
  func power(ofPump index: Int, _ lane: Int) -> (Double, Double) {
    let pump = plan.pumpFacts[index]
    let link = pump.link
    guard status(link, lane) > LinkState.closed else { return (0, 0) }
    let q = abs(flows[link, lane])
    let dh = abs(heads[Int(plan.starts[link]), lane] - heads[Int(plan.ends[link]), lane])
    var percent = plan.network.energy.efficiency
    if let curve = pump.efficiencyCurve {
      let speed = settings[link, lane]
      percent = plan.network.curves[curve].value(at: q / speed * plan.network.units.flow)
      // Sarbu and Borza: the loss of efficiency grows with the tenth root of 1/speed.
      percent = 100 - (100 - percent) * pow(1 / speed, 0.1)
    }
    let efficiency = max(1, min(percent, 100)) / 100
    let specific = plan.network.options.specificGravity
    return (
      dh * q * specific / 8.814 / efficiency * SolverConstants.kilowattsPerHorsepower, efficiency
    )
  }
}
