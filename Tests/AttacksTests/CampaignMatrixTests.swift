import Attacks
import Diagnostics
import Telemetry
import Testing
import Twin

@Suite("Matrices of techniques, targets and sizes")
struct CampaignMatrixTests {
  private let surface = AttackSurface(TankPlant())

  private func plan(_ matrix: String, seed: UInt64 = 1) throws -> CampaignPlan {
    try Campaign.text("attacks: 0\nlook-alikes: 0\nmatrix: \(matrix)")
      .plan(on: surface, seed: seed)
  }

  @Test("Everything that goes together has one scenario; the rest is told")
  func combinations() throws {
    let plan = try plan(
      "{ techniques: [T0856, T0855, T0815], targets: [L_T1, S_PU1], sizes: [0.1, 0.3, 7] }")
    #expect(
      plan.scenarios.map(\.name) == [
        "T0856-L_T1-0.1", "T0856-L_T1-0.3", "T0855-S_PU1", "T0815-L_T1",
      ])
    #expect(plan.scenarios.map(\.size) == [0.1, 0.3, nil, nil])
    #expect(
      plan.scenarios.map(\.tags) == [["L_T1"], ["L_T1"], ["S_PU1"], ["L_T1", "P_J1"]])
    let notices = plan.notices.map(\.text).filter { $0.hasPrefix("the matrix") }
    #expect(
      notices == [
        "the matrix leaves out T0856 at L_T1 in size 7: its sizes there go from 0.05 to 1",
        "the matrix leaves out T0856 at S_PU1: it is for the kinds: sensor that a controller decides by",
        "the matrix leaves out T0855 at L_T1: it is for the kinds: actuator that changes",
        "the matrix leaves out T0815 at S_PU1: it is for the kinds: continuous sensor",
      ])
    for scenario in plan.scenarios {
      let trace = try ScenarioRunner(TankPlant()).run(scenario)
      #expect(trace.scenario.isAttack)
    }
  }

  @Test("A technique of controllers' logic edits a block that looks at the target or drives it")
  func edits() throws {
    let plant = try ProgrammedPlants.tankPrograms()
    let plan = try Campaign.text(
      """
      attacks: 0
      look-alikes: 0
      matrix: { techniques: [T0889, T0838], targets: [L_T1, S_PU2, F_PU1], sizes: [0.2, 0.4, 9] }
      """
    ).plan(on: AttackSurface(plant))
    #expect(plan.scenarios.count >= 4)
    for scenario in plan.scenarios {
      #expect(!scenario.edits.items.isEmpty, "\(scenario.name)")
      let size = scenario.name.split(separator: "-").last.flatMap { Double($0) }
      if let size { #expect(abs((scenario.size ?? 0) - size) <= 0.01 * size) }
      #expect(try ScenarioRunner(plant).run(scenario).hasFired)
    }
    let alarm = try #require(plan.scenarios.first { $0.name == "T0838-L_T1-0.2" })
    #expect(alarm.text.hasPrefix("high in the logic of PLC1"))
    let notices = plan.notices.map(\.text).filter { $0.hasPrefix("the matrix") }
    #expect(
      notices.contains(
        "the matrix leaves out T0838 at S_PU2: no logic that looks at the tag or drives it takes its edits: parameter-edit"
      ), "\(notices)")
    #expect(notices.contains { $0.hasPrefix("the matrix leaves out T0889 at F_PU1:") })
  }

  @Test("A scenario depends on the seed and its own name alone")
  func independent() throws {
    let few = try plan("{ techniques: [T0856], targets: [L_T1], sizes: [0.3] }").scenarios
    let many = try plan("{ targets: [P_J1, L_T1], sizes: [0.1, 0.3] }").scenarios
    #expect(many.count > 10)
    #expect(many.first { $0.name == "T0856-L_T1-0.3" }?.yaml == few[0].yaml)
    let other = try plan("{ techniques: [T0856], targets: [L_T1], sizes: [0.3] }", seed: 2)
    #expect(other.scenarios[0].yaml != few[0].yaml)
  }

  @Test("What is wrong is told at once, with place and hint")
  func wrong() {
    func found(_ text: String) -> [String] {
      problems { _ = try plan(text) }.map {
        $0.split(separator: "\n").map { $0.trimmingPrefix("  ") }.joined(separator: " | ")
      }
    }
    #expect(
      found("{ techniques: [T0865], sizes: [0, 0.1, 0.1], target: L_T1 }").map {
        $0.prefix { $0 != "|" }
      } == [
        "error: technique 'T0865' Spearphishing Attachment is not one that a twin can rehearse: it has no row ",
        "error: 'targets' is missing ",
        "error: '0.1' stands twice in 'sizes' ",
        "error: a size must be a number from 1e-06 to 1000, in parts of a tag's usual span, got '0' ",
        "error: unknown key 'target' ",
      ])
    #expect(
      found("{ techniques: [T0856, T0815], targets: [S_PU1] }") == [
        "error: nothing in the matrix goes together | at campaign.yaml:3:9, matrix | hint: T0856 at S_PU1: it is for the kinds: sensor that a controller decides by; and 1 more"
      ])
    #expect(
      found("{ targets: [L_T1, L_T2], sizes: [0.1] }") == [
        "error: unknown tag 'L_T2' | at campaign.yaml:3:27, matrix.targets[1] | hint: did you mean 'L_T1'? known: L_T1, P_J1, S_PU1, S_PU2"
      ])
  }
}
