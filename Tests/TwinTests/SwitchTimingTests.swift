import Learning
import LinearAlgebra
import Telemetry
import Testing
import Twin

@Suite("Time between recorded and simulated switches")
struct SwitchTimingTests {
  // Rows every half hour of one pump.
  private func record(_ states: [Double]) -> ProcessRecord {
    ProcessRecord(
      tags: [Tag(id: "P", role: .status)], interval: .hours(0.5),
      times: states.indices.map { Timestamp(nanoseconds: 0) + TimeSpan.hours(0.5) * $0 },
      values: Matrix(rows: states.count, columns: 1, columnMajor: states),
      follows: states.indices.map { $0 > 0 })
  }

  private func errors(
    _ recorded: [Double], _ courses: [[Double]], starts: [Int] = [0], horizons: [Int]
  ) -> [Measured] {
    SwitchTiming(starts: starts, horizons: horizons)
      .errors(record(recorded), tag: 0, off: 0, courses: courses)
  }

  @Test("is the median over switches of the same direction, in hours, up to each horizon")
  func median() {
    // On in rows 2 and 8, off in rows 5 and 11; simulated: on 3, 9; off 5, 9 … the nearest of each direction.
    let real: [Double] = [0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0]
    let own: [Double] = [0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0]
    // Row 2 → 3: 1; 5 → 5: 0; 8 → 9: 1; 11 → 10: 1.
    #expect(
      errors(real, [own], horizons: [2, 5, 12]) == [.value(0.5), .value(0.25), .value(0.5)])
  }

  @Test("a perfect run has none, whatever is missing of the record")
  func perfect() {
    let real: [Double] = [0, 1, 1, 0, 0, 1, 1, 0, 0]
    #expect(errors(real, [Array(real.dropFirst())], horizons: [8]) == [.value(0)])
    var gappy = real
    gappy[2] = .nan
    gappy[4] = .nan
    #expect(errors(gappy, [Array(real.dropFirst())], horizons: [8]) == [.value(0)])
  }

  @Test("a switch counts from each start, and not from the rows before it")
  func starts() {
    let real: [Double] = [0, 0, 0, 1, 1, 1, 1, 0, 0, 0]
    // From row 0: on in row 3, simulated in 1; from row 5: off in row 2 after it, simulated in 3.
    let courses: [[Double]] = [[1, 1, 1, 1], [1, 1, 0, 0]]
    #expect(errors(real, courses, starts: [0, 5], horizons: [4]) == [.value(0.75)])
  }

  @Test("is undefined, with the reason, where nothing switched or most have no counterpart")
  func undefined() {
    let still = errors([1, 1, 1, 1], [[0, 0, 1]], horizons: [3])
    #expect(still == [.undefined("it was not switched in that time")])
    let alone = errors([0, 1, 0, 1], [[0, 0, 0]], horizons: [1, 3])
    #expect(
      alone == [
        .undefined("at most half of its 1 recorded switches have a simulated counterpart"),
        .undefined("at most half of its 3 recorded switches have a simulated counterpart"),
      ])
    // On is told twice of three times, the lone off is not: the median stands.
    #expect(errors([0, 1, 0, 1], [[1, 1, 1]], horizons: [3]) == [.value(1)])
    #expect(errors([0, 1], [], starts: [], horizons: []) == [])
  }
}
