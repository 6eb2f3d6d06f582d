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

  @Test("none asked for is none drawn")
  func none() throws { #expect(try plan(0).scenarios.isEmpty) }
}
