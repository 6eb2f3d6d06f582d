import HydraulicLanes
import Hydraulics
import Testing

/// Controllers with a scan cycle.
@Suite struct ScanTests {
  /// When the pump that T1 turns changed over three days, looked at every minute, and T1's levels.
  private func switches(scan: Int?) throws -> (times: [Int], levels: [Double]) {
    let network = try ReferenceRun.network("two-tanks")
    let engine = try HydraulicEngine(network: network)
    let group = engine.lanes(count: 1, duration: 3 * 86_400)
    if let scan { group[0].setScan(scan) }
    let pump = try #require(network.link("PU1"))
    let tank = try #require(network.node("T1"))
    var times: [Int] = []
    var levels: [Double] = []
    var last: ElementStatus?
    for minute in 0..<3 * 1_440 {
      try group.advance(to: 60 * minute)
      let now = group[0].status(pump)
      if let last, now != last { times.append(60 * minute) }
      last = now
      levels.append(group[0].pressure(tank))
    }
    return (times, levels)
  }

  @Test("controls act at their looks alone, and levels run on until then")
  func looks() throws {
    let exact = try switches(scan: nil)
    #expect(!exact.times.isEmpty)
    let scanned = try switches(scan: 1_800)
    #expect(!scanned.times.isEmpty)
    #expect(scanned.times.allSatisfy { $0 % 1_800 == 0 })
    #expect(!exact.times.allSatisfy { $0 % 1_800 == 0 })
    // Up to the first look after the level was reached nothing differs; from then on the tank runs on.
    let first = try #require(exact.times.first) / 60
    #expect(Array(scanned.levels[..<first]) == Array(exact.levels[..<first]))
    #expect(scanned.levels[first + 1] != exact.levels[first + 1])
  }

  @Test("a look every 0 seconds is EPANET's: the same bits as without a word")
  func none() throws {
    let (zero, none) = (try switches(scan: 0), try switches(scan: nil))
    #expect(zero.times == none.times)
    #expect(zero.levels == none.levels)
  }
}
