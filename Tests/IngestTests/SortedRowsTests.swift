import Diagnostics
import Ingest
import Telemetry
import Testing

@Suite("Rows are ordered by time, unit, and as they came") struct SortedRowsTests {
  @Test("the order is that of a stable sort, with and without units")
  func stable() {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<300 {
      let count = generator.from(0, 60)
      let times = (0..<count).map { _ in
        Timestamp(nanoseconds: Int64(generator.pick([-5, 0, 3, .max, .min])))
      }
      let ranks = (0..<count).map { _ in Int32(generator.from(0, 4)) }
      // Swift's sort is stable, and two passes from the last key to the first are lexicographic.
      let byRank = (0..<count).sorted { ranks[$0] < ranks[$1] }
      #expect(SortedRows.order(times, ranks: ranks) == byRank.sorted { times[$0] < times[$1] })
      #expect(
        SortedRows.order(times, ranks: []) == (0..<count).sorted { times[$0] < times[$1] })
    }
  }
}
