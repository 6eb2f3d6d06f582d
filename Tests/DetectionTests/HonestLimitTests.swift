import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Limits from rows that no fit has seen")
struct HonestLimitTests {
  private static let tags = 30
  private static let rows = 600

  private func trained(
    _ plans: [ChainPlan], rows: Int = HonestLimitTests.rows, budget: AlarmBudget, seed: UInt64
  ) throws -> SuiteTrainer.Trained {
    let frame = DetectionData.noise(rows: rows, tags: Self.tags, seed: seed)
    let set = TrainingSet(
      source: FrameInMemory(frame),
      ranges: TimeRanges([TimeRange(frame.times[0], frame.times[rows - 1])]),
      interval: DetectionData.interval, blocks: 6, guardRows: 0)
    let context = TrainingContext(
      tags: frame.tags, interval: DetectionData.interval, pilot: frame.values.row(0),
      floor: [Double](repeating: 0, count: Self.tags))
    return try SuiteTrainer(set: set, context: context, budget: budget, threads: 2)
      .train(plans, progress: NoProgress())
  }

  private func plan(_ id: String, _ settings: [(String, String)] = []) throws -> ChainPlan {
    ChainPlan(
      name: id, detector: try detector(id, settings), accumulator: try accumulator("plain"))
  }

  private func exceedingShare(_ blocks: [ScoredRows]) -> Double {
    let scores = blocks.flatMap(\.scores).filter { !$0.isNaN }
    return Double(scores.count { $0 > 1 }) / Double(scores.count)
  }

  @Test(
    "on independent Gaussian rows they keep the promised share; the in-sample quantile does not")
  func honest() throws {
    // Only the share decides: events are not limited in practice.
    let budget = AlarmBudget(
      eventsPerWeek: 1_000, exceedingShare: 0.05, latch: AlarmLatch(hold: .zero, merge: .zero))
    var heldBack = 0.0
    var fresh = 0.0
    var inSample = 0.0
    let seeds = UInt64(1)...4
    for seed in seeds {
      let suite = try trained([plan("mahalanobis")], budget: budget, seed: seed)
        .suite(of: ["mahalanobis"])
      heldBack += exceedingShare(suite.heldBack) / 4
      let later = DetectionData.noise(rows: 2_000, tags: Self.tags, seed: seed + 100, from: 5_000)
      var scorer = suite.suite.scorer()
      fresh += Double(scorer.score(later).scores.count { $0 > 1 }) / 2_000 / 4

      let training = DetectionData.noise(rows: Self.rows, tags: Self.tags, seed: seed)
      let model = suite.suite.chains[0].model
      let limit = scores(model, training).sorted()[Self.rows * 95 / 100 - 1]
      inSample += Double(scores(model, later).count { $0 > limit }) / 2_000 / 4
    }
    // 4 × 600 held-back rows: two standard errors of 5 % are 0.9 %.
    #expect(heldBack > 0.035 && heldBack < 0.065, "held back \(heldBack)")
    // The deployed model saw all rows, so it does no worse than the held-back ones.
    #expect(fresh > 0.02 && fresh < 0.065, "fresh \(fresh)")
    #expect(inSample > 0.09, "in-sample \(inSample)")
  }

  @Test("two chains together keep the budget that each alone would spend; limits only rise")
  func union() throws {
    let budget = AlarmBudget(
      eventsPerWeek: 20, exceedingShare: 0.05, latch: AlarmLatch(hold: .hours(1), merge: .hours(1)))
    let plans = [try plan("mahalanobis"), try plan("var-innovations", [("lags", "1")])]
    let all = try trained(plans, rows: 2_000, budget: budget, seed: 7)
    let names = plans.map(\.name)
    let both = try all.suite(of: names)
    for (k, name) in names.enumerated() {
      let alone = try all.suite(of: [name])
      #expect(both.suite.chains[k].limit >= alone.suite.chains[0].limit)
      #expect(alone.achievedPerWeek < 1.5 * 20)
    }
    let ratio = try names.map { try all.suite(of: [$0]).suite.chains[0].limit }
    // One factor for all chains.
    let factors = zip(both.suite.chains, ratio).map { $0.limit / $1 }
    #expect(abs(factors[0] - factors[1]) < 1e-12 && factors[0] > 1)
    #expect(both.achievedPerWeek < 1.5 * 20, "achieved \(both.achievedPerWeek)")
    #expect(exceedingShare(both.heldBack) < 1.5 * 0.05)
  }

  @Test("nothing of a block enters the limit that its held-back scores are judged by")
  func leavesOut() throws {
    let budget = AlarmBudget(
      eventsPerWeek: 20, exceedingShare: 0.05, latch: AlarmLatch(hold: .zero, merge: .zero))
    let frame = DetectionData.noise(rows: 600, tags: 5, seed: 3)
    func heldBack(_ frame: Frame) throws -> [ScoredRows] {
      let set = TrainingSet(
        source: FrameInMemory(frame),
        ranges: TimeRanges([TimeRange(frame.times[0], frame.times[599])]),
        interval: DetectionData.interval, blocks: 6, guardRows: 5)
      let context = TrainingContext(
        tags: frame.tags, interval: DetectionData.interval, pilot: [0, 0, 0, 0, 0],
        floor: [0, 0, 0, 0, 0])
      let plans = [try plan("mahalanobis"), try plan("pca-residual", [("variance", "0.5")])]
      return try SuiteTrainer(set: set, context: context, budget: budget, threads: 2)
        .train(plans, progress: NoProgress()).suite(of: plans.map(\.name)).heldBack
    }
    let plain = try heldBack(frame)
    // Rows 200 to 299 are block 2: half of them change beyond recognition.
    let changed = try heldBack(frame.changing { i, _, x in (220..<270).contains(i) ? 9 * x : x })
    let kept = plain[2].times.indices.filter {
      !(220..<270).contains($0 + 201) && !(220..<270).contains($0 + 200)
    }
    #expect(kept.count > 40)
    #expect(kept.map { plain[2].scores[$0] }.bits == kept.map { changed[2].scores[$0] }.bits)
    // Everything else does change.
    #expect(plain[0].scores.bits != changed[0].scores.bits)
    #expect(plain[2].scores.bits != changed[2].scores.bits)
  }

  @Test("a chain with a natural limit keeps it, and accumulates nothing, whatever its company")
  func naturalLimit() throws {
    let budget = AlarmBudget(
      eventsPerWeek: 20, exceedingShare: 0.05, latch: AlarmLatch(hold: .zero, merge: .zero))
    let lost = ChainPlan(
      name: "missing-data", detector: try detector("missing-data"),
      accumulator: try accumulator("ewma"))
    #expect(lost.accumulator.artifact.kind == "plain")
    let all = try trained([plan("mahalanobis"), lost], budget: budget, seed: 8)
    let suite = try all.suite(of: ["mahalanobis", "missing-data"]).suite
    #expect(suite.chains[1].limit == 1)
    let alone = try all.suite(of: ["mahalanobis"]).suite
    #expect(suite.chains[0].limit == alone.chains[0].limit)
  }

  @Test("the center is the median of scores of rows that no fit has seen")
  func center() throws {
    let budget = AlarmBudget(
      eventsPerWeek: 1_000, exceedingShare: 0.05, latch: AlarmLatch(hold: .zero, merge: .zero))
    let suite = try trained([plan("mahalanobis")], budget: budget, seed: 9)
      .suite(of: ["mahalanobis"])
    let chain = suite.suite.chains[0]
    // In-sample scores of 30 tags have mean square 1; unseen ones lie above.
    #expect(chain.center > 1 && chain.center < 1.15)
    #expect(chain.center < chain.limit)
  }
}
