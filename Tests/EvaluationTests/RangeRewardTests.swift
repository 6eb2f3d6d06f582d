import Diagnostics
import Evaluation
import Testing

@Suite("Range-based precision and recall")
struct RangeRewardTests {
  /// Tatbul's formulas row by row: the oracle for the closed forms.
  private static func naive(
    _ reward: RangeReward, _ ranges: [Range<Int>], _ others: [Range<Int>]
  ) -> Double? {
    guard !ranges.isEmpty else { return nil }
    func weight(_ t: Int, _ length: Int) -> Double {
      switch reward.bias {
      case .flat: 1
      case .front: Double(length - t + 1)
      case .back: Double(t)
      case .middle: Double(t) <= Double(length) / 2 ? Double(t) : Double(length - t + 1)
      }
    }
    var sum = 0.0
    for range in ranges {
      let met = others.filter { $0.overlaps(range) }
      guard !met.isEmpty else { continue }
      var (own, whole) = (0.0, 0.0)
      for (index, row) in range.enumerated() {
        let delta = weight(index + 1, range.count)
        whole += delta
        if met.contains(where: { $0.contains(row) }) { own += delta }
      }
      let factor = reward.cardinality == .one ? 1 : 1 / Double(met.count)
      sum += reward.existence + (1 - reward.existence) * factor * own / whole
    }
    return sum / Double(ranges.count)
  }

  private static func ranges(_ labels: [Bool]) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for row in labels.indices where labels[row] {
      if let last = ranges.last, last.upperBound == row {
        ranges[ranges.count - 1] = last.lowerBound..<row + 1
      } else {
        ranges.append(row..<row + 1)
      }
    }
    return ranges
  }

  @Test("both equal prts on 200 cases to 1e-12, with each bias, and TSB-AD where it finds attacks")
  func reference() throws {
    let file = try ReferenceCases.file()
    #expect(file.versions["prts"] == "1.0.0.3")
    var judged = 0
    for (number, expected) in file.cases.enumerated() {
      let labels = ReferenceCases.make(number).labels
      let alarms = ReferenceCases.alarms(number, labels: labels)
      #expect(alarms.count { $0 } == expected.alarmRows)
      guard let recalls = expected.rangeRecall else { continue }
      judged += 1
      let run = try Runs.run(labels: labels, scores: nil, alarms: alarms)
      let precision = RangePrecision()(run).number
      #expect(isClose(precision, expected.rangePrecision, within: 1e-12), "case \(number)")
      for bias in PositionalBias.allCases {
        let recall = RangeRecall(RangeReward(existence: 0.2, bias: bias))(run).number
        #expect(
          isClose(recall, recalls[bias.rawValue], within: 1e-12), "case \(number), \(bias)")
      }
      let one = RangeReward(existence: 0.5, bias: .front, cardinality: .one)
      #expect(
        isClose(RangeRecall(one)(run).number, expected.rangeRecallOfOne, within: 1e-12))
      // TSB-AD finds no stretch where every row is labelled.
      if expected.attackRows < expected.rows {
        #expect(isClose(RangeRecall()(run).number, expected.tsbRangeRecall, within: 1e-12))
        #expect(isClose(precision, expected.tsbRangePrecision, within: 1e-12))
      }
    }
    #expect(judged >= 190)
  }

  @Test("the closed forms equal sums over rows, 300 seeds, every bias and cardinality")
  func naive() {
    for seed in 0..<300 {
      var generator = SeededGenerator(seed: UInt64(seed))
      let labels = Runs.random(&generator, rows: 2...80, events: 6).labels
      let alarms = labels.map { _ in generator.uniform() < 0.4 }
      for bias in PositionalBias.allCases {
        for cardinality in OverlapCardinality.allCases {
          let reward = RangeReward(
            existence: generator.uniform(), bias: bias, cardinality: cardinality)
          let (a, b) = (Self.ranges(labels), Self.ranges(alarms))
          let fast = reward.mean(of: a, metBy: b)
          let slow = Self.naive(reward, a, b)
          #expect(
            fast == nil && slow == nil || isClose(fast, slow, within: 1e-12),
            "seed \(seed), \(bias), \(cardinality)")
        }
      }
    }
  }

  @Test("perfect alarms have 1, an attack told in two halves half of it, silence 0")
  func laws() throws {
    let windows = [5...9, 20...20, 44...49]
    let perfect = try Runs.run(50, alarms: windows, windows: windows)
    #expect(RangeRecall()(perfect) == .value(1, support: 3))
    #expect(RangePrecision()(perfect) == .value(1, support: 3))
    let halves = try Runs.run(50, alarms: [10...13, 15...18], windows: [10...18])
    // Existence 0.2, overlap 8 of 9 rows in two pieces.
    #expect(isClose(RangeRecall()(halves).number, 0.2 + 0.8 * (8.0 / 9) / 2))
    let silent = try Runs.run(50, windows: windows)
    #expect(RangeRecall()(silent) == .value(0, support: 3))
    #expect(RangePrecision()(silent) == .undefined(reason: "no row raises an alarm"))
    let early = try Runs.run(50, alarms: [10...11], windows: [10...19])
    let late = try Runs.run(50, alarms: [18...19], windows: [10...19])
    let front = RangeRecall(RangeReward(bias: .front))
    #expect(isClose(front(early).number, 19.0 / 55))
    #expect(isClose(front(late).number, 3.0 / 55))
  }
}
