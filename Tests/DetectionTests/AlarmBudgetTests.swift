import Detection
import Diagnostics
import Telemetry
import TestSupport
import Testing

@Suite("The limit that keeps an alarm budget")
struct AlarmBudgetTests {
  private struct Case {
    let budget: AlarmBudget
    let blocks: [ScoredRows]

    init(seed: UInt64) {
      var generator = SeededGenerator(root: seed, stage: "budget")
      let latch = AlarmLatch(
        hold: DetectionData.interval * generator.integer(in: 0...12),
        merge: DetectionData.interval * generator.integer(in: 0...12))
      budget = AlarmBudget(
        eventsPerWeek: [0.1, 1, 5, 30][generator.integer(in: 0...3)],
        exceedingShare: [0.0005, 0.01, 0.1, 0.4][generator.integer(in: 0...3)], latch: latch)
      let coarse = generator.integer(in: 0...2) == 0
      var level = 1.0
      var from = 0
      blocks = (0..<generator.integer(in: 1...4)).map { _ in
        let count = generator.integer(in: 50...400)
        let scores = (0..<count).map { _ -> Double in
          level = 0.9 * level + 0.1 * abs(generator.normal())
          let score = level + 0.2 * generator.uniform()
          if generator.uniform() < 0.05 { return .nan }
          return coarse ? (score * 10).rounded() / 10 : score
        }
        from += count + 10
        return ScoredRows(
          times: DetectionData.times(count, from: from), scores: scores,
          interval: DetectionData.interval)
      }
    }

    // Both parts of the budget, counted from the definition.
    func isKept(_ limit: Double) -> Bool {
      let all = blocks.flatMap(\.scores).filter { !$0.isNaN }
      let above = all.count { $0 > limit }
      let weeks = Double(blocks.reduce(0) { $0 + $1.times.count }) / 1_008
      var events = 0
      for block in blocks {
        var latch = budget.latch
        var before = false
        for (time, score) in zip(block.times, block.scores) {
          let on = latch.next(time, exceeds: score > limit)
          if on && !before { events += 1 }
          before = on
        }
      }
      return Double(above) <= budget.exceedingShare * Double(all.count)
        && Double(events) <= budget.eventsPerWeek * weeks
    }
  }

  @Test("it keeps both parts of the budget, and the next smaller score would not, on 200 histories")
  func smallest() throws {
    var byEvents = 0
    for seed in UInt64(0)..<200 {
      let chosen = Case(seed: seed)
      let limit = try chosen.budget.limit(for: chosen.blocks)
      #expect(chosen.isKept(limit), "seed \(seed)")
      let scores = chosen.blocks.flatMap(\.scores).filter { !$0.isNaN }
      #expect(scores.contains(limit), "seed \(seed)")
      if let below = scores.filter({ $0 < limit }).max() {
        #expect(!chosen.isKept(below), "seed \(seed): \(below) keeps it too, below \(limit)")
        let above = scores.count { $0 > below }
        if Double(above) <= chosen.budget.exceedingShare * Double(scores.count) { byEvents += 1 }
      }
    }
    // Both parts decide in many of the cases.
    #expect(byEvents > 30 && byEvents < 170)
  }

  @Test("scores that are all equal, zero too, give a limit above 0 that nothing exceeds")
  func equalScores() throws {
    let budget = Case(seed: 1).budget
    for value in [0.0, 1.5] {
      let block = ScoredRows(
        times: DetectionData.times(20), scores: [Double](repeating: value, count: 20),
        interval: DetectionData.interval)
      let limit = try budget.limit(for: [block])
      #expect(limit > 0 && limit >= value)
      #expect(budget.events([block], limit: limit) == 0)
    }
  }

  @Test("without any score there is no limit, and the fault says what to check")
  func noScores() {
    let block = ScoredRows(
      times: DetectionData.times(3), scores: [.nan, .nan, .nan], interval: DetectionData.interval)
    for blocks in [[block], []] {
      let fault = #expect(throws: Fault.self) { try Case(seed: 1).budget.limit(for: blocks) }
      #expect(
        fault?.description == """
          error: no row of the normal time could be scored
            hint: check train.normal and the gaps in the telemetry
          """)
      #expect(fault?.kind == .badData)
    }
  }

  @Test("weeks count an interval per row, scored or not")
  func weeks() {
    let block = ScoredRows(
      times: DetectionData.times(504), scores: [Double](repeating: .nan, count: 504),
      interval: DetectionData.interval)
    #expect(block.weeks == 0.5)
  }
}
