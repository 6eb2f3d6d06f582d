import LinearAlgebra
import Telemetry
import Testing
import Twin

@Suite("A pump's status driven to a part of its speed")
struct PumpSpeedTests {
  private typealias Plant = RiverbendNetwork

  @Test(
    "a pump at nine tenths of its speed delivers less, stays on, and is itself again afterwards")
  func slower() throws {
    let twin = try Plant.twin()
    let full = try twin.trace(60, tap: TestTap(from: 10, driving: [Plant.pump3: 1]))
    let slow = try twin.trace(60, tap: TestTap(from: 10, driving: [Plant.pump3: 0.9]))
    for row in 0..<10 { #expect(full.truth.row(row) == slow.truth.row(row)) }
    for row in 10..<60 {
      #expect(slow.truth[row, Plant.pump3] == 1)
      #expect(slow.truth[row, Plant.flow3] < full.truth[row, Plant.flow3])
      #expect(slow.truth[row, Plant.flow3] >= 0)
    }
    // The slower, the less: flow goes with the speed, or stops where the head is not reached.
    let slower = try twin.trace(60, tap: TestTap(from: 10, driving: [Plant.pump3: 0.8]))
    #expect(slower.truth[10, Plant.flow3] < slow.truth[10, Plant.flow3])
  }

  @Test("the whole speed is the state itself, bit for bit")
  func whole() throws {
    let twin = try Plant.twin()
    let state = try twin.trace(40, tap: TestTap(from: 10, driving: [Plant.pump3: 1]))
    let speed = try twin.trace(40, tap: TestTap(from: 10, driving: [Plant.pump3: 1 + 1e-12]))
    #expect(state.bits == speed.bits)
  }

  @Test("a pump whose status is in the tags says so, other actuators do not")
  func profile() throws {
    let twin = try Plant.twin()
    let variable = twin.tags.indices.filter { twin.profiles[$0].isVariable }
    #expect(variable == [Plant.pump3, Plant.pump1])
  }
}
