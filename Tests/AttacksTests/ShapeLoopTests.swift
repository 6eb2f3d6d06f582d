import Attacks
import Diagnostics
import LinearAlgebra
import Telemetry
import Testing
import Twin

@Suite("Every shape in the loop")
struct ShapeLoopTests {
  let plant = TankPlant()

  private func untouched(_ scenario: Scenario) throws -> LoopTrace {
    var open = OpenLine()
    var generator = ScenarioRunner<TankPlant>.generator(of: scenario)
    return try plant.run(
      from: scenario.start, steps: scenario.steps, tap: &open, generator: &generator)
  }

  // 60 half hours are the trigger's 30 h, 20 are the 10 h that it lasts.
  private static func scenario(
    _ shape: ShapeCase, at point: AttackPoint, trigger: String = "{ at: 30h }"
  ) throws -> Scenario {
    let tag = point == .actuator ? "S_PU1" : "L_T1"
    return try Campaign.scenarios(
      """
        - technique: unknown
          seed: 5
          start: 2026-01-03
          trigger: \(trigger)
          lasts: 10h
          \(point.rawValue): { \(tag): \(shape.text(at: point)) }
      """)[0]
  }

  private static func carried(_ channel: Channel, in trace: LoopTrace) -> Matrix {
    switch channel {
    case .controller: trace.controller
    case .historian: trace.historian
    case .actuator: trace.truth
    }
  }

  @Test("There is a rule for every shape of the catalog")
  func complete() {
    #expect(ShapeCase.all.map(\.id) == Shapes.catalog.entries.map(\.id))
  }

  @Test(
    "A shape does nothing before its trigger, and nothing but its own after",
    arguments: ShapeCase.all, AttackPoint.allCases)
  func nothingBefore(shape: ShapeCase, point: AttackPoint) throws {
    guard shape.works(at: point) else { return }
    let scenario = try Self.scenario(shape, at: point)
    let trace = try ScenarioRunner(plant).run(scenario)
    let plain = try untouched(scenario)
    #expect(trace.rows == 60..<80)
    for row in 0..<60 {
      #expect(trace.trace.truth.row(row) == plain.truth.row(row))
      #expect(trace.trace.controller.row(row) == plain.controller.row(row))
      #expect(trace.trace.historian.row(row) == plain.historian.row(row))
    }
    // What is not tampered with is carried as it is: the historian stores the truth, controllers hear it.
    for row in trace.trace.times.indices {
      for tag in plant.tags.indices {
        let name = plant.tags[tag].id
        if !trace.rows(tag: name, channel: .historian).contains(row) {
          #expect(trace.trace.historian[row, tag] == trace.trace.truth[row, tag])
        }
        if row > 0, !trace.rows(tag: name, channel: .controller).contains(row) {
          #expect(trace.trace.controller[row, tag] == trace.trace.truth[row - 1, tag])
        }
      }
    }
  }

  @Test(
    "A shape does what it says after its trigger", arguments: ShapeCase.all, AttackPoint.allCases)
  func whatItSays(shape: ShapeCase, point: AttackPoint) throws {
    guard shape.works(at: point) else { return }
    let scenario = try Self.scenario(shape, at: point)
    let trace = try ScenarioRunner(plant).run(scenario).trace
    let plain = try untouched(scenario)
    let tag = point == .actuator ? TankPlant.pump : TankPlant.level
    let partner = point == .actuator ? TankPlant.spare : TankPlant.pressure
    for channel in point.channels {
      // What the channel would have carried: controllers are told the row before.
      func honest(_ tag: Int, _ row: Int) -> Double? {
        switch channel {
        case .controller: trace.truth[row - 1, tag]
        case .historian: trace.truth[row, tag]
        case .actuator: nil
        }
      }
      let carried = Self.carried(channel, in: trace).column(tag)
      for row in 60..<80 {
        let seen = ShapeCase.Seen(
          carried: carried, honest: { honest(tag, $0) }, partner: { honest(partner, $0) },
          untouched: Self.carried(channel, in: plain).column(tag), row: row, first: 60)
        if let expected = shape.rule(seen) {
          #expect(abs(carried[row] - expected) < 1e-12, "row \(row)")
        }
      }
    }
  }

  @Test(
    "A trigger that does not fire leaves the bits of the loop without attack code",
    arguments: ShapeCase.all, AttackPoint.allCases)
  func neverFired(shape: ShapeCase, point: AttackPoint) throws {
    guard shape.works(at: point) else { return }
    // Reachable by the profile's margin, but not in this run.
    let scenario = try Self.scenario(
      shape, at: point, trigger: "{ above: 4.6, tag: L_T1, after: 24h }")
    let trace = try ScenarioRunner(plant).run(scenario)
    let plain = try untouched(scenario)
    #expect(!trace.hasFired)
    #expect(trace.trace.truth.isIdentical(to: plain.truth))
    #expect(trace.trace.controller.isIdentical(to: plain.controller))
    #expect(trace.trace.historian.isIdentical(to: plain.historian))
  }

  @Test(
    "What is changed in the view alone leaves the process its bits, whatever the shape draws",
    arguments: ShapeCase.all)
  func viewAlone(shape: ShapeCase) throws {
    let scenario = try Self.scenario(shape, at: .historian)
    let trace = try ScenarioRunner(plant).run(scenario)
    let plain = try untouched(scenario)
    #expect(trace.trace.truth.isIdentical(to: plain.truth))
    #expect(trace.trace.controller.isIdentical(to: plain.controller))
  }

  @Test("The same scenario gives the same bits again", arguments: ShapeCase.all)
  func again(shape: ShapeCase) throws {
    let scenario = try Self.scenario(shape, at: .sensor)
    let runner = ScenarioRunner(plant)
    let (a, b) = (try runner.run(scenario).trace, try runner.run(scenario).trace)
    #expect(a.truth.isIdentical(to: b.truth) && a.historian.isIdentical(to: b.historian))
  }

  @Test("Two tags exchange their values by two lines, both read before either is changed")
  func exchange() throws {
    let scenario = try Campaign.scenarios(
      """
        - technique: T0832
          trigger: { at: 30h }
          historian: { L_T1: { use: swap, with: P_J1 }, P_J1: { use: swap, with: L_T1 } }
      """)[0]
    let trace = try ScenarioRunner(plant).run(scenario)
    for row in trace.rows {
      #expect(trace.trace.historian[row, 0] == trace.trace.truth[row, 2])
      #expect(trace.trace.historian[row, 2] == trace.trace.truth[row, 0])
    }
    #expect(scenario.yaml?.contains("\"P_J1\": { use: swap, with: \"L_T1\" }") == true)
  }

  @Test("A covert view shows the run without the attack; its error is the part that stays in view")
  func covert() throws {
    let scenario = try Campaign.scenarios(
      """
        - technique: T0851
          trigger: { at: 30h }
          historian: { L_T1: covert, P_J1: { use: covert, error: 0.25 } }
          actuator: { S_PU1: { use: override, value: 1 } }
      """)[0]
    let trace = try ScenarioRunner(plant).run(scenario)
    let plain = try untouched(scenario)
    var largest = 0.0
    for row in trace.rows {
      #expect(trace.trace.historian[row, 0] == plain.historian[row, 0])
      let (u, v) = (plain.truth[row, 2], trace.trace.truth[row, 2])
      #expect(trace.trace.historian[row, 2] == u + 0.25 * (v - u))
      largest = max(largest, abs(trace.trace.truth[row, 0] - plain.truth[row, 0]))
    }
    #expect(largest > plant.profiles[0].span, "the process went elsewhere meanwhile")
  }
}
