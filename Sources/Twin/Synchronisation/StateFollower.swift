internal import Diagnostics
internal import Foundation
internal import HydraulicLanes
internal import Hydraulics
internal import LinearAlgebra
internal import Telemetry

/// A state that follows rows, and what it leaves behind.
struct StateFollower {
  private let twin: HydraulicTwin
  private let settings: SynchronisationSettings
  private let layout: SynchronisedLayout
  private let forecast: EnsembleForecast
  private let noise: FollowedNoise
  private let members: Int
  private var state: SynchronisedState?
  private var times: [Timestamp] = []
  private var innovations: [[Double]] = []
  private var spreads: [[Double]] = []
  private var leakMeans: [[Double]] = []
  private var leakDeviations: [[Double]] = []
  private var refused: [Int] = []
  private var doubtedRows: [Int]
  private var disagreements: [Int]
  private var begun: [Int] = []
  private var leakTold: [Int?]

  /// More members than a linear plant needs, so many times: the moments of switches are no line in the
  /// state, and what they seem to have to do with a zone's use by chance goes with 1 / √members.
  private static let spare = 2
  /// Rows that are missing are passed over one by one, up to so long.
  private static let longestGap = TimeSpan.hours(24)

  init(
    _ twin: HydraulicTwin, _ earlier: SynchronisedState?, _ settings: SynchronisationSettings
  ) throws(Fault) {
    guard !twin.zoneDemands.isEmpty else {
      throw Fault(
        .badData, "the twin has no zone whose use telemetry has told, so nothing can be followed",
        hint: "calibrate it with 'demand: { from: telemetry }' and measured flows around its tanks")
    }
    self.twin = twin
    self.settings = settings
    layout = SynchronisedLayout(twin)
    forecast = EnsembleForecast(twin, threads: settings.threads)
    noise = FollowedNoise(twin, settings)
    members =
      Self.spare
      * EnsembleDraws.members(
        components: layout.count, draws: layout.draws, lanes: HydraulicEngine.laneCount)
    state = earlier
    disagreements = [Int](repeating: 0, count: twin.tags.count)
    doubtedRows = [Int](repeating: 0, count: noise.gauges.count)
    leakTold = [Int?](repeating: nil, count: layout.zones)
    if let earlier,
      earlier.layout != layout || earlier.ensemble.columns != members
        || earlier.doubts.count != noise.gauges.count
    {
      throw Fault(
        .badData,
        "the state belongs to another twin: \(earlier.layout.tanks.count) tanks, "
          + "\(earlier.layout.zones) zones, \(earlier.ensemble.columns) members",
        hint: "begin anew without it")
    }
  }

  /// Takes the next row in.
  mutating func follow(_ time: Timestamp, _ recorded: [Double]) throws(Fault) {
    guard var before = state else {
      state = try beginning(time, recorded)
      begun.append(times.count)
      conclude(time, nil)
      return
    }
    let unseen = [Double](repeating: .nan, count: recorded.count)
    var isLost = time - before.time > Self.longestGap
    while !isLost, before.time + twin.interval < time {
      let moment = before.time + twin.interval
      before = try advanced(before, to: moment, recorded: unseen).state
    }
    if before.refused >= settings.patience { isLost = true }
    if isLost {
      state = try anew(before, time, recorded)
      begun.append(times.count)
      conclude(time, nil)
      return
    }
    let next = try advanced(before, to: time, recorded: recorded)
    if next.isRefused { refused.append(times.count) }
    for tag in next.disagreeing.indices where next.disagreeing[tag] { disagreements[tag] += 1 }
    state = next.state
    conclude(time, next.update)
  }

  /// Everything that was found.
  func finish() throws(Fault) -> Synchronisation {
    guard let state, !times.isEmpty else {
      throw Fault(
        .badData, "there is no row to follow after the state's moment",
        hint: "give telemetry that is later than the state")
    }
    return Synchronisation(
      state: state, times: times, innovations: Matrix(rowMajor: innovations),
      spreads: Matrix(rowMajor: spreads), refused: refused,
      disagreements: disagreements, doubted: doubted(state), begun: begun,
      leakMeans: Matrix(rowMajor: leakMeans), leakDeviations: Matrix(rowMajor: leakDeviations),
      leakTold: leakTold)
  }

  // The gauges that were left out, with what the state makes of them.
  private func doubted(_ state: SynchronisedState) -> [DoubtedGauge] {
    let since = state.doubts.since(state.time, interval: twin.interval)
    return noise.gauges.enumerated().compactMap { gauge, tag in
      guard doubtedRows[gauge] > 0 else { return nil }
      let point = twin.points[tag]
      guard let tank = layout.tanks.firstIndex(of: point.element) else { return nil }
      let level = state.levels[tank]
      let shown = state.doubts.last[gauge]
      return DoubtedGauge(
        tag: twin.tags[tag].id, rows: doubtedRows[gauge], since: since[gauge],
        shown: shown.isFinite ? shown : nil,
        expected: point.value(ofHeight: level.mean, in: twin.network),
        deviation: level.deviation * abs(point.factor), unit: twin.tags[tag].unit ?? "")
    }
  }

  private mutating func conclude(_ time: Timestamp, _ update: EnsembleUpdate?) {
    for (gauge, rows) in (state?.doubts.rows ?? []).enumerated() where rows > 0 {
      doubtedRows[gauge] += 1
    }
    let nothing = [Double](repeating: .nan, count: twin.tags.count)
    innovations.append(update?.innovations ?? nothing)
    spreads.append(update?.spreads ?? nothing)
    let leaks = state?.leaks ?? []
    leakMeans.append(leaks.map(\.mean))
    leakDeviations.append(leaks.map(\.deviation))
    for (zone, rows) in (state?.leakRows ?? []).enumerated()
    where leakTold[zone] == nil && twin.interval * rows >= settings.leakTime {
      leakTold[zone] = times.count
    }
    times.append(time)
  }

  private struct Advance {
    var state: SynchronisedState
    var update: EnsembleUpdate
    var isRefused: Bool
    /// Flows that the network cannot explain, one per tag.
    var disagreeing: [Bool]
  }

  // Moves on by a row and takes it in, unless it is impossible.
  private func advanced(
    _ before: SynchronisedState, to time: Timestamp, recorded: [Double]
  ) throws(Fault) -> Advance {
    do {
      var generator = chance(before.seed, time)
      let draws = try EnsembleDraws.draws(
        layout.draws, beside: before.ensemble, generator: &generator)
      var ensemble = before.ensemble
      noise.move(&ensemble, draws, to: time)
      let outcomes = try forecast.outcomes(
        before.ensemble, next: ensemble, links: before.links,
        scans: noise.scans(members, generator: &generator), to: time, recorded: recorded)
      var expected = Matrix(rows: recorded.count, columns: members)
      for (member, outcome) in outcomes.enumerated() {
        for tag in recorded.indices { expected[tag, member] = outcome.readings[tag] }
        for tank in layout.tanks.indices { ensemble[tank, member] = outcome.levels[tank] }
      }
      let deviations = noise.deviations(recorded)
      let update = try EnsembleUpdate(
        expected: expected, readings: recorded, deviations: deviations, used: noise.used)
      let disagreeing = noise.disagreeing(update)
      let open = noise.open(before: before.openZones, disagreeing, recorded)
      let switched = noise.switched(from: before.links, to: outcomes.map(\.links))
      var shown = noise.gaugeReadings(
        update, recorded, disagreeing: disagreeing, switched: switched)
      // A gauge's very first reading begins its tank: what was guessed before proves nothing against it. Nor does a balance
      // with a flow that the network cannot explain: such a tank stands where its gauge says.
      let last = before.doubts.last
      var fresh = noise.gauges.indices.filter { gauge in
        let tag = noise.gauges[gauge]
        return recorded[tag].isFinite
          && (!shown[gauge].isExpected || last[gauge].isNaN && noise.isUsual(recorded[tag], tag))
      }
      for gauge in fresh { shown[gauge].allowed = .infinity }
      let isRefused = before.doubts.denyState(shown)
      var doubts = before.doubts
      if isRefused {
        doubts.pass()
      } else {
        fresh += doubts.judge(shown, GaugeDoubts.Patience(settings, interval: twin.interval))
      }
      if !isRefused {
        var trusted = [Bool](repeating: true, count: recorded.count)
        for (gauge, tag) in noise.gauges.enumerated() {
          trusted[tag] = doubts.believes(gauge) && !fresh.contains(gauge)
        }
        let believed = noise.used.indices.map {
          noise.used[$0] && !disagreeing[$0] && trusted[$0]
        }
        var updated =
          try
          (believed == noise.used
          ? update
          : EnsembleUpdate(
            expected: expected, readings: recorded, deviations: deviations, used: believed))
          .updated(ensemble)
        for zone in 0..<layout.zones {
          let own = try EnsembleUpdate(
            expected: expected, readings: recorded, deviations: deviations,
            used: noise.own[zone].indices.map { noise.own[zone][$0] && trusted[$0] }
          ).updated(ensemble)
          for component in layout.components(ofZone: zone) {
            for member in 0..<members { updated[component, member] = own[component, member] }
          }
        }
        var kept = noise.untold(switching: switched)
        // An account is of all the row: both its ends must close.
        for zone in open.indices where open[zone] || before.openZones[zone] {
          kept.formUnion(layout.components(ofZone: zone))
        }
        for component in 0..<layout.count where !kept.contains(component) {
          for member in 0..<members { ensemble[component, member] = updated[component, member] }
        }
        noise.widen(&ensemble, update, from: before.doubts, to: doubts, untold: kept)
        for gauge in fresh where doubts.believes(gauge) {
          noise.place(&ensemble, recorded, byGauge: noise.gauges[gauge], generator: &generator)
        }
      }
      for (tank, node) in layout.tanks.enumerated() {
        for member in 0..<members {
          ensemble[tank, member] = twin.held(ensemble[tank, member], inTank: node)
        }
      }
      let state = SynchronisedState(
        time: time, seed: before.seed, ensemble: ensemble, links: outcomes.map(\.links),
        layout: layout, memory: settings.driftMemory,
        refused: isRefused ? before.refused + 1 : 0, rows: before.rows + 1,
        leakRows: before.leakRows, openZones: open, doubts: doubts)
      return Advance(
        state: counted(state), update: update, isRefused: isRefused, disagreeing: disagreeing)
    } catch let fault as Fault {
      throw fault
    } catch {
      throw Fault(.badData, "the ensemble cannot be updated at \(time): \(error)")
    }
  }

  // The same state with this row counted for leaks that are surely above 0.
  private func counted(_ state: SynchronisedState) -> SynchronisedState {
    let isKnown = twin.interval * state.rows >= settings.leakPatience
    return state.counting(
      state.leaks.map { isKnown && $0.mean > settings.leakSureness * $0.deviation },
      // What a leak is does not change while nobody knows what a tank of its zone stores.
      holding: (0..<layout.zones).map { noise.isStockUnknown(inZone: $0, state.doubts) })
  }

  // The first state: tanks as they are recorded, or anywhere; zones as they are calibrated.
  private func beginning(
    _ time: Timestamp, _ recorded: [Double], _ doubts: GaugeDoubts? = nil
  ) throws(Fault) -> SynchronisedState {
    var generator = chance(settings.seed, time)
    let links = forecast.links(at: time, recorded: recorded)
    do {
      let draws = try EnsembleDraws.draws(
        layout.count, beside: Matrix(rows: 0, columns: members), generator: &generator)
      var ensemble = noise.spread(draws)
      var doubts = doubts ?? GaugeDoubts(count: noise.gauges.count)
      doubts.begin(
        noise.gauges.map { recorded[$0] },
        isUsual: noise.gauges.map { noise.isUsual(recorded[$0], $0) })
      var believed = recorded
      for (gauge, tag) in noise.gauges.enumerated() where !doubts.believes(gauge) {
        believed[tag] = .nan
      }
      noise.placeTanks(&ensemble, draws, believed)
      return SynchronisedState(
        time: time, seed: settings.seed, ensemble: ensemble,
        links: [[WantedLink]](repeating: links, count: members), layout: layout,
        memory: settings.driftMemory, refused: 0, rows: 0,
        leakRows: [Int](repeating: 0, count: layout.zones),
        openZones: [Bool](repeating: false, count: layout.zones), doubts: doubts)
    } catch {
      throw Fault(.ourBug, "an ensemble cannot begin: \(error)")
    }
  }

  // Tanks and links begin anew; what is known of zones stays.
  private func anew(
    _ before: SynchronisedState, _ time: Timestamp, _ recorded: [Double]
  ) throws(Fault) -> SynchronisedState {
    let fresh = try beginning(time, recorded, before.doubts)
    var ensemble = before.ensemble
    for tank in layout.tanks.indices {
      for member in 0..<members { ensemble[tank, member] = fresh.ensemble[tank, member] }
    }
    return SynchronisedState(
      time: time, seed: before.seed, ensemble: ensemble, links: fresh.links, layout: layout,
      memory: settings.driftMemory, refused: 0, rows: before.rows + 1, leakRows: before.leakRows,
      openZones: before.openZones, doubts: fresh.doubts)
  }

  // Every row has its own chance, so that it does not matter where a run began.
  private func chance(_ seed: UInt64, _ time: Timestamp) -> SeededGenerator {
    SeededGenerator(
      root: seed, stage: "synchronisation", index: Int(time.nanoseconds / 1_000_000_000))
  }
}
