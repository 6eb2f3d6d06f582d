import Hydraulics
import HydraulicLanes
import Testing

@Suite("Changes between steps")
struct ChangeTests {
  private func group(_ name: String = "two-tanks", count: Int = 2) throws -> (LaneGroup, Network) {
    let network = try ReferenceRun.network(name)
    return (try HydraulicEngine(network: network).lanes(count: count), network)
  }

  @Test("without a change, stopping at every scan gives what the whole run gives")
  func stopsChangeNothing() throws {
    let (scanned, network) = try group()
    let (whole, _) = try group()
    var expected: [Int: [Double]] = [:]
    try whole.run { lane, scenario in
      if lane == 0 { expected[scenario.time] = readings(scenario, network) }
    }
    for scan in 0...48 {
      try scanned.advance(to: scan * 3600)
      #expect(scanned[0].time == scan * 3600)
      #expect(readings(scanned[0], network) == expected[scan * 3600])
    }
    #expect(scanned[0].isEnded)
  }

  @Test("a forced pump stays as it is held, against controls, until it is released")
  func forcing() throws {
    let (group, network) = try group()
    let pump = try #require(network.link("PU1"))
    try group.advance(to: 3600)
    group[0].force(pump, isOpen: false)
    for hour in 2...30 {
      try group.advance(to: hour * 3600)
      #expect(group[0].status(pump) == .closed)
      #expect(group[0].flow(pump) == 0)
    }
    // T1 below 2 m opens the pump, but not while it is held.
    let tank = try #require(network.node("T1"))
    group[0].setLevel(1, node: tank)
    try group.advance(to: 30 * 3600)
    #expect(group[0].status(pump) == .closed)
    group[0].release(pump)
    group[0].setLevel(1, node: tank)
    try group.advance(to: 30 * 3600)
    #expect(group[0].status(pump) == .open)
    #expect(group[0].flow(pump) > 0)
  }

  @Test("a change holds from the time at which it is made, not from the next step")
  func atOnce() throws {
    let (group, network) = try group()
    let node = try #require(network.node("J2"))
    try group.advance(to: 7200)
    group[0].setAddedDemand(0.02, node: node)
    try group.advance(to: 7200)
    #expect(abs(group[0].demand(node) - group[1].demand(node) - 0.02) < 1e-12)
    #expect(group[0].time == 7200)
    #expect(group[0].head(node) < group[1].head(node))
  }

  @Test("demand factors of a scenario and of a junction multiply")
  func factors() throws {
    let (group, network) = try group()
    let node = try #require(network.node("J4"))
    group[0].setDemandFactor(1.5)
    group[0].setDemandFactor(2, node: node)
    try group.advance(to: 0)
    let other = try #require(network.node("J3"))
    #expect(abs(group[0].demand(node) - 3 * group[1].demand(node)) < 1e-12)
    #expect(abs(group[0].demand(other) - 1.5 * group[1].demand(other)) < 1e-12)
  }

  @Test("a leak lets out its coefficient times the root of the pressure, and nothing once closed")
  func leaks() throws {
    let (group, network) = try group()
    let node = try #require(network.node("J3"))
    try group.advance(to: 3600)
    group[0].setEmitter(0.001, node: node)
    try group.advance(to: 3600)
    let expected = 0.001 * group[0].pressure(node).squareRoot()
    // ACCURACY 10⁻⁴ of a total flow of 0.3 m³/s.
    #expect(abs(group[0].emitterFlow(node) - expected) < 3e-5)
    #expect(group[1].emitterFlow(node) == 0)
    group[0].setEmitter(0, node: node)
    try group.advance(to: 7200)
    #expect(group[0].emitterFlow(node) == 0)
  }

  @Test("a tank's level is set within its bounds and its volume follows")
  func levels() throws {
    let (group, network) = try group()
    let tank = try #require(network.node("T1"))
    group[0].setLevel(4, node: tank)
    group[1].setLevel(99, node: tank)
    try group.advance(to: 0)
    #expect(abs(group[0].pressure(tank) - 4) < 1e-9)
    #expect(abs(group[1].pressure(tank) - 6) < 1e-9)
    let area = Double.pi * 144 / 4
    #expect(abs(group[1].volume(tank) - group[0].volume(tank) - 2 * area) < 1e-6)
  }

  @Test("resting controls leave a link alone")
  func rest() throws {
    let (group, network) = try group()
    let pipe = try #require(network.link("P8"))
    group[0].setControlsRest(true)
    var opened = [false, false]
    for hour in 0...48 {
      try group.advance(to: hour * 3600)
      for lane in 0..<2 where group[lane].status(pipe) == .open { opened[lane] = true }
    }
    #expect(opened == [false, true])
  }

  @Test("a change in a report holds from that report, which is not given twice")
  func inReports() throws {
    let (group, network) = try group()
    let node = try #require(network.node("J2"))
    var times: [Int] = []
    try group.run(every: 1800) { lane, scenario in
      guard lane == 0 else { return }
      times.append(scenario.time)
      if scenario.time == 9000 { scenario.setAddedDemand(0.01, node: node) }
    }
    #expect(times == (0...96).map { $0 * 1800 })
  }

  @Test("energy, warnings and power are EPANET's")
  func energy() throws {
    let (group, network) = try group()
    try group.advance(to: 172_800)
    let pump = try #require(network.pumps.indices.first)
    let energy = group[0].energy(ofPump: pump)
    #expect(energy.hoursOnLine > 0 && energy.hoursOnLine <= 48)
    #expect(abs(energy.cost - 0.12 * energy.kilowattHours) < 1e-9 * energy.cost)
    #expect(energy.peakKilowatts <= group[0].peakPower)
    #expect(group[0].warnings.isEmpty)
    #expect(group[0].disconnectedNodes.isEmpty)
  }
}
