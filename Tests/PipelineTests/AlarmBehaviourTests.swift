import LinearAlgebra
import Pipeline
import Telemetry
import Testing

@Suite("How values behave during an alarm")
struct AlarmBehaviourTests {
  private static let rows = 40

  /// Three sensors and a status, by row and tag.
  private static func frame(_ value: (Int, Int) -> Double) -> Frame {
    let tags = [
      Tag(id: "A", role: .sensor), Tag(id: "B", role: .sensor), Tag(id: "C", role: .sensor),
      Tag(id: "S", role: .status),
    ]
    var values = Matrix(rows: rows, columns: tags.count)
    for i in 0..<rows { for j in tags.indices { values[i, j] = value(i, j) } }
    return Frame(
      times: (0..<rows).map { Timestamp(nanoseconds: Int64($0) * 60_000_000_000) }, tags: tags,
      values: values)
  }

  private static func behaviour(
    beyond: Int = 20, expected: Double = 0, _ value: (Int, Int) -> Double
  ) -> AlarmBehaviour {
    AlarmBehaviour(
      10..<30, beyond: beyond, shares: [0.7, 0.2, 0.1, 0], frame: frame(value),
      expected: { _, _ in expected })
  }

  @Test("a frozen reading, a lost one, an offset, a drift and a hammered state are told apart")
  func kinds() {
    let frozen = Self.behaviour { _, _ in 5 }
    #expect(frozen.frozen == 1 && frozen.offset == 1 && frozen.trend == 0 && frozen.lost == 0)
    #expect(frozen.switching == 0 && frozen.density == 1)
    let noise = Self.behaviour { i, _ in i % 2 == 0 ? 1 : -1 }
    #expect(noise.frozen == 0 && noise.offset == 0 && noise.trend < 0.2)
    #expect(noise.switching == 1)
    let drift = Self.behaviour { i, j in j == 0 ? Double(i) : 1 }
    #expect(abs(drift.trend - 1) < 1e-12)
    // Two of the three tags stand still.
    #expect(abs(drift.frozen - 2.0 / 3) < 1e-12)
    let lost = Self.behaviour { _, j in j == 0 ? .nan : 1 }
    #expect(abs(lost.lost - 1.0 / 3) < 1e-12 && lost.lostAnywhere == 0.25)
    #expect(lost.offset == 0 && lost.trend == 0)
    // Rows outside the alarm do not count.
    let outside = Self.behaviour { i, _ in (10..<30).contains(i) ? 5 : .nan }
    #expect(outside == frozen)
  }

  @Test(
    "every share lies from 0 to 1 and stands with what is missing to 1; nothing to expect says 0")
  func bounds() {
    let unknown = Self.behaviour(beyond: 5, expected: .nan) { i, j in Double(i * (j + 1) % 7) }
    #expect(unknown.offset == 0 && unknown.density == 0.25)
    for pair in unknown.distributions {
      #expect(pair.count == 2 && pair.allSatisfy { (0...1).contains($0) })
      #expect(pair[0] + pair[1] == 1)
    }
    let one = AlarmBehaviour(
      10..<11, beyond: 1, shares: [1, 0, 0, 0], frame: Self.frame { _, _ in 1 },
      expected: { _, _ in 0 })
    #expect(one.frozen == 0 && one.switching == 0 && one.trend == 0 && one.density == 1)
  }
}
