import Attacks
import Diagnostics
import LinearAlgebra
import Telemetry
import Testing
import Twin

@Suite("Look-alikes")
struct LookAlikeTests {
  private func scenarios(on surface: AttackSurface, count: Int = 60) throws -> [Scenario] {
    var campaign = Campaign.default
    campaign.attacks = 0
    campaign.lookAlikes = count
    return try campaign.plan(on: surface).scenarios
  }

  @Test("The kinds take turns, and none is an attack")
  func turns() throws {
    let scenarios = try scenarios(on: AttackSurface(TankPlant()))
    for kind in LookAlike.allCases {
      #expect(scenarios.count { $0.kind == .lookAlike(kind) } == 12)
    }
    #expect(scenarios.allSatisfy { !$0.isAttack && $0.technique == nil })
  }

  @Test("A sensor that fails sticks at its last value or drifts, for controllers and the historian")
  func sensorFaults() throws {
    let plant = TankPlant()
    let faults = try scenarios(on: AttackSurface(plant)).filter {
      $0.kind == .lookAlike(.sensorFault)
    }
    var (stuck, drifting) = (0, 0)
    for scenario in faults {
      let tampering = scenario.tamperings[0]
      #expect(scenario.tamperings.count == 1 && tampering.point == .sensor)
      #expect(plant.tags[tampering.tag].role == .sensor)
      let trace = try ScenarioRunner(plant).run(scenario)
      let stored = trace.rows.map { trace.trace.historian[$0, tampering.tag] }
      if tampering.shape is Freeze {
        stuck += 1
        #expect(scenario.size == nil)
        #expect(Set(stored).count == 1)
        #expect(stored[0] == trace.trace.historian[trace.rows.lowerBound - 1, tampering.tag])
      } else {
        drifting += 1
        let size = try #require(scenario.size)
        #expect((0.05...0.3).contains(size))
        let last = trace.rows.upperBound - 1
        let moved =
          trace.trace.historian[last, tampering.tag] - trace.trace.truth[last, tampering.tag]
        // Through one multiplication and one sum of values of about 40.
        #expect(abs(abs(moved) - size * plant.profiles[tampering.tag].span) < 1e-12)
      }
      #expect(trace.labels.allSatisfy { $0 == 0 })
    }
    #expect(stuck > 0 && drifting > 0)
  }

  @Test("A mode change puts an actuator into one of its states, or a set point at a usual value")
  func modeChanges() throws {
    let plant = FarmPlant()
    let changes = try scenarios(on: AttackSurface(plant), count: 150).filter {
      $0.kind == .lookAlike(.modeChange)
    }
    var points: Set<AttackPoint> = []
    for scenario in changes {
      let tampering = scenario.tamperings[0]
      points.insert(tampering.point)
      #expect(try (.hours(2)...(.hours(12))).contains(#require(scenario.lasts)))
      let trace = try ScenarioRunner(plant).run(scenario)
      let profile = plant.profiles[tampering.tag]
      for row in trace.rows {
        if tampering.point == .actuator {
          #expect(profile.states.contains(trace.trace.truth[row, tampering.tag]))
        } else {
          let told = trace.trace.controller[row, tampering.tag]
          #expect(told == trace.trace.historian[row, tampering.tag], "nothing is hidden")
          #expect(told > profile.low && told < profile.high)
        }
      }
    }
    #expect(points == [.actuator, .sensor])
  }
}
