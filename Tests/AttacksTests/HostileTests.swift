import Attacks
import Diagnostics
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Hostile campaigns")
struct HostileTests {
  private static let words = [
    "nan", "inf", "-1", "0", "1e308", "-1e308", "9223372036854775807", "-9223372036854775808",
    "18446744073709551616", "''", "[]", "{}", "~", "0.0001ns", "1ns", "-3h", "3660d", "99999999w",
    "1e9d", "L_T1", "S_PU1", "{ use: offset, by: 1e16 }", "{ use: replay, back: 1ns }",
    "{ use: override, value: 1, hammer: 1ns }", "2261-12-31T23:59:59Z", "1678-01-01", "T0856",
    "end", "\"\\u0000\"", "[[[[]]]]",
    "0.5", "1", "2", "3", "1e16", "-1e16", "26h", "30min", "2d", "1000d", "~", "~",
    "one", "\"L_T1 < S_PU1\"", "\"not (not (1 > L_T1))\"", "latin-hypercube", "S_PU2", "[0.1, 7]",
  ]

  @Test(
    "Any value in any place of a campaign gives traces or problems, never a crash", arguments: 1...8
  )
  func anyValue(seed: UInt64) throws {
    let text = """
      attacks: 3
      look-alikes: 3
      length: 3d
      lead: 1d
      techniques: [T0856, T0855]
      draws: sobol
      starts: { days: weekdays, hours: [22, 4] }
      matrix: { techniques: [T0856, T0814], targets: [L_T1, S_PU1], sizes: [0.1, 0.3] }
      scenarios:
        - name: a
          technique: T0856
          start: 2026-01-05
          seed: 4
          trigger: { above: 2.5, tag: L_T1, after: 25h }
          lasts: 10h
          sensor: { P_J1: { use: ramp, rate: 0.1, bound: 1 } }
          controller: { L_T1: { use: offset, by: -0.5 } }
          historian: { L_T1: { use: replay, back: 24h, noise: 0.1 } }
          actuator: { S_PU1: { use: override, value: 1, hammer: 2h, other: 0 } }
        - name: b
          technique: unknown
          trigger: { at: 30h }
          lasts: 10h
          sensor: { P_J1: { use: polyline, points: [[1h, 2], [3h, 4]], added: true } }
          controller: { L_T1: { use: stealthy, bound: 1, step: 0.1, slack: 0.1, limit: 2 } }
          historian: { L_T1: { use: jitter, most: 3h } }
          actuator: { S_PU1: { use: toggle, value: 1, other: 0, period: 3h, duty: 0.5 } }
        - name: c
          technique: unknown
          trigger: { at: 30h }
          sensor: { P_J1: { use: scale, factor: 2, about: 40 } }
          controller: { L_T1: { use: delay, by: 2h } }
          historian: { L_T1: { use: swap, with: P_J1 }, S_PU1: { use: covert, error: 0.5 } }
          actuator: { S_PU1: hold }
        - name: d
          technique: unknown
          trigger: { at: 30h }
          sensor: { L_T1: { use: quantise, step: 0.5 }, P_J1: { use: noise, deviation: 0.5 } }
          historian: { S_PU1: { use: replay, back: 20h, noise: 0.1, clip: 3h } }
        - name: e
          start: 2026-01-05
          seed: 3
          steps:
            - name: one
              technique: unknown
              trigger: { when: "L_T1 < 2.5 and (S_PU1 is 1 or P_J1 > 41)", after: 25h }
              lasts: 3h
              historian: { L_T1: freeze }
            - { name: two, technique: T0855, trigger: { after-step: one, from: start, delay: 1h }, actuator: { S_PU1: { use: override, value: 1 } } }
            - { name: three, technique: unknown, trigger: { hazard: 0.1, after: 30h }, sensor: { P_J1: freeze } }
        - { name: f, technique: unknown, start: 2026-01-05, trigger: { dormant-until: 2026-01-06 }, sensor: { P_J1: freeze } }
        - { name: g, technique: unknown, trigger: { on-change: S_PU1, to: 1, after: 2h }, sensor: { P_J1: freeze } }
        - { name: h, technique: unknown, trigger: { probability: 0.2 }, sensor: { P_J1: freeze } }
      """
    let good = try YAMLText.settings(text)
    let catalog = try TechniqueCatalog.embedded()
    let surface = AttackSurface(TankPlant())
    var generator = SeededGenerator(seed: seed)
    var ran = 0
    for _ in 0..<150 {
      let word = Self.words[generator.index(below: Self.words.count)]
      var target = generator.index(below: Self.count(good))
      let settings = Self.replacing(&target, in: good, with: try YAMLText.settings(word))
      let problems = Problems()
      let campaign = Campaign(settings, techniques: catalog, problems: problems)
      guard problems.all.isEmpty, campaign.attacks < 1_000, campaign.lookAlikes < 1_000,
        let plan = try? campaign.plan(
          for: surface, techniques: catalog,
          starts: TimeRange(newYear, newYear + .hours(31 * 24)), seed: 1)
      else { continue }
      for scenario in plan.scenarios.prefix(12) where scenario.steps < 20_000 {
        let trace = try ScenarioRunner(TankPlant()).run(scenario)
        #expect(trace.labels.count == scenario.steps)
        #expect(trace.rows.isEmpty == !trace.hasFired)
        #expect(trace.samples.count == scenario.steps)
        #expect(!TraceTable(trace).csv.isEmpty)
        ran += 1
      }
    }
    #expect(ran > 0, "no mutation left anything to run")
  }

  // The nodes below a node.
  private static func count(_ settings: Settings) -> Int {
    switch settings.content {
    case .mapping(let entries): entries.reduce(0) { $0 + 1 + count($1.value) }
    case .sequence(let items): items.reduce(0) { $0 + 1 + count($1) }
    default: 0
    }
  }

  // The tree with node `target`, counted from the top, replaced.
  private static func replacing(
    _ target: inout Int, in settings: Settings, with other: Settings
  ) -> Settings {
    func next(_ value: Settings) -> Settings {
      target -= 1
      return target == -1 ? other : replacing(&target, in: value, with: other)
    }
    switch settings.content {
    case .mapping(let entries):
      return Settings(
        .mapping(
          entries.map { Settings.Entry(key: $0.key, place: $0.place, value: next($0.value)) }),
        at: settings.place)
    case .sequence(let items): return Settings(.sequence(items.map(next)), at: settings.place)
    default: return settings
    }
  }

  @Test("A surface with hostile profiles is drawn from without a crash")
  func profiles() throws {
    let odd: [Double] = [.nan, .infinity, -.infinity, 1e308, -1e308, 0, 1, .leastNonzeroMagnitude]
    var generator = SeededGenerator(seed: 3)
    for round in 0..<200 {
      let tags = (0..<6).map {
        Tag(id: "t\($0)", role: TagRole.allCases[generator.index(below: 5)])
      }
      let profiles = tags.map { _ in
        TagProfile(
          low: odd[generator.index(below: 8)], high: odd[generator.index(below: 8)],
          mean: odd[generator.index(below: 8)], deviation: 1,
          states: Array([[], [], [0], [0, 1], [.nan, 1], [1, 0]][generator.index(below: 6)]),
          isDriven: generator.uniform() < 0.4, isControlling: generator.uniform() < 0.4)
      }
      let surface = AttackSurface(tags: tags, interval: .hours(0.25), profiles: profiles)
      var campaign = Campaign.default
      campaign.attacks = 30
      campaign.lookAlikes = 6
      guard let plan = try? campaign.plan(on: surface, seed: UInt64(round)) else { continue }
      for scenario in plan.scenarios {
        #expect(!scenario.tags.isEmpty)
        #expect(scenario.size.map { $0.isFinite && $0 > 0 } ?? true)
      }
    }
  }
}
