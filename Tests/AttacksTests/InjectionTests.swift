import Attacks
import Diagnostics
import LinearAlgebra
import Telemetry
import Testing
import Twin

@Suite("Injections into recorded telemetry")
struct InjectionTests {
  private func plan(
    _ number: Int, stretches: [TimeRange]? = nil, techniques: [String] = []
  ) throws -> CampaignPlan {
    let frame = try TankRecord.frame()
    var campaign = Campaign.default
    campaign.injected = number
    campaign.techniques = techniques
    return try campaign.injections(
      into: AttackSurface(TankRecord.plant(frame)), techniques: .embedded(),
      stretches: stretches ?? [TimeRange(frame.times[0], frame.times[TankRecord.rows - 1])],
      seed: 1)
  }

  @Test("drawing more changes none of the others, and none leaves its stretch")
  func drawn() throws {
    let start = TankRecord.start
    let interval = TankRecord.tank.interval
    // The second is too short for a run of four days.
    let stretches = [
      TimeRange(start, start + interval * 200),
      TimeRange(start + interval * 220, start + interval * 300),
      TimeRange(start + interval * 240, start + interval * 479),
    ]
    let few = try plan(20, stretches: stretches).scenarios
    let many = try plan(60, stretches: stretches).scenarios
    #expect(many.prefix(20).map(\.text) == few.map(\.text))
    #expect(many.prefix(20).map(\.start) == few.map(\.start))
    #expect(Set(many.map(\.name)).count == 60)
    var used: Set<Int> = []
    for scenario in many {
      #expect(scenario.name.hasPrefix("injected-"))
      let last = scenario.start + interval * (scenario.steps - 1)
      let own = stretches.indices.filter {
        stretches[$0].start <= scenario.start && last <= stretches[$0].end
      }
      #expect(own.count >= 1)
      used.formUnion(own)
    }
    #expect(used.isSuperset(of: [0, 2]))
  }

  @Test("starts are chosen among the days and hours that the campaign allows")
  func starts() throws {
    let frame = try TankRecord.frame()
    let surface = AttackSurface(TankRecord.plant(frame))
    let whole = [TimeRange(frame.times[0], frame.times[TankRecord.rows - 1])]
    func plan(_ starts: String) throws -> CampaignPlan {
      try Campaign.text("attacks: 0\nlook-alikes: 0\ninjected: 40\nstarts: \(starts)").injections(
        into: surface, techniques: .embedded(), stretches: whole, seed: 1)
    }
    for scenario in try plan("{ hours: [2, 5] }").scenarios {
      #expect((2 * 3_600..<5 * 3_600).contains(scenario.start.secondOfDay))
    }
    #expect(throws: Faults.self) { try plan("{ hours: [2.1, 2.2] }") }
  }

  @Test("only what the historian is shown is falsified, and no shape asks for an answer")
  func views() throws {
    let scenarios = try plan(200).scenarios
    #expect(Set(scenarios.compactMap(\.technique)).count > 5)
    for tampering in scenarios.flatMap(\.tamperings) {
      #expect(tampering.point == .sensor || tampering.point == .historian)
      #expect(!type(of: tampering.shape).needsUntouched)
    }
  }

  @Test("outside its labelled rows an injection leaves every recorded bit")
  func labels() throws {
    let frame = try TankRecord.frame()
    let plant = TankRecord.plant(frame)
    for scenario in try plan(40).scenarios {
      let trace = try ScenarioRunner(plant).run(scenario)
      let first = try #require(frame.times.firstIndex(of: scenario.start))
      #expect(trace.check.isUntouchedBefore)
      for row in 0..<scenario.steps {
        #expect(trace.trace.truth.row(row) == frame.values.row(first + row))
        if !trace.rows.contains(row) {
          #expect(trace.trace.historian.row(row) == frame.values.row(first + row))
        }
      }
    }
  }

  @Test("where a run fits into a stretch there is room, in a row less there is none")
  func room() throws {
    let start = TankRecord.start
    var campaign = Campaign.default
    campaign.injected = 5
    let interval = TimeSpan.hours(1)
    // 97 rows an hour apart are 96 hours; a run has 96 rows.
    for hours in [95.0, 94.0] {
      let lack = campaign.lackOfRoom(
        in: [TimeRange(start, start + .hours(hours)), TimeRange(start, start + .hours(3))],
        every: interval)
      #expect(
        lack
          == (hours == 95
            ? nil
            : "a run takes 4d, the longest stretch of recorded normal time is \(TimeSpan.hours(hours))")
      )
    }
  }

  @Test("what cannot be injected says why")
  func problemTexts() throws {
    let start = TankRecord.start
    #expect(
      problems { _ = try plan(5, stretches: [TimeRange(start, start + .hours(40))]) } == [
        """
        error: nothing can be injected: a run takes 4d, the longest stretch of recorded normal time is 40h
          hint: shorten 'length' in the campaign, or leave 'injected' out
        """
      ])
    // Commands that are blocked change what an actuator does, and a record does not answer.
    #expect(
      problems { _ = try plan(5, techniques: ["T0803"]) } == [
        """
        error: nothing can be injected: no technique of the campaign falsifies what the historian stores of \
        this plant's tags
          hint: take T0856 among 'techniques', or leave 'injected' out
        """
      ])
  }

  private func listed(_ items: String) throws -> [Scenario] {
    let frame = try TankRecord.frame()
    let campaign = try Campaign.text("attacks: 0\nlook-alikes: 0\nscenarios:\n\(items)")
    let whole = [TimeRange(frame.times[0], frame.times[TankRecord.rows - 1])]
    let surface = AttackSurface(TankRecord.plant(frame))
    // In the twin there is none of them.
    #expect(try campaign.plan(on: AttackSurface(TankPlant())).scenarios.isEmpty)
    return try campaign.injections(
      into: surface, techniques: .embedded(), stretches: whole, seed: 1
    ).scenarios
  }

  @Test("a listed scenario that says so runs in the record, and falsifies nothing else of it")
  func written() throws {
    let frame = try TankRecord.frame()
    let start = frame.times[20]
    let scenarios = try listed(
      """
        - { name: low, injected: true, technique: T0856, start: \(start), trigger: { at: 30h }, lasts: 6h, sensor: { L_T1: { use: offset, by: -0.5 } } }
        - name: blind, then low
          injected: true
          steps:
            - { name: blind, technique: T0815, trigger: { at: 30h }, lasts: 6h, historian: { L_T1: drop } }
            - { name: low, technique: T0856, trigger: { after-step: blind }, lasts: 6h, sensor: { L_T1: { use: offset, by: -0.5 } } }
      """)
    #expect(scenarios.map(\.name) == ["low", "blind, then low"])
    let trace = try ScenarioRunner(TankRecord.plant(frame)).run(scenarios[0])
    #expect(trace.rows == 60..<72)
    for row in 0..<scenarios[0].steps {
      let real = frame.values.row(20 + row)
      var expected = real
      if trace.rows.contains(row) { expected[0] -= 0.5 }
      for tag in real.indices {
        #expect(abs(trace.trace.historian[row, tag] - expected[tag]) < 1e-12)
      }
    }
    #expect(
      try listed(
        "  - { injected: true, technique: unknown, trigger: { at: 30h }, sensor: { L_T1: freeze } }"
      ).count == 1)
  }

  @Test("a record does not answer, and says so at every line that would need it")
  func unanswered() {
    let found = problems {
      _ = try listed(
        """
          - { injected: true, technique: T0855, trigger: { at: 30h }, actuator: { S_PU1: { use: override, value: 0 } } }
          - { injected: true, technique: unknown, trigger: { at: 30h }, controller: { L_T1: freeze }, historian: { L_T1: { use: covert, error: 0.1 } } }
          - { injected: true, technique: T0889, trigger: { at: 30h }, program: { PLC1: { S_PU1: comparator-flip } } }
        """)
    }.map { $0.split(separator: "\n")[0] }
    #expect(
      found == [
        "error: recorded telemetry does not answer: 'S_PU1' cannot be falsified at 'actuator' in it",
        "error: recorded telemetry does not answer: 'L_T1' cannot be falsified at 'controller' in it",
        "error: recorded telemetry does not answer: covert shows what would have been, which is what it has",
        "error: recorded telemetry does not answer: the logic of 'PLC1' cannot be edited in it",
      ])
    let late = problems {
      _ = try listed(
        "  - { injected: true, start: 2031-01-01, technique: unknown, trigger: { at: 30h }, sensor: { L_T1: freeze } }"
      )
    }
    #expect(late.count == 1)
    #expect(
      late[0].hasPrefix(
        "error: no run of 4d from 2031-01-01T00:00:00Z on lies in recorded normal time"))
  }

  @Test("none asked for is none drawn")
  func none() throws { #expect(try plan(0).scenarios.isEmpty) }
}
