import Diagnostics
import Learning
import Telemetry
import TestSupport
import Testing
import Twin

@Suite("What a historian keeps") struct CompressionTests {
  static let rows = 600
  static let times = DetectionData.times(rows)

  /// A random walk with stretches that rest and stretches that are missing.
  static func course(_ seed: UInt64) -> [Double] {
    var generator = SeededGenerator(root: seed, stage: "course")
    var (value, slope, isMissing) = (3.0, 0.0, false)
    return (0..<rows).map { _ in
      if generator.uniform() < 0.1 { slope = generator.uniform() < 0.4 ? 0 : generator.gaussian() }
      if generator.uniform() < 0.03 { isMissing.toggle() }
      value += 0.1 * slope + 0.02 * generator.gaussian()
      return isMissing && generator.uniform() < 0.9 ? .nan : value
    }
  }

  /// The rows that a swinging door keeps, by trying every row between two of them.
  static func naivelyKept(_ values: [Double], deviation: Double) -> Set<Int> {
    var kept: Set<Int> = []
    var row = 0
    while row < values.count {
      kept.insert(row)
      guard !values[row].isNaN else {
        row += 1
        continue
      }
      var next = row + 1
      func fits(_ end: Int) -> Bool {
        (row + 1..<end).allSatisfy { between in
          let share = Double(between - row) / Double(end - row)
          return abs(values[row] + (values[end] - values[row]) * share - values[between])
            <= deviation
        }
      }
      while next < values.count, !values[next].isNaN, next == row + 1 || fits(next) { next += 1 }
      row = max(row + 1, next - 1)
      if next < values.count, values[next].isNaN, row == next - 1 { kept.insert(row) }
    }
    return kept
  }

  @Test(
    "by a swinging door lies nowhere further than the deviation from what was sent",
    arguments: 1...20)
  func doorBound(seed: UInt64) {
    let values = Self.course(seed)
    for deviation in [0, 0.03, 0.1, 0.5, 4] {
      let door = SwingingDoor(deviation: deviation)
      let back = door.givenBack(values, at: Self.times)
      for (sent, given) in zip(values, back) {
        #expect(sent.isNaN == given.isNaN)
        // 1e-12 for the rounding of a line through numbers of about 10.
        if !sent.isNaN { #expect(abs(given - sent) <= deviation + 1e-12) }
      }
      for row in door.kept(values, at: Self.times) where !values[row].isNaN {
        #expect(back[row] == values[row])
      }
    }
  }

  @Test("by a swinging door are the rows that trying all lines finds", arguments: 1...20)
  func doorOracle(seed: UInt64) {
    let values = Self.course(seed)
    // Odd numbers: no line passes an end of a door by less than rounding.
    for deviation in [0.0317, 0.1041, 0.513] {
      let kept = SwingingDoor(deviation: deviation).kept(values, at: Self.times)
      #expect(Set(kept) == Self.naivelyKept(values, deviation: deviation))
      #expect(kept == kept.sorted() && kept.count == Set(kept).count)
    }
  }

  @Test("by a swinging door of a straight line are its ends, and of a bent one its corner")
  func lines() {
    let times = Array(Self.times[..<100])
    let line = (0..<100).map { Double($0) }
    #expect(SwingingDoor(deviation: 0).kept(line, at: times) == [0, 99])
    let roof = line.map { min($0, 98 - $0) }
    #expect(SwingingDoor(deviation: 0).kept(roof, at: times) == [0, 49, 99])
    #expect(SwingingDoor(deviation: 100).kept(roof, at: times) == [0, 99])
    let back = SwingingDoor(deviation: 100).givenBack(roof, at: times)
    // From 0 to -1 in 99 steps.
    #expect(abs(back[33] + 1.0 / 3) < 1e-12)
  }

  @Test("by a dead band lies nowhere further than it from what was sent", arguments: 1...20)
  func deadBandBound(seed: UInt64) {
    let values = Self.course(seed)
    for band in [0, 0.03, 0.1, 0.5, 4] {
      let back = DeadBand(band: band).givenBack(values, at: Self.times)
      var steps = 0
      for row in values.indices {
        #expect(values[row].isNaN == back[row].isNaN)
        if !values[row].isNaN { #expect(abs(back[row] - values[row]) <= band) }
        // Either what was sent, or what was given back before.
        #expect(
          back[row] == values[row] || row > 0 && back[row] == back[row - 1] || back[row].isNaN)
        if row > 0, abs(back[row] - back[row - 1]) > 0 { steps += 1 }
      }
      if band == 0 { #expect(zip(back, values).allSatisfy { $0 == $1 || $1.isNaN }) }
      if band == 4 { #expect(steps < Self.rows / 2) }
    }
  }

  @Test("is never older than the longest time that was said")
  func longest() {
    let times = Array(Self.times[..<50])
    let rest = [Double](repeating: 1, count: 50)
    // Rows come every ten minutes.
    #expect(DetectionData.interval == TimeSpan(seconds: 600))
    #expect(
      SwingingDoor(deviation: 1, longest: 3_600).kept(rest, at: times)
        == [0, 6, 12, 18, 24, 30, 36, 42, 48, 49])
    let creeping = (0..<50).map { 0.01 * Double($0) }
    let back = DeadBand(band: 1, longest: 3_600).givenBack(creeping, at: times)
    #expect(back == (0..<50).map { creeping[$0 / 6 * 6] })
    #expect(DeadBand(band: 1).givenBack(creeping, at: times).allSatisfy { $0 == 0 })
  }

  @Test("every so often goes by the clock, wherever a run begins, before 1970, too")
  func every() {
    let values = (0..<12).map(Double.init)
    for origin in [Timestamp(nanoseconds: 0), Timestamp(nanoseconds: -86_400_000_000_000)] {
      let times = (0..<12).map { origin + TimeSpan(seconds: 600 * Double($0 + 1)) }
      let half = Every(TimeSpan(seconds: 1_800)).givenBack(values, at: times)
      // 0:10 and 0:20 belong to what began at 0:00.
      #expect(half == [0, 0, 2, 2, 2, 5, 5, 5, 8, 8, 8, 11])
      #expect(Every(TimeSpan(seconds: 60)).givenBack(values, at: times) == values)
    }
    var lost = values
    lost[5] = .nan
    let times = (0..<12).map { Timestamp(nanoseconds: 0) + TimeSpan(seconds: 600 * Double($0)) }
    let back = Every(TimeSpan(seconds: 3_000)).givenBack(lost, at: times)
    // Who is told nothing has nothing until the next question.
    #expect(back[5..<10].allSatisfy { $0.isNaN })
    #expect(back[10...].allSatisfy { $0 == 10 })
  }

  @Test("does not depend on later rows; of a swinging door that holds up to the last one kept")
  func causal() {
    for seed in 1...5 as ClosedRange<UInt64> {
      let values = Self.course(seed)
      let ways: [any Compression] = [
        DeadBand(band: 0.1, longest: 7_200), Every(TimeSpan(seconds: 2_400)),
        SwingingDoor(deviation: 0.1),
      ]
      for (way, cut) in ways.flatMap({ way in [1, 7, 250, 599].map { (way, $0) } }) {
        let times = Array(Self.times[..<cut])
        let early = Array(values[..<cut])
        let whole = way.givenBack(values, at: Self.times)
        let part = way.givenBack(early, at: times)
        var sure = cut
        if let door = way as? SwingingDoor {
          // The last row counts as kept only because none comes after it.
          sure = (door.kept(early, at: times).dropLast().last ?? -1) + 1
        }
        #expect(part[..<sure].map(\.bitPattern) == whole[..<sure].map(\.bitPattern))
      }
    }
  }

  @Test("comes back from its numbers, and not from others")
  func numbers() {
    let ways: [any Compression] = [
      DeadBand(band: 0.1), DeadBand(band: 0, longest: 60), Every(TimeSpan(seconds: 90)),
      SwingingDoor(deviation: 2, longest: 3_600),
    ]
    for way in ways {
      let again = type(of: way).init(numbers: way.numbers)
      #expect(again?.numbers == way.numbers)
      for name in way.numbers.keys {
        var numbers = way.numbers
        numbers[name] = -1
        #expect(type(of: way).init(numbers: numbers) == nil)
        numbers[name] = nil
        #expect(type(of: way).init(numbers: numbers) == nil)
      }
    }
    #expect(Compressions.catalog.entries.map(\.id) == ["dead-band", "every", "swinging-door"])
  }
}
