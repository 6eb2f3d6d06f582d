import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("A judge that was shown attacks")
struct AttackClassifierTests {
  private static let tags = 5
  private static let training = DetectionData.plant(rows: 1_500, tags: tags, seed: 1, noise: 0.2)

  /// 90 rows, of which 40 to 69 have a tag moved by `size` of its own units; every row the twin's error.
  private static func trace(
    _ seed: UInt64, tag: Int, size: Double, error: Double = 0
  ) -> LabelledTrace {
    let frame = DetectionData.plant(
      rows: 90, tags: tags, seed: seed, from: 10_000 * Int(seed), noise: 0.2
    ).changing { i, j, value in
      value + (j == tag && (40..<70).contains(i) ? size * (1 + Double(j % 4)) : 0)
        + (j == 4 ? error : 0)
    }
    return LabelledTrace(
      frame: frame,
      labels: (0..<90).map { $0 < 40 ? .normal : $0 < 70 ? .attack : .unknown })
  }

  /// Two attacks on each of the first three tags, up and down.
  private static func traces(error: Double = 0) -> [LabelledTrace] {
    (0..<6).map { k in
      trace(20 + UInt64(k), tag: k % 3, size: k < 3 ? 1.5 : -1.5, error: error)
    }
  }

  private static func context(_ traces: [LabelledTrace]) -> TrainingContext {
    TrainingContext(
      tags: training.tags, interval: DetectionData.interval, pilot: training.values.row(0),
      floor: [Double](repeating: 1e-4, count: tags), traces: traces)
  }

  private func fit(
    _ settings: [(String, String)] = [("rounds", "60")], traces: [LabelledTrace]? = nil
  ) throws -> any DetectorModel {
    let context = Self.context(traces ?? Self.traces())
    func fitted<D: Detector>(_ detector: D) throws -> any DetectorModel {
      var statistic = detector.emptyStatistic(context)
      statistic.accumulate(Self.training, context: 0)
      return try detector.model(from: statistic, context)
    }
    return try fitted(detector("attack-classifier", settings))
  }

  /// How well the scores tell attacked rows of a trace from normal ones.
  private static func area(_ model: any DetectorModel, _ trace: LabelledTrace) throws -> Double {
    let all = scores(model, trace.frame)
    let known = all.indices.filter { all[$0].isFinite && trace.labels[$0] != .unknown }
    return try #require(
      ROCArea.of(known.map { all[$0] }, isPositive: known.map { trace.labels[$0] == .attack }))
  }

  @Test("attacks of the kinds that it was shown score above normal time, on rows that it never saw")
  func learns() throws {
    let model = try fit()
    for tag in 0..<3 {
      let area = try Self.area(model, Self.trace(90 + UInt64(tag), tag: tag, size: 1.5))
      #expect(area > 0.9, "tag \(tag): \(area)")
    }
  }

  @Test("what the twin does otherwise than the plant does not hide attacks on the plant")
  func twinError() throws {
    // Tag 4 of every simulated row is off by three of its units, attacked or not; the plant's is not.
    let model = try fit(traces: Self.traces(error: 3))
    for tag in 0..<3 {
      let area = try Self.area(model, Self.trace(70 + UInt64(tag), tag: tag, size: 1.5))
      #expect(area > 0.9, "tag \(tag): \(area)")
    }
  }

  @Test("the score is the contract's in plain loops, with gaps and missing cells", arguments: 1...3)
  func contract(_ seed: UInt64) throws {
    let model = try fit([("rounds", "40"), ("window", "7"), ("lags", "3")])
    var generator = SeededGenerator(root: seed, stage: "damage")
    var frame = DetectionData.plant(rows: 300, tags: Self.tags, seed: 40 + seed, noise: 0.4)
      .changing { i, _, value in i == 60 || generator.uniform() < 0.1 ? .nan : value }
    frame.times[200] = frame.times[199]
    frame = frame.selectingRows(Array(0..<100) + Array(109..<300))
    var naive = NaiveSuite(
      ModelArtifact(
        kind: "suite", numbers: ["interval-ns": Double(DetectionData.interval.nanoseconds)],
        lists: ["tags": frame.tags.map(\.id)],
        parts: [
          ModelArtifact(
            kind: "chain", numbers: ["limit": 1, "center": 0],
            parts: [model.artifact, ModelArtifact(kind: "plain")])
        ]))
    let wanted = zip(frame.rowLists, frame.times).map { naive.score($0, at: $1.nanoseconds).score }
    let got = scores(model, frame)
    #expect(zip(got, wanted).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN })
    #expect(Set(got.filter { $0.isFinite }).count > 50 && got.contains { $0.isNaN })
  }

  @Test("the tag that is moved has the largest share, and what was foreseen of it is not moved")
  func explains() throws {
    let model = try fit()
    for tag in 0..<3 {
      let moved = Self.trace(80 + UInt64(tag), tag: tag, size: 1.5).frame
      let plain = Self.trace(80 + UInt64(tag), tag: tag, size: 0).frame
      let explanation = try #require(model.scorer().explain(moved))
      let shares = (0..<Self.tags).map { j in
        (40..<70).reduce(0.0) { $0 + explanation.shares[$1, j] }
      }
      #expect(shares.indices.max { shares[$0] < shares[$1] } == tag, "tag \(tag): \(shares)")
      // The rows before the first that is moved are the same; its own differ, so do the last bits.
      let untouched = try #require(model.scorer().explain(plain))
      let distance = explanation.expected.row(40).relativeDistance(
        to: untouched.expected.row(40))
      #expect(distance < 1e-12)
    }
  }

  @Test("a row beyond all bounds scores what the trees can give at most")
  func bounded() throws {
    let model = try fit()
    let values = try #require(model.artifact.arrays["tree-value"]).values
    let sizes = try #require(model.artifact.arrays["tree-nodes"]).values
    var (most, start) = (0.0, 0)
    for size in sizes {
      most += values[start..<start + Int(size)].max() ?? 0
      start += Int(size)
    }
    let wild = Self.training.rows(0..<50).changing { i, j, value in
      i == 20 ? (j % 2 == 0 ? .infinity : -1e308) : value
    }
    let score = scores(model, wild)[20]
    #expect(score > 0 && score <= most)
  }

  @Test("'rows' bounds what is looked at, and more than there are change nothing")
  func rows() throws {
    let all = try fit([("rounds", "5")]).artifact
    #expect(try fit([("rounds", "5"), ("rows", "1000000")]).artifact == all)
    #expect(try fit([("rounds", "5"), ("rows", "100")]).artifact != all)
    #expect(all.arrays["tree-nodes"]?.values.count == 5)
  }

  @Test("traces without an attack that can be judged are refused with the numbers")
  func noAttack() throws {
    let trace = Self.trace(20, tag: 0, size: 1)
    let harmless = LabelledTrace(
      frame: trace.frame, labels: trace.labels.map { $0 == .attack ? .unknown : $0 })
    let fault = #expect(throws: Fault.self) { try fit(traces: [harmless, harmless]) }
    #expect(
      fault
        == Fault(
          .badData,
          "detector 'attack-classifier' needs rows of both labels that can be judged, got 1574 "
            + "normal and 0 attacked ones in 2 traces",
          hint: "give the campaign more attacks, or longer ones"))
  }

  @Test("a damaged artifact is refused with what is wrong")
  func damaged() throws {
    let artifact = try fit([("rounds", "2")]).artifact
    func problem(_ change: (inout ModelArtifact) -> Void) -> String? {
      var damaged = artifact
      change(&damaged)
      let fault = #expect(throws: Fault.self) {
        try Detectors.restore(
          damaged, tags: Self.training.tags, interval: DetectionData.interval)
      }
      return fault?.problem
    }
    #expect(
      problem { $0.numbers["window"] = 1_001 }
        == "model 'attack-classifier': 'window' must be from 1 to 1000, got 1001")
    #expect(
      problem { $0.arrays["tree-base"] = .init([-1]) }
        == "model 'attack-classifier': base and leaves must be at least 0, got -1.0")
    #expect(
      problem {
        $0.arrays["innovation-covariance"] = .init(
          shape: [5, 5], values: [Double](repeating: 0, count: 25))
      } == "the residual variance of tag 0 must be > 0, got 0.0")
  }

  @Test(
    "in a suite it keeps the promise of false alarms, and the suite travels through its artifact")
  func suite() throws {
    let set = TrainingSet(
      source: FrameInMemory(Self.training),
      ranges: TimeRanges([TimeRange(Self.training.times[0], Self.training.times[1_499])]),
      interval: DetectionData.interval, blocks: 3, guardRows: 20)
    var none = Fields(.empty, problems: Problems())
    let trainer = SuiteTrainer(
      set: set, context: Self.context(Self.traces()), budget: AlarmBudget(&none), threads: 2)
    let plans = try ["var-innovations", "attack-classifier"].map { id in
      ChainPlan(
        name: id, detector: try detector(id, id == "attack-classifier" ? [("rounds", "30")] : []),
        accumulator: try accumulator("plain"))
    }
    let trained = try trainer.train(plans, progress: NoProgress())
      .suite(of: plans.map(\.name))
    // 1,500 rows are a week and a half; one false alarm a week is promised.
    #expect(trained.achievedPerWeek <= 3)
    let again = try Suite(artifact: trained.suite.artifact, tags: Self.training.tags)
    let trace = Self.trace(95, tag: 1, size: 1.5).frame
    var (first, second) = (trained.suite.scorer(), again.scorer())
    let scores = first.score(trace)
    #expect(second.score(trace).scores.bits == scores.scores.bits)
    #expect(scores.chains[1][40..<70].contains { $0 > 1 })
  }
}
