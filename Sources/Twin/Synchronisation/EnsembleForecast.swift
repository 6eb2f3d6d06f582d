internal import Diagnostics
internal import HydraulicLanes
internal import Hydraulics
internal import LinearAlgebra
internal import Telemetry

/// Takes every member of an ensemble from one row to the next, a lane of the engine each.
///
/// A member begins every row from nothing but its column and its links, so that a stored state goes on with
/// the bits of one that was never stored. What is recorded of an actuator at both ends of a row holds all
/// the row; one that changes is switched by the network's own controls, or, where they have not by then, at the
/// row's end. Flows and pressures of a row are those of its last moment, as in EPANET's reports: with the
/// demand of the time that begins there.
struct EnsembleForecast: Sendable {
  /// What became of one member.
  struct Outcome: Sendable {
    /// Levels of the tanks, metres.
    var levels: [Double]
    var links: [WantedLink]
    /// One value per tag.
    var readings: [Double]
  }

  private let twin: HydraulicTwin
  private let layout: SynchronisedLayout
  private let threads: Int
  private let rowSeconds: Int
  /// What stands for each zone's junctions in its leak.
  private let leaking: [LeakShares]

  init(_ twin: HydraulicTwin, threads: Int) {
    self.twin = twin
    self.threads = threads
    layout = SynchronisedLayout(twin)
    rowSeconds = Int(twin.interval.nanoseconds / 1_000_000_000)
    leaking = twin.zoneDemands.map { LeakShares($0, twin.network) }
  }

  /// The members at a row's moment.
  ///
  /// - Parameters:
  ///   - ensemble: what holds until then, *components × members*.
  ///   - next: what holds from then on; its levels do not count.
  ///   - links: what is wanted of each member's links at the row before.
  ///   - scans: seconds between two looks of each member's controllers.
  ///   - recorded: one value per tag, NaN = missing.
  func outcomes(
    _ ensemble: Matrix, next: Matrix, links: [[WantedLink]], scans: [Int], to time: Timestamp,
    recorded: [Double]
  ) throws(Fault) -> [Outcome] {
    let outside = (twin.calendarFactors(time), twin.calendarFactors(time + twin.interval))
    let groups = try twin.engine.runGroups(
      scenarios: ensemble.columns, threads: threads, duration: rowSeconds
    ) { (lanes, first) throws(Fault) -> [Outcome] in
      for lane in 0..<lanes.count {
        let member = first + lane
        put(lanes[lane], ensemble.column(member), links[member], before: time)
        lanes[lane].setScan(scans[member])
        setDemand(lanes[lane], ensemble.column(member), outside.0, at: time)
        hold(lanes[lane], links[member], recorded)
      }
      // Patterns change at the row's end: the last second is made up from what flows then.
      let last = max(1, rowSeconds - 1)
      try lanes.advance(to: last)
      let levels = (0..<lanes.count).map { heights(lanes[$0], rest: rowSeconds - last) }
      for lane in 0..<lanes.count {
        correct(lanes[lane], recorded)
        setDemand(
          lanes[lane], next.column(first + lane), outside.1, at: time + twin.interval)
      }
      try lanes.advance(to: rowSeconds)
      return (0..<lanes.count).map { outcome(lanes[$0], levels[$0]) }
    }
    return groups.flatMap { $0 }
  }

  /// The network's own links at a moment, with what is recorded of them.
  func links(at time: Timestamp, recorded: [Double]) -> [WantedLink] {
    let lanes = twin.engine.lanes(count: 1, duration: rowSeconds)
    lanes[0].setFileOffset(twin.fileOffset(time), repeating: twin.scheduleRepeats)
    var links = layout.links.map { WantedLink(lanes[0], $0) }
    for (tag, point) in twin.points.enumerated()
    where point.quantity == .status && recorded[tag].isFinite {
      guard let place = layout.links.firstIndex(of: point.element) else { continue }
      links[place].isOpen = point.isOpen(recorded[tag])
    }
    return links
  }

  private func put(
    _ scenario: Scenario, _ column: [Double], _ links: [WantedLink], before time: Timestamp
  ) {
    scenario.setFileOffset(
      twin.fileOffset(time + twin.interval * -1), repeating: twin.scheduleRepeats)
    for (index, tank) in layout.tanks.enumerated() {
      scenario.setLevel(column[index], node: tank)
    }
    for (link, wanted) in zip(layout.links, links) where WantedLink(scenario, link) != wanted {
      wanted.put(scenario, link, of: twin.network)
      scenario.release(link)
    }
  }

  private func setDemand(
    _ scenario: Scenario, _ column: [Double], _ outside: [Double]?, at time: Timestamp
  ) {
    if let outside {
      for (junction, factor) in outside.enumerated() {
        scenario.setDemandFactor(factor, node: junction)
      }
    }
    let local = twin.local(time) - twin.interval.seconds / 2
    let hour = ZoneDemand.hour(local)
    for (index, part) in layout.parts.enumerated() {
      let zone = twin.zoneDemands[part.zone]
      // factor = profile · (1 + slow + day + scale · deviation(hour) · z), never below 0
      let departure =
        column[layout.drift(part.zone)] + (layout.day(part.zone).map { column[$0] } ?? 0)
        + part.scale * zone.deviation[hour] * column[layout.deviation(index)]
      let factor = zone.expected(local) * max(0, 1 + departure)
      for junction in part.junctions { scenario.setDemandFactor(factor, node: junction) }
    }
    for (index, leak) in leaking.enumerated() {
      leak.open(column[layout.leak(index)], scenario)
    }
  }

  // What is recorded at both ends holds in between; speeds and settings are those of the row's end.
  private func hold(_ scenario: Scenario, _ links: [WantedLink], _ recorded: [Double]) {
    for (tag, point) in twin.points.enumerated() where point.isActuator && recorded[tag].isFinite {
      guard let place = layout.links.firstIndex(of: point.element) else { continue }
      if point.quantity == .status {
        guard links[place].isOpen == point.isOpen(recorded[tag]) else { continue }
        links[place].put(scenario, point.element, of: twin.network)
      } else if links[place].isOpen {
        scenario.force(point.element, setting: point.setting(recorded[tag], in: twin.network))
      }
    }
  }

  // What is recorded holds from now on: a link is switched where nobody has, and nobody switches it back.
  private func correct(_ scenario: Scenario, _ recorded: [Double]) {
    for (tag, point) in twin.points.enumerated()
    where point.quantity == .status && recorded[tag].isFinite {
      var link = WantedLink(scenario, point.element)
      link.isOpen = point.isOpen(recorded[tag])
      link.put(scenario, point.element, of: twin.network)
    }
  }

  private func heights(_ scenario: Scenario, rest: Int) -> [Double] {
    layout.tanks.map { tank in
      let rise = scenario.demand(tank) * Double(rest) / twin.area(ofTank: tank)
      return twin.held(scenario.pressure(tank) + rise, inTank: tank)
    }
  }

  private func outcome(_ scenario: Scenario, _ levels: [Double]) -> Outcome {
    Outcome(
      levels: levels, links: layout.links.map { WantedLink(scenario, $0) },
      readings: twin.points.map { point in
        guard twin.isStock(point), let tank = layout.tanks.firstIndex(of: point.element) else {
          return point.value(scenario, in: twin.network)
        }
        return point.value(ofHeight: levels[tank], in: twin.network)
      })
  }
}
