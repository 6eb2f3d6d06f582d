import Hydraulics
import HydraulicLanes
import Testing

@Suite("What controllers are told")
struct ToldTests {
  private func group(count: Int = 2) throws -> (LaneGroup, Network) {
    let network = try ReferenceRun.network("two-tanks")
    return (try HydraulicEngine(network: network).lanes(count: count), network)
  }

  @Test("a told level moves the pump that is controlled by it, the true one does not")
  func toldLevel() throws {
    let (group, network) = try group()
    let pump = try #require(network.link("PU1"))
    let tank = try #require(network.node("T1"))
    try group.advance(to: 3600)
    // T1 below 2 m opens PU1: told 0.5 m, it runs on whatever is true.
    group[0].tell(tank, from: 0.5, to: 0.5, over: 0)
    var hoursOn = [0, 0]
    for hour in 2...30 {
      try group.advance(to: hour * 3600)
      #expect(group[0].status(pump) == .open || group[0].pressure(tank) > 2)
      for lane in 0..<2 where group[lane].status(pump) == .open { hoursOn[lane] += 1 }
    }
    #expect(hoursOn[0] > hoursOn[1])
    group[0].tellTruth(tank)
    try group.advance(to: 31 * 3600)
    #expect(group[0].status(pump) != .open)
  }

  @Test("a told level that runs to the threshold switches when it gets there, to the second")
  func ramp() throws {
    let (group, network) = try group(count: 1)
    let pump = try #require(network.link("PU1"))
    let tank = try #require(network.node("T1"))
    try group.advance(to: 3600)
    group[0].force(pump, isOpen: false)
    group[0].release(pump)
    // From 3 to 1 m in an hour: 2 m is reached after half of it.
    group[0].tell(tank, from: 3, to: 1, over: 3600)
    try group.advance(to: 5398)
    #expect(group[0].status(pump) != .open)
    try group.advance(to: 5401)
    #expect(group[0].status(pump) == .open)
  }

  @Test("what is told of one node is not heard by controls of another, nor in another lane")
  func others() throws {
    let (group, network) = try group()
    let reservoirs = network.tanks.filter(\.isReservoir).map(\.node)
    let other = try #require(reservoirs.first)
    group[0].tell(other, from: 0, to: 0, over: 0)
    try group.advance(to: 20 * 3600)
    for node in network.nodes.indices { #expect(group[0].head(node) == group[1].head(node)) }
  }

  @Test(
    "what is told for other links is not heard; for a link itself it goes before what all are told")
  func audience() throws {
    let (group, network) = try group()
    let pump = try #require(network.link("PU1"))
    let tank = try #require(network.node("T1"))
    let other = try #require(network.links.indices.first { $0 != pump })
    for lane in 0..<2 { group[lane].tell(tank, from: 9, to: 9, over: 0) }
    group[0].tell(tank, from: 0.5, to: 0.5, over: 0, for: [pump])
    group[1].tell(tank, from: 0.5, to: 0.5, over: 0, for: [other])
    try group.advance(to: 5 * 3600)
    #expect(group[0].status(pump) == .open)
    #expect(group[1].status(pump) != .open)
    // Back to what all are told: a full tank.
    group[0].tellTruth(tank, for: [pump])
    try group.advance(to: 6 * 3600)
    #expect(group[0].status(pump) != .open)
  }

  @Test("values that are no numbers tell nothing")
  func notFinite() throws {
    let (group, network) = try group()
    let tank = try #require(network.node("T1"))
    group[0].tell(tank, from: .nan, to: 1, over: 0)
    group[0].tell(tank, from: 1, to: .infinity, over: 0)
    try group.advance(to: 20 * 3600)
    for node in network.nodes.indices { #expect(group[0].head(node) == group[1].head(node)) }
  }

  @Test("a scenario that begins later in the file has the demands of that time")
  func fileOffset() throws {
    let (group, network) = try group()
    group[0].setFileOffset(6 * 3600)
    group[1].setControlsRest(true)
    try group.advance(to: 6 * 3600)
    // What an emitter lets out depends on pressure, which has a course of its own.
    let fixed = (0..<network.junctionCount).filter {
      network.nodes[$0].emitterCoefficient == 0 && !network.nodes[$0].demands.isEmpty
    }
    let later = fixed.map { group[1].demand($0) }
    let (fresh, _) = try self.group(count: 1)
    fresh[0].setFileOffset(6 * 3600)
    try fresh.advance(to: 0)
    let now = fixed.map { fresh[0].demand($0) }
    for (a, b) in zip(later, now) { #expect(abs(a - b) < 1e-12) }
    let (unmoved, _) = try self.group(count: 1)
    try unmoved.advance(to: 0)
    #expect(fixed.map { unmoved[0].demand($0) } != now)
    #expect(group[0].time == 6 * 3600)
  }
}
