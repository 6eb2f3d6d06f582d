import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Normal operation in memory")
struct ProcessRecordTests {
  @Test("is cut so that the first row of a piece follows nothing")
  func cut() {
    let record = SimulatedTanks(rows: 50, seed: 1).record
    let piece = record.rows(10..<30)
    #expect(piece.count == 20)
    #expect(piece.follows == [false] + [Bool](repeating: true, count: 19))
    #expect(piece.times == Array(record.times[10..<30]))
    #expect(piece.values.hasSameBits(as: record.values.rows(10..<30)))
    #expect(record.rows(50..<50).count == 0)
  }

  @Test(
    "reads stretches of a source; across the edge of two nothing follows, however near they are")
  func source() throws {
    let record = SimulatedTanks(rows: 60, seed: 2).record
    // Row 20 never arrived: row 21 follows a gap.
    let kept = (0..<60).filter { $0 != 20 }
    let frame = Frame(
      times: kept.map { record.times[$0] }, tags: record.tags,
      values: record.values.selecting(rows: kept, columns: Array(record.tags.indices)))
    // Two stretches a row apart, then a long hole.
    let ranges = TimeRanges([
      TimeRange(record.times[5], record.times[30]), TimeRange(record.times[32], record.times[40]),
      TimeRange(record.times[50], record.times[59]),
    ])
    let read = try ProcessRecord(
      source: FrameInMemory(frame), ranges: ranges, interval: record.interval)
    #expect(read.times.first == record.times[5])
    #expect(read.follows.count == read.count)
    for (i, time) in read.times.enumerated() {
      let row = try #require(record.times.firstIndex(of: time))
      #expect(read.values.row(i) == record.values.row(row))
      let isNext = i > 0 && read.times[i - 1] == record.times[row - 1] && row != 21
      #expect(read.follows[i] == isNext, "row \(row)")
    }
    #expect(!read.times.contains(record.times[20]))
    let empty = try ProcessRecord(
      source: FrameInMemory(frame), ranges: TimeRanges([]), interval: record.interval)
    #expect(empty.count == 0)
    #expect(empty.values.columns == record.tags.count)
  }
}
