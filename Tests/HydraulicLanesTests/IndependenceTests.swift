import Diagnostics
import Hydraulics
import HydraulicLanes
import Testing

@Suite("A scenario does not depend on its neighbours")
struct IndependenceTests {
  /// What scenario `number` does differently.
  private func vary(_ scenario: Scenario, _ number: Int, _ network: Network) {
    scenario.setDemandFactor(1 + 0.05 * Double(number % 7))
    if number % 3 == 1 { scenario.setAddedDemand(0.001 * Double(number), node: 2) }
    if number % 4 == 2 { scenario.setEmitter(0.0005, node: 4) }
    if number % 5 == 3,
      let link = network.links.indices.first(where: { network.links[$0].kind == .pump })
    {
      scenario.force(link, isOpen: number % 2 == 0)
    }
  }

  private func run(
    _ engine: HydraulicEngine, _ group: LaneGroup, _ first: Int
  ) throws -> [[UInt64]] {
    var bits = [[UInt64]](repeating: [], count: group.count)
    for lane in 0..<group.count { vary(group[lane], first + lane, engine.network) }
    try group.run { lane, scenario in
      bits[lane] += readings(scenario, engine.network).map(\.bitPattern)
    }
    return bits
  }

  @Test(
    "in a group of eight it has the bits that it has alone",
    arguments: ["two-tanks", "valves", "pressure-driven"])
  func aloneOrTogether(name: String) throws {
    let engine = try HydraulicEngine(network: try ReferenceRun.network(name))
    let together = try run(engine, engine.lanes(), 0)
    for number in 0..<8 {
      let alone = try run(engine, engine.lanes(count: 1), number)
      #expect(alone[0] == together[number])
      #expect(alone[0].count > 100)
    }
  }

  @Test("its lane does not matter")
  func anyLane() throws {
    let engine = try HydraulicEngine(network: try ReferenceRun.network("two-tanks"))
    let group = engine.lanes()
    for lane in 0..<8 { vary(group[lane], 7 - lane, engine.network) }
    var bits = [[UInt64]](repeating: [], count: 8)
    try group.run { lane, scenario in
      bits[lane] += readings(scenario, engine.network).map(\.bitPattern)
    }
    let other = try run(engine, engine.lanes(), 0)
    for lane in 0..<8 { #expect(bits[lane] == other[7 - lane]) }
  }

  @Test("one thread or two, the results and their order are the same")
  func threads() throws {
    let engine = try HydraulicEngine(network: try ReferenceRun.network("two-tanks"))
    func all(_ threads: Int) throws -> [Double] {
      try engine.runGroups(scenarios: 21, threads: threads, duration: 43_200) {
        group, first throws(Fault) in
        for lane in 0..<group.count { vary(group[lane], first + lane, engine.network) }
        try group.run { _, _ in }
        return (0..<group.count).flatMap { readings(group[$0], engine.network) }
      }.flatMap { $0 }
    }
    let one = try all(1)
    #expect(one.map(\.bitPattern) == (try all(2)).map(\.bitPattern))
    #expect(one.count == 21 * (1 + 2 * 10 + 2 * 13))
  }
}
