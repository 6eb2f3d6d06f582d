import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Several detectors as one mean of evidence")
struct FusedSuiteTests {
  private static let budget = AlarmBudget(
    eventsPerWeek: 20, exceedingShare: 0.05, latch: AlarmLatch(hold: .hours(1), merge: .hours(1)))
  private static let names = ["mahalanobis", "var-innovations", "missing-data"]
  private static let members = [
    SuiteMember("mahalanobis", weight: 1), SuiteMember("var-innovations", weight: 0.5),
    SuiteMember("missing-data", weight: 3),
  ]

  private static func trained(
    rows: Int = 2_000, changing: Range<Int>? = nil, threads: Int = 2
  ) throws -> SuiteTrainer.Trained {
    let frame = DetectionData.plant(rows: rows, tags: 4, seed: 5).changing { i, _, value in
      changing?.contains(i) == true ? 9 * value : value
    }
    let set = TrainingSet(
      source: FrameInMemory(frame),
      ranges: TimeRanges([TimeRange(frame.times[0], frame.times[rows - 1])]),
      interval: DetectionData.interval, blocks: 5, guardRows: 20)
    let plans = try names.map { id in
      ChainPlan(
        name: id, detector: try detector(id), accumulator: try accumulator("multiscale-mean"))
    }
    return try SuiteTrainer(
      set: set,
      context: TrainingContext(
        tags: frame.tags, interval: DetectionData.interval,
        pilot: [Double](repeating: 0, count: 4), floor: [Double](repeating: 1e-4, count: 4)),
      budget: budget, threads: threads
    ).train(plans, progress: NoProgress())
  }

  @Test(
    "the score is the weighted mean of what each chain has, or what one that is judged alone has more"
  )
  func score() throws {
    let suite = try Self.trained().suite(of: Self.members).suite
    #expect(suite.chains.map { $0.fused?.weight } == [1, 0.5, nil])
    // One limit for the mean.
    #expect(suite.chains[0].limit == suite.chains[1].limit && suite.chains[2].limit == 1)
    let rows = DetectionData.plant(rows: 200, tags: 4, seed: 9).changing { i, j, value in
      (50..<90).contains(i) && j == 1 ? .nan : i == 120 ? value + 4 : value
    }
    var scorer = suite.scorer()
    let found = scorer.score(rows)
    for i in 0..<200 {
      let own = found.chains.map { $0[i] }
      let parts = zip(own, [1, 0.5]).filter { !$0.0.isNaN }
      let mean =
        parts.reduce(0) { $0 + $1.0 * $1.1 } / parts.reduce(0) { $0 + $1.1 }
      // One that is judged alone counts below its limit, too.
      #expect(
        abs(found.scores[i] - (parts.isEmpty ? own[2] : max(mean, own[2]))) < 1e-12, "row \(i)")
    }
    #expect(
      found.scores.indices.contains {
        found.scores[$0] < 1 && found.scores[$0] == found.chains[2][$0]
      })
    #expect(found.scores[80] == found.chains[2][80] && found.scores[80] > 1)
  }

  @Test("any cut of the rows gives the same bits, and so does the suite from its artifact")
  func streams() throws {
    let suite = try Self.trained().suite(of: Self.members).suite
    let rows = DetectionData.plant(rows: 150, tags: 4, seed: 9)
    var whole = suite.scorer()
    let wanted = whole.score(rows)
    let restored = try Detection.Suite(artifact: suite.artifact, tags: rows.tags)
    for step in [1, 7, 64] {
      var scorer = restored.scorer()
      var scores: [Double] = []
      var alarms: [Bool] = []
      for start in stride(from: 0, to: 150, by: step) {
        let part = scorer.score(rows.rows(start..<min(start + step, 150)))
        scores += part.scores
        alarms += part.alarms
      }
      #expect(scores.map(\.bitPattern) == wanted.scores.map(\.bitPattern))
      #expect(alarms == wanted.alarms)
    }
  }

  @Test("the mean keeps the budget on held-back time, and on the time that set its limit")
  func budget() throws {
    let trained = try Self.trained(rows: 4_000)
    let suite = try trained.suite(of: Self.members)
    #expect(suite.achievedPerWeek < 1.5 * 20, "achieved \(suite.achievedPerWeek)")
    let own = try trained.deployed(
      of: Self.members,
      policy: AlarmPolicy(accumulator: try accumulator("multiscale-mean"), budget: Self.budget))
    let scores = own.normal.flatMap(\.scores).filter { !$0.isNaN }
    let weeks = own.normal.reduce(0) { $0 + $1.weeks }
    #expect(Double(Self.budget.events(own.normal, limit: 1)) <= 20 * weeks)
    #expect(Double(scores.count { $0 > 1 }) <= 0.05 * Double(scores.count))
    // Not by being deaf.
    #expect(scores.contains { $0 > 1 })
  }

  @Test("nothing of a block enters the evidence and the limit that it is judged by")
  func leavesOut() throws {
    let plain = try Self.trained().suite(of: Self.members).heldBack
    // Rows 800 to 1199 are block 2.
    let changed = try Self.trained(changing: 950..<1_050).suite(of: Self.members).heldBack
    let kept = plain[2].times.indices.filter { $0 < 100 }
    for i in kept where !plain[2].scores[i].isNaN {
      #expect(plain[2].scores[i].bitPattern == changed[2].scores[i].bitPattern)
    }
    #expect(plain[2].scores.map(\.bitPattern) != changed[2].scores.map(\.bitPattern))
  }

  @Test("a row beyond everything counts in a mean no more than its bounded evidence")
  func bounded() throws {
    let suite = try Self.trained().suite(of: Self.members).suite
    func after(_ size: Double) -> [Double] {
      var scorer = suite.scorer()
      return scorer.score(
        DetectionData.plant(rows: 80, tags: 4, seed: 9).changing { i, j, value in
          i == 40 && j == 0 ? value + size : value
        }
      ).scores
    }
    let (quiet, large, huge) = (after(0), after(1e6), after(1e8))
    #expect(large[40] > 1)
    for i in 0..<80 where !large[i].isNaN {
      #expect(abs(large[i] - huge[i]) < 1e-9, "row \(i)")
    }
    // The autoregression carries it two rows on, the longest window 16: then nothing is left of it.
    for i in 59..<80 { #expect(abs(large[i] - quiet[i]) < 1e-12, "row \(i)") }
  }

  @Test("one thread and two give the same bits")
  func threads() throws {
    let one = try Self.trained(threads: 1).suite(of: Self.members)
    let two = try Self.trained(threads: 2).suite(of: Self.members)
    #expect(one.suite.artifact == two.suite.artifact)
  }

  @Test("a damaged weight or part is refused with the valid range")
  func damaged() throws {
    let suite = try Self.trained().suite(of: Self.members).suite
    func problem(_ change: (inout ModelArtifact) -> Void) -> String? {
      var damaged = suite.artifact
      change(&damaged)
      return #expect(throws: Fault.self) {
        try Detection.Suite(artifact: damaged, tags: suite.tags)
      }?.problem
    }
    #expect(
      problem { $0.parts[0].numbers["weight"] = 0 }
        == "a fused chain's weight must be finite and > 0, got 0.0")
    #expect(problem { $0.parts[0].numbers["weight"] = nil } != nil)
    #expect(
      problem { $0.parts[0].parts[2] = $0.parts[0].parts[1] }
        == "expected a part of kind 'evidence', got 'multiscale-mean'")
  }
}
