import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Normal time cut into blocks")
struct TrainingSetTests {
  @Test("every normal row is accumulated exactly once, in runs without gaps, whatever the holes")
  func piecesCover() throws {
    for seed in UInt64(0)..<150 {
      let time = NormalTime(seed: seed)
      let set = time.trainingSet
      let empty = SeenRows(contextRows: Int(seed % 4))
      let partials = try set.statistics(from: empty, threads: 1)
      let seen = set.merged(partials, pieces: Array(set.pieces.indices), from: empty)
      #expect(seen.own == time.frame.times.filter { time.ranges.contains($0) }, "seed \(seed)")
      #expect(seen.gaps == 0, "seed \(seed)")
      #expect(seen.contexts.allSatisfy { $0 <= empty.contextRows }, "seed \(seed)")
    }
  }

  @Test("the pieces' spans follow each other without overlap and hold every normal nanosecond")
  func spansTile() {
    for seed in UInt64(0)..<150 {
      let time = NormalTime(seed: seed)
      let pieces = time.trainingSet.pieces
      for (a, b) in zip(pieces, pieces.dropFirst()) {
        #expect(a.span.end.nanoseconds < b.span.start.nanoseconds, "seed \(seed)")
        #expect(a.block <= b.block, "seed \(seed)")
      }
      #expect(TimeRanges(pieces.flatMap(\.ranges.ranges)) == time.ranges, "seed \(seed)")
    }
  }

  @Test("without some blocks, neither their rows nor any row within a guard of them is used")
  func heldBack() throws {
    for seed in UInt64(0)..<150 {
      let time = NormalTime(seed: seed)
      let set = time.trainingSet
      let empty = SeenRows(contextRows: 0)
      let partials = try set.statistics(from: empty, threads: 1)
      for held in [Set([0]), [set.blocks - 1], [set.blocks / 2], [0, set.blocks - 1]] {
        let used = set.merged(partials, pieces: set.pieces(without: held), from: empty).own
        let width = Int64(set.guardRows) * set.interval.nanoseconds
        for block in held {
          guard let span = set.span(ofBlock: block) else { continue }
          let near = used.filter {
            $0.nanoseconds >= span.start.nanoseconds - width
              && $0.nanoseconds <= span.end.nanoseconds + width
          }
          #expect(near.isEmpty, "seed \(seed), held \(held)")
        }
      }
    }
  }

  @Test("what lies farther than a guard from every held block is used")
  func nothingWasted() throws {
    let frame = DetectionData.plant(rows: 600, tags: 2, seed: 1)
    let set = TrainingSet(
      source: FrameInMemory(frame),
      ranges: TimeRanges([TimeRange(frame.times[0], frame.times[599])]),
      interval: DetectionData.interval, blocks: 6, guardRows: 10)
    let empty = SeenRows(contextRows: 0)
    let partials = try set.statistics(from: empty, threads: 1)
    let used = Set(set.merged(partials, pieces: set.pieces(without: [2]), from: empty).own)
    let span = try #require(set.span(ofBlock: 2))
    let width = 10 * set.interval.nanoseconds
    let wanted = frame.times.filter {
      $0.nanoseconds < span.start.nanoseconds - width
        || $0.nanoseconds > span.end.nanoseconds + width
    }
    #expect(used == Set(wanted))
    // 100 rows of the block and 10 on either side.
    #expect(used.count == 480)
  }

  @Test("blocks hold equal lengths of normal time, whatever lies between")
  func equalBlocks() throws {
    let hour = TimeSpan.hours(1).nanoseconds
    func stretch(_ from: Int64, _ to: Int64) -> TimeRange {
      TimeRange(Timestamp(nanoseconds: from * hour), Timestamp(nanoseconds: to * hour))
    }
    let set = TrainingSet(
      source: FrameInMemory(DetectionData.frame([[0]])),
      ranges: TimeRanges([stretch(0, 10), stretch(100, 140), stretch(1_000, 1_010)]),
      interval: DetectionData.interval, blocks: 6, guardRows: 0)
    let lengths = (0..<6).map { block in
      set.pieces.filter { $0.block == block }.flatMap(\.ranges.ranges)
        .reduce(Int64(0)) { $0 + $1.end.nanoseconds - $1.start.nanoseconds }
    }
    for length in lengths { #expect(abs(length - 10 * hour) <= 4) }
    #expect(try #require(set.span(ofBlock: 1)).end.nanoseconds == 110 * hour)
  }

  @Test("normal time of one moment is one block's, and no normal time is no block's")
  func tooLittle() throws {
    let frame = DetectionData.frame([[1], [2]])
    func set(_ ranges: [TimeRange]) -> TrainingSet {
      TrainingSet(
        source: FrameInMemory(frame), ranges: TimeRanges(ranges), interval: DetectionData.interval,
        blocks: 4, guardRows: 3)
    }
    let one = set([TimeRange(frame.times[0], frame.times[0])])
    #expect(one.pieces.count == 1)
    #expect(one.span(ofBlock: 1) == nil)
    #expect(set([]).pieces.isEmpty)
    #expect(set([]).span(ofBlock: 0) == nil)
    #expect(set([]).pieces(without: [0]) == [])
  }

  @Test("partials are the same on one thread and on three")
  func threads() throws {
    let time = NormalTime(seed: 5)
    let empty = LaggedMoments(lags: 2, pilot: [0, 10, 20])
    let one = try time.trainingSet.statistics(from: empty, threads: 1)
    let three = try time.trainingSet.statistics(from: empty, threads: 3)
    for (a, b) in zip(one, three) {
      #expect(a.gram.hasSameBits(as: b.gram))
      #expect(a.sum.bits == b.sum.bits)
    }
  }

  @Test("a step above 0 and up to 1.5 intervals continues a run; anything else begins a new one")
  func runs() {
    let step = DetectionData.interval.nanoseconds
    func frame(_ offsets: [Int64]) -> Frame {
      Frame(
        times: offsets.map { Timestamp(nanoseconds: $0) }, tags: [],
        values: Matrix(rows: offsets.count, columns: 0))
    }
    let half = step / 2
    #expect(frame([]).runs(interval: DetectionData.interval) == [])
    #expect(frame([0]).runs(interval: DetectionData.interval) == [0..<1])
    #expect(
      frame([0, 1, step, step, step + half * 3, step + half * 6 + 1])
        .runs(interval: DetectionData.interval) == [0..<3, 3..<5, 5..<6])
  }

  @Test("the longest interval and the farthest moments do not overflow")
  func extremes() {
    let longest = TimeSpan(nanoseconds: .max)
    let first = Timestamp(nanoseconds: .min)
    let last = Timestamp(nanoseconds: .max)
    #expect(!Frame.isContiguous(first, last, interval: longest))
    #expect(Frame.isContiguous(Timestamp(nanoseconds: 0), last, interval: longest))
  }
}
