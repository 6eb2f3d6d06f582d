import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("An actuator override")
struct OverrideTests {
  static let span = 200..<320

  @Test("is what the actuator truly does, whatever the controller wants")
  func truth() throws {
    let twin = try tankTwin()
    let pump = SimulatedTanks.pump
    let trace = twin.run(
      600,
      Intruder(from: Self.span.lowerBound, until: Self.span.upperBound, driven: { $0[pump] = 0 }))
    #expect(trace.truth.column(pump)[Self.span].allSatisfy { $0 == 0 })
    #expect(trace.truth.column(SimulatedTanks.flow)[Self.span].allSatisfy { $0 == 0 })
    #expect(trace.historian.column(pump)[Self.span].allSatisfy { $0 == 0 })
    let levels = trace.truth.column(SimulatedTanks.level)
    #expect(levels[Self.span].min() ?? 9 < SimulatedTanks.onBelow - 0.2)
    // Afterwards the controller's command is back: the level is below the threshold, so the pump runs.
    #expect(trace.truth[Self.span.upperBound, pump] == 1)
    #expect(levels[550...].allSatisfy { $0 > SimulatedTanks.onBelow - 0.2 })
  }

  @Test("shows the controller what its actuator wanted all along")
  func memory() throws {
    let twin = try tankTwin()
    // The level is held out of the controllers' sight, so they go on wanting what they wanted.
    let pump = SimulatedTanks.pump
    let level = SimulatedTanks.level
    let wanted = twin.run(200, OpenLine()).truth[199, pump]
    let trace = twin.run(
      400,
      Intruder(
        from: 200, told: { $0[level] = 3 },
        driven: { values in values[pump] = 1 - wanted }))
    #expect(trace.truth.column(pump)[200...].allSatisfy { $0 == 1 - wanted })
    let ended = twin.run(
      400,
      Intruder(from: 200, until: 260, told: { $0[level] = 3 }, driven: { $0[pump] = 1 - wanted }))
    #expect(ended.truth.column(pump)[200..<260].allSatisfy { $0 == 1 - wanted })
  }

  @Test("counts for actuators only: other tags stay what the process makes of them")
  func others() throws {
    let twin = try tankTwin()
    let open = twin.run(300, OpenLine())
    let pushed = twin.run(
      300,
      Intruder(
        from: 10,
        driven: { values in for tag in 0...SimulatedTanks.pressure { values[tag] = 1e6 } }))
    #expect(open.agrees(with: pushed, on: 0..<300))
  }

  @Test("of a pump that never ran in the record makes no flow that nobody knows")
  func idle() throws {
    let twin = try tankTwin()
    let trace = twin.run(300, Intruder(from: 10, driven: { $0[SimulatedTanks.idle] = 1 }))
    #expect(trace.truth.column(SimulatedTanks.idle)[10...].allSatisfy { $0 == 1 })
    #expect(trace.truth.elements.allSatisfy { $0.isFinite })
  }
}
