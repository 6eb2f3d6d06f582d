import Diagnostics
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Frames")
struct FrameTests {
  @Test("rows and tags are cut out with their cells")
  func parts() {
    var generator = SeededGenerator(seed: 1)
    let frame = RandomFrames.frame(rows: 10, tags: 4, missing: 0, using: &generator)
    let part = frame.rows(3..<7).selecting([2, 0])
    #expect(part.times == Array(frame.times[3..<7]))
    #expect(part.tags.map(\.id) == ["t2", "t0"])
    #expect(part.count == 4)
    for row in 0..<4 {
      #expect(part.values[row, 0] == frame.values[row + 3, 2])
      #expect(part.values[row, 1] == frame.values[row + 3, 0])
    }
    #expect(frame.rows(0..<0).count == 0)
    #expect(frame.selecting([]).values.rows == 10)
  }

  @Test("the rows in a range of time are those whose moments it contains", arguments: 1...30)
  func rowRange(seed: Int) {
    var generator = SeededGenerator(root: 3, stage: "rows", index: seed)
    let times = (0..<Int(generator.next() % 30)).map { _ in Int64(generator.next() % 40) }.sorted()
    let frame = Frame(
      times: times.map { Timestamp(nanoseconds: $0) }, tags: [],
      values: Matrix(rows: times.count, columns: 0))
    for _ in 0..<20 {
      let start = Int64(generator.next() % 45) - 3
      let range = TimeRange(
        Timestamp(nanoseconds: start),
        Timestamp(nanoseconds: start + Int64(generator.next() % 20)))
      let rows = frame.rowRange(in: range)
      #expect(Array(rows) == frame.times.indices.filter { range.contains(frame.times[$0]) })
    }
    #expect(frame.rowRange(in: .always) == 0..<times.count)
  }

  @Test("a tag is a model's input unless it is a label")
  func roles() {
    #expect(TagRole.allCases.filter { !$0.isModelInput } == [.label])
    #expect(CellQuality.allCases.map(\.rawValue) == [0, 1, 2, 3])
  }
}
