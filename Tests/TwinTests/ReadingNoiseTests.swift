import Diagnostics
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("The noise of sensors of one kind") struct ReadingNoiseTests {
  /// A level that wanders, hour by hour.
  private static func course(_ rows: Int, _ generator: inout SeededGenerator) -> [Double] {
    var level = 3.0
    return (0..<rows).map { _ in
      level += 0.01 * generator.gaussian()
      return level
    }
  }

  private static func pair(
    _ sigma: Double, rows: Int = 1_440, seed: Int, tag: Tag = Tag(id: "L")
  ) -> ReadingNoise.Pair {
    var generator = SeededGenerator(root: 6, stage: "course", index: seed)
    // The twin's own run: another course of the same kind.
    let truth = course(rows, &generator)
    let recorded = course(rows, &generator).map { $0 + sigma * generator.gaussian() }
    return ReadingNoise.Pair(
      tag: tag, recorded: recorded, truth: truth, isRelative: false, unit: 1)
  }

  private static func found(_ pair: ReadingNoise.Pair, atMost most: Double = 0.1)
    -> ReadingNoise.Found
  {
    ReadingNoise.found([pair], atMost: most, rowsPerDay: 24, seed: 4)
  }

  @Test("lies in its interval, which tells it from none", arguments: [0.005, 0.01, 0.03])
  func covers(sigma: Double) {
    let found = (0..<20).map { Self.found(Self.pair(sigma, seed: $0)) }
    for one in found {
      #expect(one.isAsked && one.low <= one.size && one.size <= one.high)
      // Second differences of the course alone are as rough as noise of 0.006.
      if sigma > 0.006 { #expect(one.low > 0) }
    }
    // 95 % of 20, and three by chance.
    let holding = found.count { $0.low <= sigma && sigma <= $0.high }
    #expect(holding >= 16, "\(holding) of 20: \(found)")
  }

  @Test("that is not there has an interval from nothing on, as far as it might hide in the course")
  func none() {
    for seed in 0..<5 {
      let found = Self.found(Self.pair(0, seed: seed))
      #expect(found.low == 0 && found.size <= found.high && found.high < 0.01, "\(found)")
    }
  }

  @Test("is told better by more days")
  func days() {
    func width(_ rows: Int) -> Double {
      (0..<5).reduce(0) { sum, seed in
        let found = Self.found(Self.pair(0.01, rows: rows, seed: seed))
        return sum + found.high - found.low
      }
    }
    #expect(width(24 * 12) > width(24 * 120))
  }

  @Test(
    "is not asked of a record with too few triples, and known between nothing and all by a few days"
  )
  func few() {
    let most = 0.02
    let none = Self.found(Self.pair(0.01, rows: 60, seed: 1), atMost: most)
    #expect(!none.isAsked && none.size == most && none.low == 0 && none.high == most)
    let week = Self.found(Self.pair(0.01, rows: 168, seed: 1), atMost: most)
    #expect(week.isAsked && week.low == 0 && week.high == most)
  }

  @Test("of a reading that stands still in steps may be half a step, and is taken for none")
  func steps() {
    let tag = Tag(id: "L", resolution: 0.01)
    let recorded = (0..<480).map { 3 + Double($0 / 20) * 0.01 }
    let pair = ReadingNoise.Pair(
      tag: tag, recorded: recorded, truth: recorded, isRelative: false, unit: 1)
    let found = Self.found(pair)
    #expect(found.isAsked && found.size == 0 && found.low == 0 && found.high == 0.005)
  }
}
