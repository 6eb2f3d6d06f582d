import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("The true state of a closed loop")
struct BoundsTests {
  private func isHeld(_ twin: IdentifiedTwin, _ trace: LoopTrace) -> Bool {
    twin.stocks.terms.stocks.enumerated().allSatisfy { k, tag in
      trace.truth.column(tag).allSatisfy {
        $0 >= twin.stocks.low[k] && $0 <= twin.stocks.high[k]
      }
    }
  }

  @Test("keeps every stock inside what the plant can hold, whatever a tap does", arguments: 1...5)
  func extremes(seed: UInt64) throws {
    let twin = try tankTwin()
    for size in [1.0, 1e3, 1e6] {
      struct Vandal: LoopTap {
        var chance: SeededGenerator
        var size: Double
        mutating func spoil(_ values: inout [Double]) {
          for j in values.indices where chance.uniform() < 0.3 {
            values[j] += size * chance.gaussian()
          }
        }
        mutating func begin(step: Int, at time: Timestamp, truth: [Double]) {}
        mutating func disturb(_ values: inout [Double]) { spoil(&values) }
        mutating func tell(_ values: inout [Double]) { spoil(&values) }
        mutating func drive(_ values: inout [Double]) { spoil(&values) }
        mutating func store(_ values: inout [Double]) { spoil(&values) }
      }
      let trace = twin.run(500, Vandal(chance: SeededGenerator(seed: seed), size: size))
      #expect(isHeld(twin, trace), "size \(size)")
      #expect(trace.truth.elements.allSatisfy { $0.isFinite }, "size \(size)")
    }
  }

  @Test(
    "stays finite where a tap gives what is no number",
    arguments: [Double.nan, .infinity, -.infinity, 1e300, -1e300])
  func noNumbers(value: Double) throws {
    let twin = try tankTwin()
    let spoil: @Sendable (inout [Double]) -> Void = { values in
      for j in values.indices { values[j] = value }
    }
    for tap in [
      Intruder(from: 20, until: 25, innovations: spoil), Intruder(from: 20, until: 25, told: spoil),
      Intruder(from: 20, until: 25, driven: spoil),
    ] {
      let trace = twin.run(100, tap)
      #expect(isHeld(twin, trace))
      #expect(trace.truth.elements.allSatisfy { $0.isFinite })
    }
  }

  @Test("of a simulated year is finite, and switches as often as the record")
  func year() throws {
    let twin = try tankTwin()
    let rows = 365 * 48
    let trace = twin.run(rows, OpenLine())
    #expect(trace.truth.elements.allSatisfy { $0.isFinite })
    #expect(trace.historian.elements.allSatisfy { $0.isFinite })
    #expect(isHeld(twin, trace))
    let recorded = SimulatedTanks(rows: 3_000, seed: 1).record.column(SimulatedTanks.pump)
    let simulated = trace.truth.column(SimulatedTanks.pump)
    func perRow(_ x: [Double]) -> Double {
      Double((1..<x.count).count { x[$0] != x[$0 - 1] }) / Double(x.count)
    }
    // The rule and the flows fix the cycle; a tenth covers the 60 cycles or so that were recorded.
    #expect(abs(perRow(simulated) / perRow(recorded) - 1) < 0.1)
  }

  @Test("obeys the recovered rules while nobody tampers", arguments: 1...3)
  func rules(seed: UInt64) throws {
    let twin = try tankTwin(seed: seed)
    let trace = twin.run(3_000, OpenLine())
    #expect(twin.rules.count == 2)
    for rule in twin.rules {
      let sign = rule.isInverse ? -1.0 : 1
      var wrong: [(row: Int, by: Double)] = []
      for row in 0..<3_000 {
        let (level, state) = (trace.truth[row, rule.sensor], trace.truth[row, rule.actuator])
        let below = sign * (rule.onAt - level)
        let above = sign * (level - rule.offAt)
        if below > 0, state != rule.on { wrong.append((row, below)) }
        if above > 0, state != rule.off { wrong.append((row, above)) }
      }
      // A row's last disturbance may carry the level over the threshold after controllers have decided: by
      // less than the level moves in a row, seldom, and never twice running.
      #expect(wrong.allSatisfy { $0.by < 0.1 }, "\(wrong)")
      #expect(wrong.count < 30, "\(wrong.count)")
      #expect(zip(wrong, wrong.dropFirst()).allSatisfy { $1.row - $0.row > 1 })
    }
  }

  @Test("lets nothing flow through what is shut")
  func shut() throws {
    let twin = try tankTwin()
    let trace = twin.run(3_000, OpenLine())
    for (gate, tag) in zip(twin.structure.gates, twin.structure.gated) {
      let states = trace.truth.column(gate.actuator)
      let flows = trace.truth.column(tag)
      #expect(zip(states, flows).allSatisfy { $0 != gate.off || $1 == 0 })
      #expect(zip(states, flows).contains { $0 != gate.off && $1 > 0 })
    }
  }
}
