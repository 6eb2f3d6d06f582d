import Attacks
import Diagnostics
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Scenarios in the loop")
struct LoopTests {
  let plant = TankPlant()

  private func untouched(_ scenario: Scenario) throws -> LoopTrace {
    var open = OpenLine()
    var generator = ScenarioRunner<TankPlant>.generator(of: scenario)
    return try plant.run(
      from: scenario.start, steps: scenario.steps, tap: &open, generator: &generator)
  }

  @Test("A scenario whose trigger does not fire equals the loop without attack code, bit for bit")
  func untouchedBits() throws {
    // Reachable by the profile's margin, but not in this run.
    let scenario = try Campaign.scenarios(
      """
        - technique: T0856
          trigger: { above: 4.6, tag: L_T1 }
          sensor: { L_T1: { use: ramp, rate: 0.1, bound: 1 } }
          historian: { P_J1: drop }
          actuator: { S_PU1: freeze }
      """)[0]
    let trace = try ScenarioRunner(plant).run(scenario)
    let plain = try untouched(scenario)
    #expect(!trace.hasFired)
    #expect(trace.rows.isEmpty && trace.tampered == nil && trace.consequence == nil)
    #expect(trace.labels.allSatisfy { $0 == 0 })
    #expect(trace.trace.times == plain.times)
    #expect(trace.trace.truth.isIdentical(to: plain.truth))
    #expect(trace.trace.controller.isIdentical(to: plain.controller))
    #expect(trace.trace.historian.isIdentical(to: plain.historian))
  }

  @Test("Both observers of a tampered sensor lose the same messages")
  func sameLosses() throws {
    let trace = try ScenarioRunner(plant).run(
      Campaign.scenarios(
        """
          - technique: T0814
            trigger: { at: 30h }
            sensor: { P_J1: { use: drop, probability: 0.5 } }
        """)[0])
    let tag = TankPlant.pressure
    for row in trace.rows {
      let isLost = trace.trace.historian[row, tag].isNaN
      #expect(
        isLost == (trace.trace.controller[row, tag] == trace.trace.controller[row - 1, tag]))
    }
  }

  @Test("A level told too low really drives the pump, and the historian may be shown yesterday")
  func closedLoop() throws {
    let scenario = try Campaign.scenarios(
      """
        - technique: T0856
          trigger: { above: 3, tag: L_T1, after: 30h }
          controller: { L_T1: { use: constant, value: 1.9 } }
          historian: { L_T1: { use: replay, back: 24h } }
      """)[0]
    #expect(scenario.isConcealed)
    #expect(scenario.falsifiedTags == ["L_T1"])
    let trace = try ScenarioRunner(plant).run(scenario)
    let first = trace.rows.lowerBound
    #expect(first >= 60)
    #expect(trace.trace.truth[first - 1, TankPlant.level] > 3)
    #expect(trace.rows.upperBound == trace.trace.times.count, "no 'lasts' is to the end")
    for row in trace.rows {
      #expect(trace.trace.truth[row, TankPlant.pump] == 1)
      #expect(trace.trace.historian[row, 0] == trace.trace.historian[row - 48, 0])
    }
    // 0.7 in, at most 0.42 out a row: by the end the tank stands far above its usual 4.1.
    let consequence = try #require(trace.consequence)
    #expect(consequence.tag == "L_T1")
    #expect(consequence.spans > 1)
    #expect(consequence.hoursBeyond > 24)
    #expect(consequence.deviation == consequence.spans * plant.profiles[0].span)
  }

  @Test(
    "The process has the disturbances of the run without the attack, whatever the attack changes")
  func sameChance() throws {
    var plant = plant
    plant.isStateful = true
    let scenario = try Campaign.scenarios(
      """
        - technique: T0855
          trigger: { at: 30h }
          lasts: 10h
          actuator: { S_PU1: { use: override, value: 1 } }
      """)[0]
    let attacked = try ScenarioRunner(plant).run(scenario).trace
    var open = OpenLine()
    var generator = ScenarioRunner<TankPlant>.generator(of: scenario)
    let plain = try plant.run(
      from: scenario.start, steps: scenario.steps, tap: &open, generator: &generator)
    #expect(attacked.truth.column(1) != plain.truth.column(1))
    for row in 1..<scenario.steps {
      // The balance of a row gives its disturbance back, but for roundings of a few units in 1e-15.
      func disturbance(_ trace: LoopTrace) -> Double {
        trace.truth[row, 0] - trace.truth[row - 1, 0] - 0.7 * trace.truth[row, 1]
      }
      #expect(abs(disturbance(attacked) - disturbance(plain)) < 1e-12)
    }
  }

  @Test("Labels are 1 from the trigger's row to the last tampered row, and 0 in look-alikes")
  func labels() throws {
    let attack = try ScenarioRunner(plant).run(
      Campaign.scenarios(
        """
          - technique: T0832
            trigger: { at: 31h }
            lasts: 45min
            historian: { P_J1: { use: offset, by: 1 } }
        """)[0])
    // 31 h are row 62; 45 min hold the rows at 0 and 30 min.
    #expect(attack.labels.indices.filter { attack.labels[$0] == 1 } == [62, 63])
    #expect(attack.tampered == TimeRange(attack.trace.times[62], attack.trace.times[63]))
    #expect(attack.rows(tag: "P_J1", channel: .historian) == 62..<64)
    #expect(attack.rows(tag: "P_J1", channel: .controller).isEmpty)
    #expect(attack.rows(tag: "L_T1", channel: .historian).isEmpty)
    var campaign = Campaign.default
    campaign.attacks = 0
    campaign.lookAlikes = 9
    let plan = try campaign.plan(on: AttackSurface(plant))
    #expect(plan.scenarios.count == 9)
    for scenario in plan.scenarios {
      let trace = try ScenarioRunner(plant).run(scenario)
      #expect(trace.hasFired && !trace.rows.isEmpty)
      #expect(trace.labels.allSatisfy { $0 == 0 })
      #expect(!scenario.isAttack && scenario.technique == nil)
    }
  }

  @Test("A demand surge takes from the stock what it says, spread over its time")
  func surge() throws {
    var campaign = Campaign.default
    campaign.attacks = 0
    campaign.lookAlikes = 30
    let plan = try campaign.plan(on: AttackSurface(plant))
    let surges = plan.scenarios.filter { $0.kind == .lookAlike(.demandSurge) }
    #expect(surges.count == 6)
    for scenario in surges {
      let trace = try ScenarioRunner(plant).run(scenario).trace
      let rows = try ScenarioRunner(plant).run(scenario).rows
      let plain = try untouched(scenario)
      // Until the pump's switching differs, the level differs by what was taken so far and no more.
      let amount = scenario.surges[0].amount
      #expect(amount >= 0.05 * plant.profiles[0].span && amount <= 0.25 * plant.profiles[0].span)
      var last = 0.0
      for row in rows where trace.truth.column(1)[...row] == plain.truth.column(1)[...row] {
        let taken = plain.truth[row, 0] - trace.truth[row, 0]
        // The weights of the bump add up to 1 within 1/(2 n²), n ≥ 6 rows; the sums round.
        #expect(taken >= last - 1e-9 && taken <= amount * (1 + 1.0 / 72) + 1e-9)
        last = taken
      }
      #expect(last > 0)
    }
  }
}
