public import Diagnostics
public import Telemetry
internal import Twin

extension Campaign {
  /// Whether anything is injected into recorded telemetry.
  public var isInjecting: Bool { injected > 0 || listed.contains { $0.isInjected } }

  /// Injects the listed scenarios that say so, and draws `injected` attacks, into recorded telemetry: each inside one
  /// of the stretches given.
  ///
  /// Injection *i* depends on the seed and *i* alone (and on the plant, the stretches and the campaign's
  /// settings). Of the techniques, those count that falsify what the historian stores and need no answer of the
  /// plant. Names of drawn ones begin with `injected-`.
  ///
  /// - Parameters:
  ///   - surface: that of a ``RecordedPlant``.
  ///   - stretches: normal time, each from a row on; those shorter than a run are left out.
  /// - Throws: ``Faults`` where no stretch is long enough for a run, no technique applies, or a listed scenario starts
  ///   where none fits.
  public func injections(
    into surface: AttackSurface, techniques catalog: TechniqueCatalog, stretches: [TimeRange],
    seed: UInt64
  ) throws(Faults) -> CampaignPlan {
    guard isInjecting else { return CampaignPlan(scenarios: [], notices: []) }
    let problems = Problems()
    guard let (steps, leadRows) = rows(every: surface.interval, problems) else {
      throw Faults(problems.all)
    }
    let places = places(in: stretches, steps: steps, every: surface.interval)
    let allowed = places.filter { starts?.allows($0) ?? true }
    if let starts, allowed.isEmpty, !places.isEmpty {
      throw Faults([
        Fault(
          .configuration,
          "nothing can be injected: no run of \(length) within recorded normal time can "
            + "start at \(starts.text)", at: starts.place, hint: "allow more days or hours")
      ])
    }
    if let lack = lackOfRoom(in: stretches, every: surface.interval) {
      throw Faults([
        Fault(
          .badData, "nothing can be injected: \(lack)",
          hint: "shorten 'length' in the campaign, or leave 'injected' out")
      ])
    }
    let written = listed(
      on: surface, steps: steps, places: places, allowed: allowed, seed: seed, problems)
    try problems.throwIfAny()
    guard injected > 0 else { return CampaignPlan(scenarios: written, notices: []) }
    let usable = chosen(of: catalog).filter { $0.applies(to: surface) }
    guard !usable.isEmpty else {
      throw Faults([
        Fault(
          .configuration,
          "nothing can be injected: no technique of the campaign falsifies what the historian stores of "
            + "this plant's tags",
          hint: "take T0856 among 'techniques', or leave 'injected' out")
      ])
    }
    let order = ScenarioDrawing.order(usable)
    var chance = SeededGenerator(root: seed, stage: "injected")
    let drawn = chance.next()
    let scenarios = (0..<injected).map { number -> Scenario in
      var generator = SeededGenerator(root: seed, stage: "stretch", index: number)
      let start = allowed[generator.index(below: allowed.count)]
      let drawing = ScenarioDrawing(
        surface: surface, steps: steps, leadRows: leadRows, starts: TimeRange(start, start),
        seed: drawn, draws: draws, attacks: injected)
      var scenario = drawing.attack(number, of: order)
      scenario.name = "injected-\(scenario.name)"
      return scenario
    }
    return CampaignPlan(scenarios: written + scenarios, notices: [])
  }

  /// Why no run fits into any of the stretches; nil where one does.
  public func lackOfRoom(in stretches: [TimeRange], every interval: TimeSpan) -> String? {
    guard let (steps, _) = rows(every: interval, Problems()),
      places(in: stretches, steps: steps, every: interval).isEmpty
    else { return nil }
    let longest = stretches.map { $0.end - $0.start }.max() ?? .zero
    return "a run takes \(length), the longest stretch of recorded normal time is \(longest)"
  }

  // The rows at which a run within a stretch may start.
  private func places(
    in stretches: [TimeRange], steps: Int, every interval: TimeSpan
  ) -> [Timestamp] {
    stretches.flatMap { stretch in
      let room = (stretch.end - stretch.start).rows(of: interval) + 1 - steps + 1
      return (0..<max(0, room)).map { stretch.start + interval * $0 }
    }
  }

  /// Tells of what keeps listed scenarios from being injected, so that it stands beside all other problems.
  public func checkInjected(
    into surface: AttackSurface, stretches: [TimeRange], problems: Problems
  ) {
    guard let (steps, _) = rows(every: surface.interval, Problems()) else { return }
    let places = places(in: stretches, steps: steps, every: surface.interval)
    guard !places.isEmpty else { return }
    _ = listed(
      on: surface, steps: steps, places: places, allowed: places, seed: 0, problems)
  }

  // Listed ones start where they say, else at a row that is drawn among those allowed.
  private func listed(
    on surface: AttackSurface, steps: Int, places: [Timestamp], allowed: [Timestamp], seed: UInt64,
    _ problems: Problems
  ) -> [Scenario] {
    listed.enumerated().compactMap { index, written in
      guard written.isInjected else { return nil }
      if let start = written.start, !places.contains(start) {
        problems.add(
          "no run of \(length) from \(start) on lies in recorded normal time",
          at: written.startPlace,
          hint:
            "write the moment of a row with \(length) of normal time behind it, or leave 'start' out"
        )
        return nil
      }
      var generator = SeededGenerator(root: seed, stage: "listed", index: index)
      let drawn = UInt64(generator.next() >> 11)
      return written.scenario(
        on: surface, rows: steps, start: allowed[generator.index(below: allowed.count)],
        seed: drawn, problems: problems)
    }
  }
}
