import Attacks
import Telemetry
import Testing
import Twin

@Suite("Ranges of what scenarios say")
struct ScenarioRangeTests {
  private func found(_ items: String) -> [String] {
    problems { _ = try Campaign.scenarios(items) }
  }

  @Test("A scenario without untouched time before it is refused, at a time and at a date")
  func untouched() {
    #expect(
      found("  - { technique: unknown, trigger: { at: 0h }, historian: { L_T1: freeze } }") == [
        """
        error: nothing untouched lies before a scenario that starts at 0s
          at campaign.yaml:5:42, scenarios[0].trigger.at
          hint: an attack is told from what was before it: write at: 24h, or a row at least
        """
      ])
    #expect(
      found(
        "  - { technique: unknown, start: 2026-01-03, trigger: { dormant-until: 2026-01-03 }, "
          + "historian: { L_T1: freeze } }") == [
          """
          error: nothing untouched lies before 2026-01-03T00:00:00Z, at which the run starts
            at campaign.yaml:5:55, scenarios[0].trigger
            hint: write an earlier 'start' of the scenario, or a later date
          """
        ])
    #expect(
      found("  - { technique: unknown, trigger: { at: 10min }, sensor: { L_T1: freeze } }").isEmpty,
      "the first row is untouched")
  }

  @Test("What no technique names, and what is done besides the technique, goes up to 100 spans")
  func slips() {
    #expect(
      found(
        """
          - { technique: unknown, trigger: { at: 30h }, controller: { L_T1: { use: offset, by: 221 } } }
          - technique: T0856
            trigger: { at: 30h }
            controller: { L_T1: { use: offset, by: -1 } }
            historian: { P_J1: { use: quantise, step: 801 } }
          - { technique: unknown, trigger: { at: 30h }, controller: { L_T1: { use: offset, by: 220 } } }
        """) == [
          """
          error: the offset moves 'L_T1' by 100 of its usual span of 2.2, more than 100 spans are a slip of the unit
            at campaign.yaml:5:63, scenarios[0].controller.L_T1
            hint: at most 220 in its unit
          """,
          """
          error: the quantise moves 'P_J1' by 100 of its usual span of 4, more than 100 spans are a slip of the unit
            at campaign.yaml:9:18, scenarios[1].historian.P_J1
            hint: at most 400 in its unit
          """,
        ])
  }

  @Test("Riverbend's attack of 2 June is within T0856: 2.50 m told of a level of 2.87 to 5.27 m")
  func june() throws {
    var plant = TankPlant()
    // What January to May show of L_T2.
    plant.profiles[TankPlant.level] = TagProfile(
      low: 2.87, high: 5.27, mean: 4.137, deviation: 0.6, isControlling: true)
    func plan(_ value: Double) throws -> CampaignPlan {
      try Campaign.text(
        """
        attacks: 0
        look-alikes: 0
        scenarios:
          - { technique: T0856, trigger: { at: 30h }, lasts: 10h, controller: { L_T1: { use: constant, value: \(value) } } }
        """
      ).plan(on: AttackSurface(plant))
    }
    #expect(try plan(2.5).scenarios.count == 1)
    #expect(
      problems { _ = try plan(1.7) } == [
        """
        error: the constant moves 'L_T1' by 1.02 of its usual span of 2.4, T0856 goes up to 1
          at campaign.yaml:4:73, scenarios[0].controller.L_T1
          hint: at most 2.4 in its unit
        """
      ])
  }
}
