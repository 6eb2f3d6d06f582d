import Attacks
import LinearAlgebra
import Telemetry
import Testing
import Twin

@Suite("Consequences")
struct ConsequenceTests {
  private let surface = AttackSurface(
    tags: [Tag(id: "L"), Tag(id: "F"), Tag(id: "S", role: .status)], interval: .hours(0.5),
    profiles: [
      TagProfile(low: 0, high: 10, mean: 5, deviation: 1, isControlling: true),
      TagProfile(low: 0, high: 100, mean: 50, deviation: 1),
      TagProfile(low: 0, high: 1, mean: 0.5, deviation: 1, states: [0, 1], isDriven: true),
    ])

  private func trace(_ rows: [[Double]]) -> LoopTrace {
    let matrix = Matrix(rowMajor: rows)
    return LoopTrace(
      times: rows.indices.map { newYear + surface.interval * $0 }, truth: matrix,
      controller: matrix, historian: matrix)
  }

  @Test("The tag that controllers decide by counts, in spans, while something is tampered with")
  func deviation() throws {
    let quiet = trace(Array(repeating: [5, 50, 0], count: 6))
    // The flow and the switch are farther off in spans; so is the level, but after the tampering.
    let attacked = trace([
      [9, 50, 0], [5, 50, 0], [4, 90, 1], [7.5, 90, 1], [5, 50, 0], [9.5, 50, 0],
    ])
    let found = try #require(
      Consequence(of: attacked, against: quiet, tampered: 1..<4, surface: surface))
    #expect(found.tag == "L")
    #expect(found.deviation == 2.5 && found.spans == 0.25)
    #expect(found.at == attacked.times[3])
    #expect(found.hoursBeyond == 0)
  }

  @Test("Hours beyond the usual range count to the run's end, where the other run is within it")
  func beyond() throws {
    // 5 % of the span beside the range is still usual: 10.5 is, 10.6 is not.
    let quiet = trace([[5, 50, 0], [11, 50, 0], [5, 50, 0], [5, 50, 0], [5, 50, 0]])
    let attacked = trace([[20, 50, 0], [11, 50, 0], [10.5, 50, 0], [10.6, 50, 0], [5, -9, 0]])
    let found = try #require(
      Consequence(of: attacked, against: quiet, tampered: 1..<3, surface: surface))
    #expect(found.hoursBeyond == 1, "two rows of half an hour")
  }

  @Test("Runs that do not match have no consequence")
  func unlike() {
    let short = trace([[5, 50, 0]])
    let long = trace([[5, 50, 0], [5, 50, 0]])
    #expect(Consequence(of: long, against: short, tampered: 0..<1, surface: surface) == nil)
    #expect(Consequence(of: long, against: long, tampered: 1..<1, surface: surface) == nil)
    #expect(Consequence(of: long, against: long, tampered: 1..<3, surface: surface) == nil)
    let missing = trace([[.nan, 50, 0]])
    #expect(Consequence(of: missing, against: missing, tampered: 0..<1, surface: surface) == nil)
  }
}
