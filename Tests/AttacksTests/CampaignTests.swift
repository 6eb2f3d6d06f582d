import Attacks
import Diagnostics
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("Drawn campaigns")
struct CampaignTests {
  let surface = AttackSurface(TankPlant())

  private func plan(attacks: Int = 300, lookAlikes: Int = 40, seed: UInt64 = 1) throws
    -> CampaignPlan
  {
    var campaign = Campaign.default
    campaign.attacks = attacks
    campaign.lookAlikes = lookAlikes
    return try campaign.plan(on: surface, seed: seed)
  }

  @Test("One seed gives 300 attacks and 40 look-alikes; techniques get their shares")
  func shares() throws {
    let plan = try plan()
    let attacks = plan.scenarios.filter(\.isAttack)
    #expect(attacks.count == 300)
    #expect(plan.scenarios.count == 340)
    #expect(Set(plan.scenarios.map(\.name)).count == 340)
    let catalog = try TechniqueCatalog.embedded()
    let used = catalog.techniques.filter { technique in
      attacks.contains { $0.technique == technique.id }
    }
    let total = used.reduce(0) { $0 + $1.share }
    for technique in used {
      let count = attacks.count { $0.technique == technique.id }
      // Whole rounds give the share exactly, the last one that is cut at most as much again.
      let rounds = 300 / total
      #expect((rounds * technique.share...(rounds + 1) * technique.share).contains(count))
    }
    // One actuator that moves and two sensors: what needs more tags is left out, and that is said.
    #expect(
      plan.notices.map(\.text) == [
        "T0831 Manipulation of Control is left out: the plant has too few tags of the kind: "
          + "actuator that changes, pump that can run at a part of its speed",
        "T0836 Modify Parameter is left out: the plant has too few tags of the kind: "
          + "set point that a controller decides by; no controller has logic for parameter-edit, setpoint-edit",
        "T0813 Denial of Control is left out: the plant has too few tags of the kind: "
          + "actuator that changes",
        "T0827 Loss of Control is left out: the plant has too few tags of the kind: "
          + "actuator that changes",
        "T0881 Service Stop is left out: the plant has too few tags of the kind: "
          + "continuous sensor",
        "T0809 Data Destruction is left out: the plant has too few tags of the kind: "
          + "continuous sensor",
        "T0826 Loss of Availability is left out: the plant has too few tags of the kind: "
          + "actuator that changes",
        "T0889 Modify Program is left out: no controller has logic for comparator-flip, constant-edit, "
          + "interlock-drop, logic-bomb",
        "T0838 Modify Alarm Settings is left out: no controller has logic for parameter-edit",
        "T0878 Alarm Suppression is left out: no controller has logic for alarm-suppression",
      ])
  }

  @Test("Drawing more changes no other scenario; another seed changes them")
  func independent() throws {
    let few = try plan(attacks: 20, lookAlikes: 5).scenarios
    let many = try plan(attacks: 50, lookAlikes: 9).scenarios
    for (index, scenario) in few.enumerated() {
      let same = index < 20 ? many[index] : many[index - 20 + 50]
      #expect(scenario.name == same.name)
      #expect(scenario.yaml == same.yaml)
      #expect(scenario.text == same.text && scenario.seed == same.seed)
      #expect(scenario.start == same.start)
    }
    let other = try plan(attacks: 20, lookAlikes: 5, seed: 2).scenarios
    #expect(zip(few, other).allSatisfy { $0.seed != $1.seed && $0.text != $1.text })
  }

  @Test("Everything drawn lies within its technique's row and the campaign's times")
  func withinRows() throws {
    let catalog = try TechniqueCatalog.embedded()
    for seed in 1...5 as ClosedRange<UInt64> {
      for scenario in try plan(attacks: 200, lookAlikes: 30, seed: seed).scenarios {
        #expect(scenario.steps == 192)
        #expect(scenario.start >= newYear)
        #expect((scenario.start - newYear).nanoseconds % TimeSpan.hours(0.5).nanoseconds == 0)
        #expect(scenario.start + .hours(96) <= newYear + .hours(31 * 24 + 0.5))
        #expect(scenario.trigger.earliest >= .hours(24), "the lead is untouched")
        if let lasts = scenario.lasts, scenario.trigger is At {
          #expect(scenario.trigger.earliest + lasts <= .hours(96), "what is drawn has room")
        }
        guard let id = scenario.technique else { continue }
        let variant = try #require(
          catalog[id]?.variants.first { $0.name == scenario.title })
        #expect(scenario.tamperings[0].point == variant.point)
        #expect(type(of: scenario.tamperings[0].shape).id == variant.shape)
        if let size = scenario.size, let range = variant.size {
          #expect(range.contains(size))
          let own = scenario.tamperings[0]
          // The size is what the shape really does; it went through one multiplication and back.
          let real = try #require(own.shape.size(on: surface.profiles[own.tag]))
          #expect(abs(real - size) < 1e-12)
        }
        if let lasts = scenario.lasts, let range = variant.lasts {
          #expect(range.contains(lasts))
        }
        // A tag that never moves is not drawn, and the spare pump never ran.
        #expect(!scenario.tags.contains("S_PU2"))
      }
    }
  }

  @Test("Sizes come small, medium and large")
  func sizes() throws {
    let attacks = try plan().scenarios.filter { $0.isAttack && $0.size != nil }
    // Log-uniform from 0.05 to 1: small 23 %, medium 37 %, large 40 %; a tenth of them at the least.
    for expected in [SizeClass.small, .medium, .large] {
      let count = attacks.count { $0.sizeClass == expected }
      #expect(Double(count) > 0.1 * Double(attacks.count))
    }
    #expect(SizeClass(nil) == .none && SizeClass(0.0999) == .small)
    #expect(SizeClass(0.1) == .medium && SizeClass(0.3) == .large)
  }

  @Test("Traces are the same bits on 1 and 2 threads")
  func threads() throws {
    let scenarios = try plan(attacks: 40, lookAlikes: 6).scenarios
    let runner = ScenarioRunner(TankPlant())
    let runs = try [1, 2].map { threads in
      try runner.map(scenarios, threads: threads) { index, trace in
        "\(index) \(trace.scenario.name) \(TraceTable(trace).csv) \(String(describing: trace.consequence))"
      }
    }
    #expect(runs[0] == runs[1])
    #expect(runs[0].count == 46)
  }

  @Test("A drawn scenario's own file replays it bit for bit")
  func replayed() throws {
    let drawn = try plan(attacks: 60, lookAlikes: 0).scenarios
    let text = drawn.compactMap(\.yaml).joined()
    let read = try Campaign.text("attacks: 0\nlook-alikes: 0\nscenarios:\n\(text)")
      .plan(on: surface, seed: 99).scenarios
    #expect(read.count == drawn.count)
    let runner = ScenarioRunner(TankPlant())
    for (a, b) in zip(drawn, read) {
      #expect(a.name == b.name && a.title == b.title && a.tags.sorted() == b.tags.sorted())
      // The size comes back through the decimal writing of what was made of it.
      #expect(abs((a.size ?? 0) - (b.size ?? 0)) < 1e-12)
      #expect((a.size == nil) == (b.size == nil))
      let (x, y) = (try runner.run(a), try runner.run(b))
      #expect(TraceTable(x).csv == TraceTable(y).csv)
      #expect(x.rows == y.rows)
    }
  }

  @Test("Only the techniques that are named are drawn")
  func named() throws {
    let plan = try Campaign.text("techniques: [T0855, T0832]\nattacks: 20\nlook-alikes: 0")
      .plan(on: surface)
    #expect(Set(plan.scenarios.compactMap(\.technique)) == ["T0855", "T0832"])
    #expect(plan.scenarios.count == 20)
    // Shares 4 and 3 of 7: 12 and 8 of 20 or one off.
    #expect((11...12).contains(plan.scenarios.count { $0.technique == "T0855" }))
  }

  @Test("A plant in which nothing can be tampered with is told so; one without actuators goes on")
  func poorPlants() throws {
    let still = AttackSurface(
      tags: [Tag(id: "X")], interval: .hours(1),
      profiles: [TagProfile(low: 1, high: 1, mean: 1, deviation: 0)])
    #expect(
      problems { _ = try Campaign.default.plan(on: still) } == [
        """
        error: no technique applies to this plant: the twin knows no sensor that a controller decides \
        by, no actuator and no sensor that moves
          hint: check the tags' roles, or set 'attacks: 0'
        """
      ])
    for broken in [Double.nan, .infinity, -.infinity] {
      let odd = AttackSurface(
        tags: [Tag(id: "X")], interval: .hours(1),
        profiles: [TagProfile(low: broken, high: 1, mean: broken, deviation: broken)])
      #expect(problems { _ = try Campaign.default.plan(on: odd) }.count == 1)
    }
    let sensorsAlone = AttackSurface(
      tags: [Tag(id: "X"), Tag(id: "Y")], interval: .hours(1),
      profiles: [
        TagProfile(low: 1, high: 2, mean: 1.5, deviation: 0.2),
        TagProfile(low: 1, high: 2, mean: 1.5, deviation: 0.2),
      ])
    let plan = try Campaign.default.plan(on: sensorsAlone)
    #expect(
      Set(plan.scenarios.compactMap(\.technique)) == [
        "T0832", "T0814", "T0815", "T0829", "T0805", "T0830", "T0816", "T0843", "T0860", "T0862",
        "unknown",
      ])
    #expect(
      Set(plan.scenarios.filter { !$0.isAttack }.map(\.title)) == [
        "sensor drop-out", "sensor fault",
      ])
  }

  @Test("A history shorter than a run gives its first row as start")
  func shortHistory() throws {
    let plan = try Campaign.default.plan(
      for: surface, techniques: .embedded(), starts: TimeRange(newYear, newYear + .hours(5)),
      seed: 1)
    #expect(plan.scenarios.allSatisfy { $0.start == newYear })
  }
}
