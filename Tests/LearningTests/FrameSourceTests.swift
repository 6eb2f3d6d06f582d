import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Where training reads rows from")
struct FrameSourceTests {
  @Test("a frame in memory gives the rows inside a stretch, both ends included")
  func inMemory() {
    let frame = DetectionData.plant(rows: 10, tags: 2, seed: 1)
    let source = FrameInMemory(frame)
    let part = source.frame(in: TimeRange(frame.times[2], frame.times[5]))
    #expect(part.times == Array(frame.times[2...5]))
    #expect(part.values.hasSameBits(as: frame.values.rows(2..<6)))
    let between = Timestamp(nanoseconds: frame.times[2].nanoseconds + 1)
    #expect(source.frame(in: TimeRange(between, between)).count == 0)
    #expect(source.tags == frame.tags)
  }

  @Test("selected tags come in the order asked for, rounded to what they declare, missing kept")
  func selected() throws {
    var frame = DetectionData.frame([[1.26, -7.5, 3.14], [.nan, 2, 1e20]])
    frame.tags[0].resolution = 0.5
    frame.tags[2].resolution = 0.1
    let source = SelectedTags(FrameInMemory(frame), indices: [2, 0])
    #expect(source.tags.map(\.id) == ["T2", "T0"])
    let rows = try source.frame(in: .always)
    #expect(rows.tags.map(\.id) == ["T2", "T0"])
    #expect(rows.values.row(0) == [(3.14 / 0.1).rounded() * 0.1, 1.5])
    #expect(rows.values[1, 0] == 1e20)
    #expect(rows.values[1, 1].isNaN)
  }
}
