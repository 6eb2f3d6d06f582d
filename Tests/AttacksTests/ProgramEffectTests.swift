import Attacks
import Diagnostics
import LinearAlgebra
import Telemetry
import Testing
import Twin

@Suite("Effects of edits of programs")
struct ProgramEffectTests {
  private static let ids =
    (try? TechniqueCatalog.embedded().techniques.filter { !$0.edits.isEmpty }.map(\.id)) ?? []

  // Each way that the plant allows six times; ways on values are drawn too and left out here.
  private func drawn(_ id: String, on surface: AttackSurface) throws -> [Scenario] {
    let technique = try #require(try TechniqueCatalog.embedded()[id])
    var campaign = Campaign.default
    campaign.techniques = [id]
    campaign.attacks = 6 * (technique.variants.count + technique.edits.count)
    campaign.lookAlikes = 0
    campaign.length = .hours(72)
    return try campaign.plan(on: surface).scenarios.filter { !$0.edits.items.isEmpty }
  }

  private func untouched<Plant: ClosedLoop>(
    _ scenario: Scenario, in plant: Plant
  ) throws -> LoopTrace {
    var open = OpenLine()
    var generator = ScenarioRunner<Plant>.generator(of: scenario)
    return try plant.run(
      from: scenario.start, steps: scenario.steps, tap: &open, generator: &generator)
  }

  // What the ways of a technique do to a plant; the names of those that were drawn.
  private func check(_ id: String, in plant: some ClosedLoop) throws -> Set<String> {
    let surface = AttackSurface(plant)
    let scenarios = try drawn(id, on: surface)
    let runner = ScenarioRunner(plant)
    let traces = try runner.map(scenarios, threads: 1) { $1 }
    var changed: [String: Int] = [:]
    for (scenario, trace) in zip(scenarios, traces) {
      let plain = try untouched(scenario, in: plant)
      // What is shown meanwhile changes nothing that is true or told.
      #expect(!scenario.tags.isEmpty)
      #expect(scenario.tamperings.allSatisfy { $0.point == .historian })
      let first = trace.rows.lowerBound
      #expect(trace.hasFired && first > 0)
      for row in 0..<first {
        #expect(trace.trace.truth.row(row) == plain.truth.row(row))
        #expect(trace.trace.controller.row(row) == plain.controller.row(row))
        #expect(trace.alarms.states.row(row) == plain.alarms.states.row(row))
      }
      let isAlarm = ["T0838", "T0878"].contains(id)
      let isOther = trace.rows.contains { row in
        isAlarm
          ? !trace.silenced(row: row).isEmpty
          : zip(trace.trace.truth.row(row), plain.truth.row(row)).contains { $0 != $1 }
      }
      changed[scenario.title, default: 0] += isOther ? 1 : 0
      // Lanes that run side by side do not see each other.
      let alone = try runner.run(scenario)
      #expect(alone.trace.truth.isIdentical(to: trace.trace.truth), "\(scenario.name)")
      #expect(alone.trace.historian.isIdentical(to: trace.trace.historian))
      #expect(alone.alarms == trace.alarms)
    }
    for (way, count) in changed { #expect(count > 0, "\(id) \(way) changes nothing") }
    try readBack(scenarios, in: plant)
    return Set(changed.keys)
  }

  private func readBack(_ scenarios: [Scenario], in plant: some ClosedLoop) throws {
    let text = scenarios.compactMap(\.yaml).joined()
    let read = try Campaign.text(
      "attacks: 0\nlook-alikes: 0\nlength: 72h\nscenarios:\n\(text)"
    ).plan(on: AttackSurface(plant), seed: 99).scenarios
    #expect(read.count == scenarios.count)
    for (a, b) in zip(scenarios, read) {
      #expect(a.title == b.title && a.text == b.text && a.yaml == b.yaml)
      #expect((a.size == nil) == (b.size == nil))
      #expect(abs((a.size ?? 0) - (b.size ?? 0)) < 1e-9)
    }
    let runner = ScenarioRunner(plant)
    for (a, b) in zip(scenarios, read).prefix(3) {
      #expect(
        try runner.run(a).trace.truth.isIdentical(to: runner.run(b).trace.truth), "\(a.name)")
    }
  }

  @Test(
    "Every way of a technique is drawn, changes what its row says, and nothing before its trigger",
    arguments: ids)
  func tanks(id: String) throws {
    let technique = try #require(try TechniqueCatalog.embedded()[id])
    let drawn = try check(id, in: ProgrammedPlants.tankPrograms())
    #expect(drawn == Set(technique.edits.map(\.name)))
  }

  @Test("The same of a network whose file has controls beside programs", arguments: ids)
  func network(id: String) throws {
    let technique = try #require(try TechniqueCatalog.embedded()[id])
    let drawn = try check(id, in: ProgrammedPlants.network())
    #expect(drawn == Set(technique.edits.map(\.name)))
  }

  @Test("Half of the edited programs show a day of before of what their blocks look at and drive")
  func concealed() throws {
    let plant = try ProgrammedPlants.tankPrograms()
    let scenarios = try drawn("T0889", on: AttackSurface(plant))
    let covered = scenarios.filter(\.isConcealed)
    #expect(covered.count > scenarios.count / 5 && covered.count < scenarios.count * 4 / 5)
    for scenario in covered {
      let shown = Set(scenario.falsifiedTags)
      #expect(shown.isSuperset(of: scenario.edits.items.flatMap(\.tags)), "\(scenario.text)")
      let trace = try ScenarioRunner(plant).run(scenario)
      for id in shown {
        let tag = try #require(plant.tags.firstIndex { $0.id == id })
        let stored = trace.trace.historian.column(tag)[trace.rows]
        let before = Set(trace.trace.historian.column(tag)[..<trace.rows.lowerBound])
        #expect(stored.allSatisfy(before.contains), "\(scenario.name) \(id)")
      }
    }
  }

  @Test("Rules alone are edited where no controller has a program")
  func rules() throws {
    let plant = try ProgrammedPlants.ruledTanks()
    #expect(
      try check("T0889", in: plant) == [
        "comparisons turned round", "block put in that waits for a level",
      ])
    #expect(
      try check("T0836", in: plant) == [
        "set point in the controller moved", "threshold, delay or gain edited",
      ])
    let plan = try Campaign.default.plan(on: AttackSurface(plant))
    #expect(
      plan.notices.map(\.text).contains(
        "T0878 Alarm Suppression is left out: no controller has logic for alarm-suppression"
      ))
  }
}
