import Hydraulics
import HydraulicLanes
import Testing

@Suite("Controls by time, and where in the file a scenario begins")
struct ScheduleTests {
  private static func network(_ controls: String, duration: Int = 24) throws -> Network {
    let text = """
      [JUNCTIONS]
      J1 10 5
      J2 10 5
      [RESERVOIRS]
      R1 60
      [PIPES]
      A R1 J1 100 200 120 0 Open
      B J1 J2 100 200 120 0 Open
      C R1 J2 900 200 120 0 Open
      [TIMES]
      DURATION \(duration):00
      HYDRAULIC TIMESTEP 1:00
      [OPTIONS]
      UNITS LPS
      \(controls)
      [END]
      """
    return try Network(inp: Array(text.utf8))
  }

  /// Whether `B` is open at each full hour from 0 on.
  private static func isOpen(
    _ network: Network, hours: Int, offset: Int = 0, repeating: Int = 0
  ) throws -> [Bool] {
    let group = try HydraulicEngine(network: network).lanes(count: 1, duration: hours * 3_600)
    if offset != 0 || repeating != 0 {
      group[0].setFileOffset(offset * 3_600, repeating: repeating * 3_600)
    }
    let link = try #require(network.link("B"))
    var seen: [Bool] = []
    try group.run(every: 3_600) { _, scenario in
      seen.append(scenario.status(link) == .open)
    }
    return seen
  }

  private static let byTime = """
    [CONTROLS]
    LINK B CLOSED AT TIME 6
    LINK B OPEN AT TIME 20
    """

  @Test("a run of the file itself takes each time once, as EPANET does")
  func once() throws {
    let seen = try Self.isOpen(try Self.network(Self.byTime), hours: 60)
    #expect(seen == (0...60).map { !(6..<20).contains($0) })
  }

  @Test("times come again with the period, wherever a scenario begins", arguments: [0, 3, 10, 22])
  func daily(offset: Int) throws {
    let seen = try Self.isOpen(
      try Self.network(Self.byTime), hours: 72, offset: offset, repeating: 24)
    #expect(seen == (0...72).map { !(6..<20).contains((offset + $0) % 24) })
  }

  @Test("times within the hour are met to the second, across the end of the period too")
  func toTheSecond() throws {
    let network = try Self.network(
      "[CONTROLS]\nLINK B CLOSED AT TIME 0:10\nLINK B OPEN AT TIME 0:20\n")
    let group = try HydraulicEngine(network: network).lanes(count: 1, duration: 4 * 3_600)
    group[0].setFileOffset(22 * 3_600, repeating: 86_400)
    let link = try #require(network.link("B"))
    var closed: [Int] = []
    try group.runReportingSolutions { _, scenario in
      if scenario.status(link) != .open { closed.append(scenario.time) }
    }
    #expect(closed == [7_800])
  }

  @Test("times beyond the period never come")
  func beyond() throws {
    let network = try Self.network("[CONTROLS]\nLINK B CLOSED AT TIME 30\n", duration: 24)
    #expect(
      try Self.isOpen(network, hours: 72, offset: 1, repeating: 24).allSatisfy { $0 })
  }

  @Test("AT CLOCKTIME goes by the clock, and the state before the start is that of the last one")
  func clockTime() throws {
    let network = try Self.network(
      """
      [CONTROLS]
      LINK B CLOSED AT CLOCKTIME 8 AM
      LINK B OPEN AT CLOCKTIME 6 PM
      [TIMES]
      START CLOCKTIME 2 AM
      """)
    // 7 hours into the file it is 9 in the morning.
    for offset in [7, 18] {
      let seen = try Self.isOpen(network, hours: 48, offset: offset, repeating: 168)
      #expect(seen == (0...48).map { !(8..<18).contains((2 + offset + $0) % 24) })
    }
  }

  @Test("rules by time and by clock time go by the same clocks")
  func rules() throws {
    let byTime = try Self.network(
      """
      [RULES]
      RULE 1
      IF SYSTEM TIME >= 50
      AND SYSTEM TIME < 60
      THEN PIPE B STATUS IS CLOSED
      ELSE PIPE B STATUS IS OPEN
      """, duration: 168)
    // Rules are asked at the rule steps after a solution: a tenth of the hydraulic step later.
    let seen = try Self.isOpen(byTime, hours: 200, offset: 40, repeating: 168)
    for (hour, isOpen) in seen.enumerated().dropFirst() {
      let own = (40 + hour) % 168
      if own != 50 && own != 60 { #expect(isOpen == !(50..<60).contains(own), "\(hour)") }
    }
    let byClock = try Self.network(
      """
      [RULES]
      RULE 1
      IF SYSTEM CLOCKTIME >= 8 AM
      AND SYSTEM CLOCKTIME < 6 PM
      THEN PIPE B STATUS IS CLOSED
      ELSE PIPE B STATUS IS OPEN
      """)
    let clock = try Self.isOpen(byClock, hours: 72, offset: 5, repeating: 24)
    for (hour, isOpen) in clock.enumerated().dropFirst() {
      let own = (5 + hour) % 24
      if own != 8 && own != 18 { #expect(isOpen == !(8..<18).contains(own), "\(hour)") }
    }
  }
}
