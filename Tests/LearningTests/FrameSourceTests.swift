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
    #expect(rows.values.row(0) == [3.1, 1.5])
    #expect(rows.values[1, 0] == 1e20)
    #expect(rows.values[1, 1].isNaN)
  }

  @Test(
    "a rounded value is the double that is written with the resolution's decimals",
    arguments: [
      (0.01, 2.0100000000000002, "2.01"), (0.01, -0.0349, "-0.03"), (0.1, 0.31, "0.3"),
      (0.001, 4.0355, "4.036"), (1e-5, 0.12345678, "0.12346"), (0.05, 0.17, "0.15"),
      (0.15, 0.31, "0.3"), (0.25, 7.3, "7.25"), (0.5, 1.26, "1.5"), (2.5, 8, "7.5"),
      (5, 12, "10.0"), (1, 2.4, "2.0"),
      // Far more steps than a double tells apart: left as it is, and not beyond all numbers.
      (2.5, 1e308, "1e+308"),
    ])
  func decimals(_ resolution: Double, _ value: Double, _ text: String) {
    var frame = DetectionData.frame([[value]])
    frame.tags[0].resolution = resolution
    frame.roundToResolution()
    #expect("\(frame.values[0, 0])" == text)
    let once = frame.values
    frame.roundToResolution()
    #expect(frame.values.hasSameBits(as: once))
  }

  @Test("of a resolution that is no decimal number, the multiples are taken")
  func noDecimal() {
    var frame = DetectionData.frame([[1.0]])
    frame.tags[0].resolution = 1 / 3.0
    frame.roundToResolution()
    #expect(frame.values[0, 0] == 3 * (1 / 3.0))
  }
}
