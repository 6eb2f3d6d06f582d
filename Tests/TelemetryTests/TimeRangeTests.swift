import Diagnostics
import Telemetry
import Testing

@Suite("Stretches of time")
struct TimeRangeTests {
  private func range(_ start: Int64, _ end: Int64) -> TimeRange {
    TimeRange(Timestamp(nanoseconds: start), Timestamp(nanoseconds: end))
  }

  private func random(_ count: Int, _ generator: inout SeededGenerator) -> [TimeRange] {
    (0..<count).map { _ in
      let start = Int64(generator.next() % 60)
      return range(start, start + Int64(generator.next() % 8))
    }
  }

  /// The oracle: the moments themselves.
  private func moments(_ ranges: [TimeRange]) -> Set<Int64> {
    Set(ranges.flatMap { Array($0.start.nanoseconds...$0.end.nanoseconds) })
  }

  @Test(
    "union, difference, clipping and membership are those of sets of moments", arguments: 1...60)
  func laws(seed: Int) {
    var generator = SeededGenerator(root: 2, stage: "ranges", index: seed)
    let first = random(Int(generator.next() % 8), &generator)
    let second = random(Int(generator.next() % 8), &generator)
    let (a, b) = (TimeRanges(first), TimeRanges(second))
    #expect(moments(a.ranges) == moments(first))
    #expect(moments(a.subtracting(b).ranges) == moments(first).subtracting(moments(second)))
    let limits = range(10, 30)
    #expect(moments(a.clipped(to: limits).ranges) == moments(first).intersection(10...30))
    for moment in Int64(-1)...70 {
      #expect(a.contains(Timestamp(nanoseconds: moment)) == moments(first).contains(moment))
    }
    for result in [a, a.subtracting(b), a.clipped(to: limits)] {
      for (left, right) in zip(result.ranges, result.ranges.dropFirst()) {
        #expect(left.end.nanoseconds + 1 < right.start.nanoseconds, "disjoint and not adjoining")
      }
    }
  }

  @Test("ends belong to a range; ranges that share one moment overlap")
  func ends() {
    let some = range(3, 5)
    #expect(some.contains(Timestamp(nanoseconds: 3)) && some.contains(Timestamp(nanoseconds: 5)))
    #expect(!some.contains(Timestamp(nanoseconds: 2)) && !some.contains(Timestamp(nanoseconds: 6)))
    #expect(some.overlaps(range(5, 9)) && !some.overlaps(range(6, 9)))
    #expect(range(0, 60_000_000_000).description == "1970-01-01T00:00:00Z to 1970-01-01T00:01:00Z")
  }

  @Test("the whole of time can be united, cut and asked without overflow")
  func extremes() {
    let always = TimeRanges([.always, range(.min, 0), range(0, .max)])
    #expect(always.ranges == [.always])
    #expect(
      always.subtracting(TimeRanges([range(.min, 0)])).ranges == [range(1, .max)])
    #expect(always.subtracting(always).ranges.isEmpty)
    #expect(always.contains(Timestamp(nanoseconds: .min)))
  }
}
