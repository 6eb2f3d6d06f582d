internal import Diagnostics
internal import Foundation
internal import Hydraulics
internal import LinearAlgebra
internal import Telemetry

/// How noisy readings are, and how far what nobody sees moves from row to row.
struct FollowedNoise: Sendable {
  /// The tags that correct the state.
  let used: [Bool]
  /// Those of them that show a zone's own water, for each zone: its tanks, and flows at its nodes.
  ///
  /// They close its account, and no other may tell its use: a pump elsewhere switches at a moment that is
  /// known to minutes only, and by chance members with more use here switch it later.
  let own: [[Bool]]
  private let twin: HydraulicTwin
  private let layout: SynchronisedLayout
  private let settings: SynchronisationSettings
  /// Links that a zone's own tanks switch, as places among the layout's.
  private let switched: [[Int]]
  /// The tanks of each zone, with what a unit of their gauges is of water.
  private let stored: [[BalancedZones.Stored]]
  /// For each gauge, the measured flows that close its tank's part of the network.
  private let bordering: [[Int]]
  /// What all zones use, m³/s.
  private let use: Double

  /// Nobody reads a level better than so many metres.
  private static let leastLevel = 0.001

  init(_ twin: HydraulicTwin, _ settings: SynchronisationSettings) {
    self.twin = twin
    self.settings = settings
    let layout = SynchronisedLayout(twin)
    self.layout = layout
    use = twin.usualUse
    let zones = BalancedZones(twin.network, points: twin.points).zones
    switched = twin.zoneDemands.map { demand in
      let zone = zones.first { $0.junctions == demand.junctions }
      let tanks = Set(zone?.tanks.map(\.node) ?? [])
      let links = SwitchedLinks(twin.network).links(of: tanks)
      return layout.links.indices.filter { links.contains(layout.links[$0]) }
    }
    stored = twin.zoneDemands.map { demand in
      zones.first { $0.junctions == demand.junctions }?.tanks ?? []
    }
    let flows = twin.points.indices.filter { twin.points[$0].quantity == .flow }
    let measured = Set(flows.map { twin.points[$0].element })
    let roots = twin.network.parts { !measured.contains($0) }
    bordering = twin.points.filter { twin.isStock($0) }.map { gauge in
      flows.filter { flow in
        let link = twin.network.links[twin.points[flow].element]
        return [link.from, link.to].contains { roots[$0] == roots[gauge.element] }
      }
    }
    let used = twin.points.map { point in
      twin.isStock(point) || point.quantity == .flow && settings.flowError != nil
    }
    self.used = used
    own = twin.zoneDemands.map { demand in
      guard let zone = zones.first(where: { $0.junctions == demand.junctions }) else {
        return used
      }
      let tags = Set(zone.tanks.map(\.tag) + zone.borders.map(\.tag) + zone.inner)
      return used.indices.map { used[$0] && tags.contains($0) }
    }
  }

  /// Standard deviations of a row's readings: noise, rounding, and what the network's curves leave of flows.
  func deviations(_ recorded: [Double]) -> [Double] {
    zip(twin.tags, twin.points).enumerated().map { index, pair in
      let (tag, point) = pair
      let own: Double
      let step = tag.resolution ?? 0
      switch point.quantity {
      case .level, .head:
        own = max(twin.settings.levelNoise, Self.leastLevel) * abs(point.factor)
      case .pressure where twin.isStock(point):
        own = max(twin.settings.levelNoise, Self.leastLevel) * abs(point.factor)
      case .flow, .demand:
        let share = hypot(twin.settings.flowNoise, settings.flowError ?? 0.02)
        own = max(share * abs(recorded[index]), 1e-6 * abs(point.factor))
      case .pressure: own = max(twin.settings.pressureNoise, 0.01) * abs(recorded[index])
      case .status, .setting, .speed: return .nan
      }
      // A rounding error is uniform: step² / 12.
      return max((own * own + step * step / 12).squareRoot(), 1e-9)
    }
  }

  /// The gauges of stored water, tags in their order.
  var gauges: [Int] { used.indices.filter { twin.isStock(twin.points[$0]) } }

  /// What the gauges show, beside what was expected of them.
  func gaugeReadings(
    _ update: EnsembleUpdate, _ recorded: [Double], disagreeing: [Bool], switched: Set<Int>
  ) -> [GaugeDoubts.Reading] {
    let links = Set(switched.map { layout.links[$0] })
    return gauges.enumerated().map { gauge, tag in
      let possible = hypot(update.spreads[tag], twin.profiles[tag].deviation / 4)
      return GaugeDoubts.Reading(
        value: recorded[tag], innovation: update.innovations[tag], spread: update.spreads[tag],
        allowed: settings.limit * possible, isPossible: isPossible(recorded[tag], tag),
        isExpected: !bordering[gauge].contains { disagreeing[$0] },
        isSwitched: bordering[gauge].contains { links.contains(twin.points[$0].element) })
    }
  }

  /// Whether nobody knows what a tank of a zone stores, for its gauge is not believed.
  func isStockUnknown(inZone zone: Int, _ doubts: GaugeDoubts) -> Bool {
    gauges.enumerated().contains { own[zone][$0.element] && !doubts.believes($0.offset) }
  }

  /// In parts of a tank's height, how far beyond bottom and top a gauge may stand.
  private static let overshoot = 0.05
  /// In parts of a level's usual span, how far beyond it a first reading is believed.
  private static let unusual = 0.5

  /// Whether a gauge can show a value: its tank goes from bottom to top.
  private func isPossible(_ value: Double, _ tag: Int) -> Bool {
    let node = twin.points[tag].element
    let (low, high) = (
      twin.held(-.greatestFiniteMagnitude, inTank: node),
      twin.held(.greatestFiniteMagnitude, inTank: node)
    )
    let margin = Self.overshoot * (high - low)
    let height = twin.points[tag].height(value, in: twin.network)
    return height > low - margin && height < high + margin
  }

  /// Whether a state may begin with what a gauge shows.
  func isUsual(_ value: Double, _ tag: Int) -> Bool {
    let profile = twin.profiles[tag]
    let margin = max(
      Self.unusual * (profile.high - profile.low), profile.deviation * settings.limit / 2)
    return isPossible(value, tag)
      && (margin == 0 || (profile.low - margin...profile.high + margin).contains(value))
  }

  /// Flows that the network cannot explain: one per tag.
  ///
  ///     ν² / s² > γ²,   s² = variance of the members + R
  ///
  /// is the gate of the normalised innovation squared (Bar-Shalom, Li & Kirubarajan 2001, *Estimation with
  /// Applications to Tracking and Navigation*, section 5.4). The state has no number for what a link may be
  /// off by (a drive below its speed, a worn wheel, a valve half shut, a false meter): taken in, such a flow would
  /// have to be use, of which a pump's flow hardly depends, and the update would be many times what is missing.
  func disagreeing(_ update: EnsembleUpdate) -> [Bool] {
    used.indices.map { tag in
      guard used[tag], !twin.isStock(twin.points[tag]) else { return false }
      // false where there is nothing to compare
      return abs(update.innovations[tag]) > settings.flowLimit * update.spreads[tag]
    }
  }

  /// Zones whose account is open after a row: one of their flows disagrees, or did when their own readings were
  /// last seen.
  func open(before: [Bool], _ disagreeing: [Bool], _ recorded: [Double]) -> [Bool] {
    own.indices.map { zone in
      let seen = own[zone].indices.filter { own[zone][$0] && recorded[$0].isFinite }
      return seen.isEmpty ? before[zone] : seen.contains { disagreeing[$0] }
    }
  }

  /// Moves what nobody sees on by a row: `draws` is *layout's draws × members*.
  ///
  ///     z ← φ z + √(1 − φ²) ε,   drift ← ψ drift + σ √(1 − ψ²) ε,   leak ← leak + q √Δt ε
  ///
  /// and a zone's day ← ρ day + √(1 − ρ²) σ_d ε where `time` is the end of one: the row to come belongs to the next.
  func move(_ ensemble: inout Matrix, _ draws: Matrix, to time: Timestamp) {
    let half = TimeSpan(nanoseconds: twin.interval.nanoseconds / 2)
    func day(_ time: Timestamp) -> Double { (twin.local(time) / 86_400).rounded(.down) }
    let isNewDay = day(time + half) != day(time + half * -1)
    if isNewDay {
      let first = layout.parts.count + 2 * layout.zones
      for (place, zone) in layout.days.enumerated() {
        guard let component = layout.day(zone) else { continue }
        let (kept, fresh) = twin.zoneDemands[zone].dayStep
        for member in 0..<ensemble.columns {
          ensemble[component, member] =
            kept * ensemble[component, member] + fresh * draws[first + place, member]
        }
      }
    }
    let hours = twin.interval.seconds / 3_600
    let slow = exp(-twin.interval.seconds / settings.driftMemory.seconds)
    let walk = settings.leakWalk * use * (hours / 24).squareRoot()
    for member in 0..<ensemble.columns {
      for (part, own) in layout.parts.enumerated() {
        let kept = pow(twin.zoneDemands[own.zone].persistence, hours)
        let row = layout.deviation(part)
        ensemble[row, member] =
          kept * ensemble[row, member] + (1 - kept * kept).squareRoot() * draws[part, member]
      }
      for zone in 0..<layout.zones {
        let (drift, leak) = (layout.drift(zone), layout.leak(zone))
        let first = layout.parts.count + zone
        ensemble[drift, member] =
          slow * ensemble[drift, member]
          + driftDeviation(zone) * (1 - slow * slow).squareRoot() * draws[first, member]
        ensemble[leak, member] += walk * draws[first + layout.zones, member]
      }
    }
  }

  /// How often each member's controllers look in a row, seconds.
  ///
  /// Nobody knows the phase of a scan: delays are uniform around half the twin's.
  func scans(_ members: Int, generator: inout SeededGenerator) -> [Int] {
    let scan = Double(twin.settings.scan)
    return (0..<members).map { _ in Int((2 * scan * generator.uniform()).rounded()) }
  }

  /// The links that some member switched in a row, as places among the layout's.
  func switched(from before: [[WantedLink]], to after: [[WantedLink]]) -> Set<Int> {
    Set(
      layout.links.indices.filter { link in
        zip(before, after).contains { $0[link].isOpen != $1[link].isOpen }
      })
  }

  /// Components that a row does not tell.
  ///
  /// They are the slow deviation and leak of zones whose own tanks switched something: the later a level
  /// reaches its threshold the longer a pump runs, so that more use may end in a higher level, and a line
  /// through the members would tell the opposite of what happened.
  ///
  /// - Parameter links: Those that some member switched, as places among the layout's.
  func untold(switching links: Set<Int>) -> Set<Int> {
    var untold: Set<Int> = []
    for zone in 0..<layout.zones {
      if switched[zone].contains(where: links.contains) {
        untold.formUnion([layout.drift(zone), layout.leak(zone)])
        if let day = layout.day(zone) { untold.insert(day) }
      }
    }
    return untold
  }

  /// Widens what is known of a zone's leak where its tank is further off than the ensemble expects, twice in succession and
  /// on the same side.
  ///
  ///     σ ← |ν| A / Δt   where |ν| > γ s, and so in the row before
  ///
  /// A burst, a lie that begins or one that ends is nothing that a slow walk foresees: without it an estimate that an
  /// attack has driven to 6 L/s took a week to come back, as sure as ever. One row alone is a moment of a switch that nobody
  /// knows (manoeuvres: Bar-Shalom, Li & Kirubarajan 2001, section 11.2: noise that is switched by the innovation).
  func widen(
    _ ensemble: inout Matrix, _ update: EnsembleUpdate, from before: GaugeDoubts,
    to after: GaugeDoubts, untold: Set<Int>
  ) {
    let count = Double(ensemble.columns)
    let surprises = before.surprises
    for (zone, tanks) in stored.enumerated() where !untold.contains(layout.leak(zone)) {
      let missing =
        tanks.filter { tank in
          guard let gauge = gauges.firstIndex(of: tank.tag), after.believes(gauge) else {
            return false
          }
          let (then, now) = (
            surprises[gauge], update.innovations[tank.tag] / update.spreads[tank.tag]
          )
          return abs(now) > settings.flowLimit && abs(then) > settings.flowLimit && now * then > 0
        }.reduce(0) { $0 + abs(update.innovations[$1.tag] * $1.volume) } / twin.interval.seconds
      let row = layout.leak(zone)
      let cells = ensemble.row(row)
      let mean = cells.reduce(0, +) / count
      let variance = cells.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
      guard missing * missing > variance, variance > 0 else { continue }
      let factor = missing / variance.squareRoot()
      for member in 0..<ensemble.columns {
        ensemble[row, member] = mean + factor * (ensemble[row, member] - mean)
      }
    }
  }

  /// An ensemble of which nothing is known but calibration; levels stay 0.
  func spread(_ draws: Matrix) -> Matrix {
    var ensemble = draws
    for member in 0..<draws.columns {
      for tank in layout.tanks.indices { ensemble[tank, member] = 0 }
      for zone in 0..<layout.zones {
        ensemble[layout.drift(zone), member] *= max(driftDeviation(zone), settings.startDeviation)
        // What lasts already counts as use: a leak is what comes later.
        ensemble[layout.leak(zone), member] = 0
        if let day = layout.day(zone) {
          ensemble[day, member] *= twin.zoneDemands[zone].dayDeviation
        }
      }
    }
    return ensemble
  }

  /// Levels as they are recorded; half full, give or take a quarter, where they are not.
  func placeTanks(_ ensemble: inout Matrix, _ draws: Matrix, _ recorded: [Double]) {
    let deviations = deviations(recorded)
    for (tank, node) in layout.tanks.enumerated() {
      let lowest = twin.held(-.greatestFiniteMagnitude, inTank: node)
      let highest = twin.held(.greatestFiniteMagnitude, inTank: node)
      var (mean, deviation) = ((lowest + highest) / 2, (highest - lowest) / 4)
      let tag = twin.points.indices.first {
        twin.isStock(twin.points[$0]) && twin.points[$0].element == node && recorded[$0].isFinite
      }
      if let tag {
        mean = twin.points[tag].height(recorded[tag], in: twin.network)
        deviation = deviations[tag] / abs(twin.points[tag].factor)
      }
      for member in 0..<ensemble.columns {
        ensemble[tank, member] = twin.held(mean + deviation * draws[tank, member], inTank: node)
      }
    }
  }

  /// A tank as its gauge shows it.
  func place(
    _ ensemble: inout Matrix, _ recorded: [Double], byGauge tag: Int,
    generator: inout SeededGenerator
  ) {
    let point = twin.points[tag]
    guard let tank = layout.tanks.firstIndex(of: point.element) else { return }
    let level = point.height(recorded[tag], in: twin.network)
    let deviation = deviations(recorded)[tag] / abs(point.factor)
    for member in 0..<ensemble.columns {
      ensemble[tank, member] = level + deviation * generator.gaussian()
    }
  }

  private func driftDeviation(_ zone: Int) -> Double {
    max(settings.driftDeviation, twin.zoneDemands[zone].weekDeviation)
  }
}
