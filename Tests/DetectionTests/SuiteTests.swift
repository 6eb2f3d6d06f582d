import Detection
import Diagnostics
import Learning
import LinearAlgebra
import Telemetry
import TestSupport
import Testing

@Suite("Suites of chains")
struct SuiteTests {
  /// Six weeks of a plant with six tags and what a suite trained on it needs.
  private struct Plant {
    let frame: Frame
    let set: TrainingSet
    let context: TrainingContext

    init(rows: Int = 2_400, tags: Int = 6, seed: UInt64 = 1, ranges: [ClosedRange<Int>]? = nil) {
      let frame = DetectionData.plant(rows: rows, tags: tags, seed: seed)
      self.frame = frame
      let stretches = (ranges ?? [0...rows - 1]).map {
        TimeRange(frame.times[$0.lowerBound], frame.times[$0.upperBound])
      }
      set = TrainingSet(
        source: FrameInMemory(frame), ranges: TimeRanges(stretches),
        interval: DetectionData.interval, blocks: 4, guardRows: 30)
      context = TrainingContext(
        tags: frame.tags, interval: DetectionData.interval, pilot: frame.values.row(0),
        floor: [Double](repeating: 1e-4, count: tags))
    }

    func train(
      _ plans: [ChainPlan], budget: AlarmBudget = SuiteTests.budget, threads: Int = 1
    ) throws -> SuiteTrainer.Trained {
      try SuiteTrainer(set: set, context: context, budget: budget, threads: threads)
        .train(plans, progress: NoProgress())
    }
  }

  private static let budget = AlarmBudget(
    eventsPerWeek: 3, exceedingShare: 0.02, latch: AlarmLatch(hold: .hours(2), merge: .hours(2)))

  private static func plans() throws -> [ChainPlan] {
    [
      ChainPlan(
        name: "pca", detector: try detector("pca-residual", [("variance", "0.8")]),
        accumulator: try accumulator("ewma")),
      ChainPlan(
        name: "var", detector: try detector("var-innovations"),
        accumulator: try accumulator("causal-mean")),
      ChainPlan(
        name: "lost", detector: try detector("missing-data"),
        accumulator: try accumulator("ewma")),
    ]
  }

  private let attacked: Frame = {
    var generator = SeededGenerator(seed: 9)
    let frame = DetectionData.plant(rows: 400, tags: 6, seed: 2, from: 3_000).changing {
      i, j, value in
      if generator.uniform() < 0.01 { return .nan }
      return (200..<220).contains(i) && j == 3 ? value + 30 : value
    }
    return frame.selectingRows(Array(0..<50) + Array(60..<400))
  }()

  @Test("rows handed over one at a time give the bits of the whole, alarms too")
  func cuts() throws {
    let suite = try Plant().train(Self.plans()).suite(of: ["pca", "var", "lost"]).suite
    var whole = suite.scorer()
    let all = whole.score(attacked)
    #expect(all.alarms.contains(true) && all.alarms.contains(false))
    for size in [1, 7, 64] {
      var scorer = suite.scorer()
      var scores: [Double] = []
      var alarms: [Bool] = []
      var chains = suite.chains.map { _ in [Double]() }
      for from in stride(from: 0, to: attacked.count, by: size) {
        let part = scorer.score(attacked.rows(from..<min(from + size, attacked.count)))
        scores += part.scores
        alarms += part.alarms
        for (k, chain) in part.chains.enumerated() { chains[k] += chain }
      }
      #expect(scores.bits == all.scores.bits)
      #expect(alarms == all.alarms)
      for (a, b) in zip(chains, all.chains) { #expect(a.bits == b.bits) }
    }
  }

  @Test(
    "the score is the largest chain's, NaN only where no chain could score; alarms are the latch's")
  func combines() throws {
    let suite = try Plant().train(Self.plans()).suite(of: ["pca", "var"]).suite
    let frame = attacked.changing { i, _, value in i == 30 ? .nan : value }
    var scorer = suite.scorer()
    let output = scorer.score(frame)
    var latch = suite.latch
    for i in 0..<frame.count {
      let known = output.chains.map { $0[i] }.filter { !$0.isNaN }
      #expect(
        known.max()?.bitPattern == (output.scores[i].isNaN ? nil : output.scores[i].bitPattern))
      #expect(output.alarms[i] == latch.next(frame.times[i], exceeds: output.scores[i] > 1))
    }
    #expect(output.scores[30].isNaN)
    // The first row has no lags, but the other chain scores it.
    #expect(output.chains[1][0].isNaN && !output.scores[0].isNaN)
    #expect(output.alarms[200..<216].contains(true))
  }

  @Test("explaining does not move the state on")
  func explains() throws {
    let suite = try Plant().train(Self.plans()).suite(of: ["pca", "var"]).suite
    var plain = suite.scorer()
    var asked = suite.scorer()
    let first = asked.score(attacked.rows(0..<100))
    #expect(first.scores.bits == plain.score(attacked.rows(0..<100)).scores.bits)
    #expect(asked.explain(attacked.rows(100..<200)).count == 2)
    let later = attacked.rows(100..<200)
    #expect(asked.score(later).scores.bits == plain.score(later).scores.bits)
  }

  @Test("an artifact restores the suite, bit for bit")
  func restores() throws {
    let suite = try Plant().train(Self.plans()).suite(of: ["pca", "var", "lost"]).suite
    let again = try Detection.Suite(artifact: suite.artifact, tags: suite.tags)
    #expect(again.artifact == suite.artifact)
    #expect(again.interval == suite.interval && again.latch == suite.latch)
    #expect(again.chains.map(\.name) == ["pca", "var", "lost"])
    var a = suite.scorer()
    var b = again.scorer()
    #expect(a.score(attacked).scores.bits == b.score(attacked).scores.bits)
  }

  @Test("a damaged suite is refused with the offending value")
  func damaged() throws {
    let suite = try Plant().train(Self.plans()).suite(of: ["pca"]).suite
    func problem(_ tags: [Telemetry.Tag]? = nil, _ change: (inout ModelArtifact) -> Void) -> String?
    {
      var artifact = suite.artifact
      change(&artifact)
      return #expect(throws: Fault.self) {
        try Detection.Suite(artifact: artifact, tags: tags ?? suite.tags)
      }?.problem
    }
    #expect(problem { $0.kind = "zoo" } == "expected a model of kind 'suite', got 'zoo'")
    #expect(
      problem(DetectionData.tags(5)) { _ in }
        == "the model was fitted to 6 tags, others than the 5 given")
    #expect(
      problem { $0.numbers["interval-ns"] = 0 }
        == "the model's sample interval must be > 0, got 0s, and it needs at least one chain, got 1"
    )
    #expect(
      problem { $0.parts = [] }
        == "the model's sample interval must be > 0, got 10min, and it needs at least one chain, got 0"
    )
    #expect(
      problem { $0.parts[0].parts = [] }
        == "a model part must be a chain of detector, accumulator and perhaps evidence")
    let text = "a chain's limit must be finite and > 0, got "
    #expect(
      problem { $0.parts[0].numbers["limit"] = 0 }?.hasPrefix(text + "0.0, and its center") == true)
    #expect(
      problem { $0.parts[0].numbers["limit"] = .infinity }?.hasPrefix(text + "inf") == true)
    #expect(
      problem { $0.parts[0].numbers["center"] = .nan }?.hasSuffix("and its center finite, got nan")
        == true)
    // The longest interval a file can say neither traps nor scores across.
    var longest = suite.artifact
    longest.numbers["interval-ns"] = 0x1p62
    var scorer = try Detection.Suite(artifact: longest, tags: suite.tags).scorer()
    #expect(scorer.score(attacked).scores.count == attacked.count)
  }

  @Test("one thread and two give the same bits: models, limits and held-back scores")
  func threads() throws {
    let plant = Plant(rows: 900)
    let one = try plant.train(Self.plans(), threads: 1).suite(of: ["pca", "var", "lost"])
    let two = try plant.train(Self.plans(), threads: 2).suite(of: ["pca", "var", "lost"])
    #expect(one.suite.artifact == two.suite.artifact)
    for (a, b) in zip(one.heldBack, two.heldBack) {
      #expect(a.scores.bits == b.scores.bits)
      #expect(a.times == b.times)
    }
  }

  @Test("held-back rows are the normal rows, each once")
  func heldBackRows() throws {
    let plant = Plant(rows: 900, ranges: [0...299, 350...899])
    let trained = try plant.train(Self.plans()).suite(of: ["pca"])
    let times = plant.frame.times
    #expect(trained.heldBack.flatMap(\.times) == Array(times[0...299] + times[350...899]))
    let weeks = trained.heldBack.reduce(0) { $0 + $1.weeks }
    #expect(abs(weeks - 850.0 / 1_008) < 1e-12)
  }

  @Test("what is left out of the normal time is no loss of data")
  func leftOutIsNotLost() throws {
    let plant = Plant(rows: 900, ranges: [0...299, 400...899])
    let trained = try plant.train(Self.plans()).suite(of: ["lost"])
    #expect(trained.heldBack.flatMap(\.scores).max() == 0)
    #expect(trained.achievedPerWeek == 0)
    // Rows that are really absent inside normal time count, and are tolerated twice.
    let gappy = plant.frame.selectingRows(Array(0..<100) + Array(120..<900))
    let set = TrainingSet(
      source: FrameInMemory(gappy),
      ranges: TimeRanges([TimeRange(gappy.times[0], gappy.times[879])]),
      interval: DetectionData.interval, blocks: 4, guardRows: 30)
    let suite = try SuiteTrainer(set: set, context: plant.context, budget: Self.budget, threads: 1)
      .train(Self.plans(), progress: NoProgress()).suite(of: ["lost"])
    #expect(
      suite.suite.artifact.parts[0].parts[0].arrays["tolerated"]?.values
        == [Double](repeating: 40, count: 6))
    // Block 0 was scored by models that never saw its gap: 20 rows lost of 6 tolerated.
    #expect(suite.heldBack.flatMap(\.scores).max() == 20.0 / 6)
  }

  @Test("a name without a plan, or none, is a fault")
  func unknownNames() throws {
    let trained = try Plant(rows: 900).train(Self.plans())
    let fault = #expect(throws: Fault.self) { try trained.suite(of: ["pca", "vars"]) }
    #expect(
      fault?.description == """
        error: unknown chain 'vars'
          hint: did you mean 'var'? known: lost, pca, var
        """)
    let none = #expect(throws: Fault.self) { try trained.suite(of: [String]()) }
    #expect(none?.problem == "a suite needs at least one chain, got none")
  }

  @Test("normal time that is empty or too short is a fault at its detector, never a trap")
  func tooShort() throws {
    for ranges in [[3...3], [0...20], [0...40]] {
      let fault = #expect(throws: Fault.self) {
        try Plant(rows: 100, ranges: ranges).train(Self.plans())
      }
      #expect(fault?.place?.path == "detector pca")
      #expect(fault?.kind == .badData)
    }
    let plant = Plant(rows: 100)
    let nothing = TrainingSet(
      source: FrameInMemory(plant.frame), ranges: TimeRanges(), interval: DetectionData.interval,
      blocks: 4, guardRows: 3)
    for plans in [try Self.plans(), [try Self.plans()[2]]] {
      let trainer = SuiteTrainer(
        set: nothing, context: plant.context, budget: Self.budget, threads: 1)
      if plans.count == 1 {
        let suite = try trainer.train(plans, progress: NoProgress()).suite(of: ["lost"])
        #expect(suite.achievedPerWeek.isNaN)
      } else {
        #expect(throws: Fault.self) { try trainer.train(plans, progress: NoProgress()) }
      }
    }
  }
}
