import Attacks
import Diagnostics
import LinearAlgebra
import Telemetry
import Testing
import Twin

@Suite("Effects of techniques")
struct TechniqueEffectTests {
  private static let ids =
    (try? TechniqueCatalog.embedded().techniques.filter { !$0.variants.isEmpty }.map(\.id)) ?? []
  private let plant = FarmPlant()

  // Each of its ways four times: a technique alone takes its ways in turn.
  private func drawn(_ id: String) throws -> (technique: Technique, scenarios: [Scenario]) {
    let technique = try #require(try TechniqueCatalog.embedded()[id])
    var campaign = Campaign.default
    campaign.techniques = [id]
    campaign.attacks = 4 * technique.variants.count
    campaign.lookAlikes = 0
    return (technique, try campaign.plan(on: AttackSurface(plant)).scenarios)
  }

  private func untouched(_ scenario: Scenario) throws -> LoopTrace {
    var open = OpenLine()
    var generator = ScenarioRunner<FarmPlant>.generator(of: scenario)
    return try plant.run(
      from: scenario.start, steps: scenario.steps, tap: &open, generator: &generator)
  }

  @Test("A technique does nothing on any view before its trigger", arguments: ids)
  func nothingBefore(id: String) throws {
    for scenario in try drawn(id).scenarios {
      let trace = try ScenarioRunner(plant).run(scenario)
      let plain = try untouched(scenario)
      let rows = trace.hasFired ? trace.rows.lowerBound : scenario.steps
      #expect(rows >= 48, "the lead of a day is untouched")
      for row in 0..<rows {
        #expect(trace.trace.truth.row(row) == plain.truth.row(row))
        #expect(trace.trace.controller.row(row) == plain.controller.row(row))
        #expect(trace.trace.historian.row(row) == plain.historian.row(row))
      }
    }
  }

  @Test(
    "A technique changes each named tag for the observers of its row, and for nobody else",
    arguments: ids)
  func whatItSays(id: String) throws {
    let (technique, scenarios) = try drawn(id)
    for variant in technique.variants {
      let own = scenarios.filter { $0.title == variant.name }
      #expect(own.count == 4, "every way is drawn: \(variant.name)")
      var fired = 0
      for scenario in own {
        let trace = try ScenarioRunner(plant).run(scenario)
        guard trace.hasFired else { continue }
        fired += 1
        let acts = scenario.tamperings.filter { $0.point == variant.point }
        #expect(variant.count.contains(acts.count))
        #expect(acts.allSatisfy { type(of: $0.shape).id == variant.shape })
        let plain = try untouched(scenario)
        for act in acts {
          for channel in variant.point.channels {
            let changed = trace.rows.contains {
              isChanged(act.tag, on: channel, row: $0, in: trace.trace, untouched: plain)
            }
            #expect(changed, "\(scenario.name) \(scenario.text)")
          }
        }
        others(trace)
      }
      #expect(fired > 0, "\(variant.name) never fires")
    }
  }

  // Other than what would have been carried: controllers are told the row before; what an actuator would have
  // done is what it does without the attack.
  private func isChanged(
    _ tag: Int, on channel: Channel, row: Int, in trace: LoopTrace, untouched: LoopTrace
  ) -> Bool {
    switch channel {
    case .controller: trace.controller[row, tag] != trace.truth[row - 1, tag]
    case .historian: trace.historian[row, tag] != trace.truth[row, tag]
    case .actuator: trace.truth[row, tag] != untouched.truth[row, tag]
    }
  }

  // Whoever is not named gets the truth.
  private func others(_ trace: AttackTrace) {
    let truth = trace.trace.truth
    for (tag, name) in plant.tags.map(\.id).enumerated() {
      let stored = trace.rows(tag: name, channel: .historian)
      let told = trace.rows(tag: name, channel: .controller)
      for row in 1..<truth.rows {
        if !stored.contains(row) { #expect(trace.trace.historian[row, tag] == truth[row, tag]) }
        if !told.contains(row) { #expect(trace.trace.controller[row, tag] == truth[row - 1, tag]) }
      }
    }
  }

  @Test("On one controller's link a covert value is what that link carries without the attack")
  func covertLink() throws {
    let text = """
      attacks: 0
      look-alikes: 0
      scenarios:
        - technique: unknown
          trigger: { at: 30h }
          controller: { SP_T1: { use: offset, by: 1 }, SP_T2: { use: offset, by: 1 } }
          link: { PLC1: { L_T1: covert } }
      """
    let scenario = try Campaign.text(text).plan(on: AttackSurface(plant)).scenarios[0]
    let trace = try ScenarioRunner(plant).run(scenario).trace
    // Told of a level about 3 m for ever, the first controller never sees its 4 m; the second one does.
    #expect(trace.truth[scenario.steps - 1, 0] > 20)
    #expect(trace.truth[scenario.steps - 1, 4] < 6)
    #expect((70..<scenario.steps).allSatisfy { trace.truth[$0, 1] == 1 })
  }

  @Test(
    "A drawn scenario of any technique is written and read back to the same bits", arguments: ids)
  func readBack(id: String) throws {
    let scenarios = try drawn(id).scenarios
    let text = scenarios.compactMap(\.yaml).joined()
    let read = try Campaign.text("attacks: 0\nlook-alikes: 0\nscenarios:\n\(text)")
      .plan(on: AttackSurface(plant), seed: 99).scenarios
    #expect(read.count == scenarios.count)
    for (a, b) in zip(scenarios, read) {
      #expect(a.title == b.title && (a.size == nil) == (b.size == nil))
      #expect(abs((a.size ?? 0) - (b.size ?? 0)) < 1e-12)
      let (x, y) = (try ScenarioRunner(plant).run(a), try ScenarioRunner(plant).run(b))
      #expect(TraceTable(x).csv == TraceTable(y).csv, "\(a.name)")
    }
  }
}
