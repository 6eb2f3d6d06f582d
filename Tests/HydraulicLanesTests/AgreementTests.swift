import Foundation
import Hydraulics
import HydraulicLanes
import Testing

@Suite("Hydraulics agree with EPANET 2.2")
struct AgreementTests {
  @Test(
    "solution by solution: time, number of trials, heads, demands, flows, statuses",
    arguments: ["two-tanks", "valves", "pressure-driven"])
  func everySolution(name: String) throws {
    let reference = try ReferenceRun(name)
    let network = reference.network
    let engine = try HydraulicEngine(network: network, units: .usCustomary)
    let group = engine.lanes(count: 1)
    var at = 0
    var trials = 0
    try group.runReportingSolutions { _, scenario in
      guard at < reference.rows.count else {
        at += 1
        return
      }
      let row = reference.rows[at]
      at += 1
      #expect(scenario.time == row.time)
      #expect(scenario.trialCount - trials == row.trials)
      trials = scenario.trialCount
      // Rounding of 10⁻¹⁶ times conductances up to 10⁷: 10⁻⁴ ft and 10⁻⁴ of the largest flow.
      let length = network.units.length
      let flow = network.units.flow
      let largest = row.flows.reduce(1) { max($0, abs($1)) }
      for node in network.nodes.indices {
        #expect(abs(scenario.head(node) * length - row.heads[node]) < 1e-4)
        #expect(abs(scenario.demand(node) * flow - row.demands[node]) < 1e-5 * largest)
      }
      for link in network.links.indices {
        #expect(abs(scenario.flow(link) * flow - row.flows[link]) < 1e-5 * largest)
        #expect((scenario.status(link).rawValue > 2) == row.isOpen[link])
      }
    }
    #expect(at == reference.rows.count)
  }

  @Test("a solution satisfies the equations it was made of")
  func balance() throws {
    let network = try ReferenceRun.network("two-tanks")
    let group = try HydraulicEngine(network: network).lanes(count: 1)
    var count = 0
    try group.run { _, scenario in
      count += 1
      let balance = scenario.balance
      // ACCURACY 10⁻⁴ of 0.1 m³/s, and the head loss that a flow of that size makes.
      #expect(balance.mass < 1e-5)
      #expect(balance.energy < 0.01)
    }
    #expect(count == 49)
  }
}
