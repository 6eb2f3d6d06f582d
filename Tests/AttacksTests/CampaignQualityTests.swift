import Attacks
import Diagnostics
import Telemetry
import Testing
import Twin

@Suite("Quality of generated data")
struct CampaignQualityTests {
  private let plant = TankPlant()

  private func items(_ attacks: Int, lookAlikes: Int = 0) throws -> [CampaignQuality.Item] {
    var campaign = Campaign.default
    campaign.attacks = attacks
    campaign.lookAlikes = lookAlikes
    let plan = try campaign.plan(on: AttackSurface(plant))
    return try ScenarioRunner(plant).map(plan.scenarios, threads: 1) { _, trace in
      CampaignQuality.Item(trace, isReadBack: true)
    }
  }

  @Test("a drawn campaign has no leak before a label, no broken value, and many pairs")
  func drawn() throws {
    let quality = CampaignQuality(try items(80, lookAlikes: 12))
    #expect(quality.traces == 92)
    #expect(quality.readBack == 92)
    #expect(quality.leaking == 0)
    #expect(quality.brokenValues == 0)
    #expect(quality.attacks <= 80 && quality.attacks > 60)
    #expect(quality.withoutEffect < quality.attacks / 4)
    #expect(quality.pairs > 20)
    let share = try #require(quality.usualShare)
    #expect(share > 0.9 && share <= 1)
    let evenness = try #require(quality.evenness)
    #expect(evenness > 0 && evenness <= 1)
  }

  @Test("the same attack again is a repetition, and adds no pair")
  func repeated() throws {
    let once = try items(10).filter { $0.isAttack && $0.check.hasEffect }
    let single = CampaignQuality(once)
    let twice = CampaignQuality(once + once)
    #expect(twice.repeated == single.repeated + once.count)
    #expect(twice.pairs == single.pairs)
    #expect(twice.evenness == single.evenness)
  }

  @Test("a leak, a broken value, an idle attack and a file that reads otherwise are counted")
  func faults() throws {
    var items = try items(4)
    items[0].check.isUntouchedBefore = false
    items[1].check.brokenValues = 3
    items[2].check.effect = items[2].check.effect.map { _ in 0 }
    items[2].isAttack = true
    items[3].isReadBack = false
    let quality = CampaignQuality(items)
    #expect(quality.leaking == 1)
    #expect(quality.brokenValues == 3)
    #expect(quality.withoutEffect >= 1)
    #expect(quality.readBack == 3)
  }

  @Test("nothing simulated has no share and no evenness")
  func empty() {
    let quality = CampaignQuality([])
    #expect(quality.usualShare == nil)
    #expect(quality.evenness == nil)
    #expect(quality.traces == 0)
  }
}
