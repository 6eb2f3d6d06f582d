import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("A falsified level")
struct FalsifiedLevelTests {
  static let level = SimulatedTanks.level
  static let pump = SimulatedTanks.pump
  static let from = 200
  static let steps = 400

  @Test("below the threshold turns the pump on, and the true level rises until the tank is full")
  func low() throws {
    let twin = try tankTwin()
    let trace = twin.run(
      Self.steps, Intruder(from: Self.from, told: { $0[Self.level] = 1.0 }))
    let bound = twin.stocks.high[twin.stocks.terms.stocks.firstIndex(of: Self.level) ?? 0]
    let states = trace.truth.column(Self.pump)
    let levels = trace.truth.column(Self.level)
    #expect(states[Self.from...].allSatisfy { $0 == 1 })
    // The untouched controller never lets the level come near this.
    #expect(levels[..<Self.from].max() ?? 9 < SimulatedTanks.offAbove + 0.2)
    #expect(levels[Self.from...].max() == bound)
    #expect(trace.controller.column(Self.level)[Self.from...].allSatisfy { $0 == 1 })
    // Nobody touched the historian: it has the true level, to its resolution.
    #expect(abs(trace.historian[Self.steps - 1, Self.level] - levels[Self.steps - 1]) <= 0.0005001)
  }

  @Test("above the threshold turns the pump off, and the true level falls below where it ever was")
  func high() throws {
    let twin = try tankTwin()
    let trace = twin.run(
      Self.steps, Intruder(from: Self.from, told: { $0[Self.level] = 9 }))
    let states = trace.truth.column(Self.pump)
    let levels = trace.truth.column(Self.level)
    #expect(states[Self.from...].allSatisfy { $0 == 0 })
    #expect(levels[..<Self.from].min() ?? 0 > SimulatedTanks.onBelow - 0.2)
    #expect(levels[Self.from...].min() ?? 9 < SimulatedTanks.onBelow - 0.2)
    #expect(trace.truth.column(SimulatedTanks.flow)[Self.from...].allSatisfy { $0 == 0 })
  }

  @Test("of NaN leaves the pump as it is")
  func lost() throws {
    let twin = try tankTwin()
    let trace = twin.run(
      Self.steps, Intruder(from: Self.from, told: { $0[Self.level] = .nan }))
    let states = trace.truth.column(Self.pump)
    #expect(states[Self.from...].allSatisfy { $0 == states[Self.from - 1] })
    #expect(trace.controller.column(Self.level)[Self.from...].allSatisfy { $0.isNaN })
    #expect(trace.truth.elements.allSatisfy { $0.isFinite })
  }

  @Test("of a tank that no rule reads moves no pump")
  func bystander() throws {
    let twin = try tankTwin()
    let open = twin.run(Self.steps, OpenLine())
    let trace = twin.run(
      Self.steps, Intruder(from: Self.from, told: { $0[SimulatedTanks.full] = -3 }))
    #expect(open.truth.column(Self.pump) == trace.truth.column(Self.pump))
    #expect(
      open.truth.column(SimulatedTanks.drainPump)
        == trace.truth.column(SimulatedTanks.drainPump))
  }

  @Test("drives the pump of an inverse rule the other way")
  func inverse() throws {
    let twin = try tankTwin()
    let trace = twin.run(
      Self.steps, Intruder(from: Self.from, told: { $0[SimulatedTanks.drained] = 9 }))
    #expect(trace.truth.column(SimulatedTanks.drainPump)[Self.from...].allSatisfy { $0 == 1 })
    #expect(
      trace.truth.column(SimulatedTanks.drained)[Self.from...].min() ?? 9
        < SimulatedTanks.offBelow - 0.1)
  }

  @Test("leaves the controller's view of all other tags as they truly are")
  func others() throws {
    let twin = try tankTwin()
    let trace = twin.run(
      Self.steps, Intruder(from: Self.from, told: { $0[Self.level] = 1.0 }))
    for tag in twin.tags.indices where tag != Self.level {
      #expect(trace.controller.column(tag) == trace.truth.column(tag), "\(twin.tags[tag].id)")
    }
    #expect(
      trace.controller.column(Self.level)[..<Self.from]
        == trace.truth.column(Self.level)[..<Self.from])
  }
}
