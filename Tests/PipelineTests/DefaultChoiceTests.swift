import Detection
import Diagnostics
import Foundation
import Learning
import LinearAlgebra
import Pipeline
import Telemetry
import TestSupport
import Testing

/// A simulated trace of three tags made by hand: normal rows, changed where something was tampered with.
struct HandmadeTrace {
  var kind = "attack"
  var name = "shift"
  var rows = 100
  /// The rows that are tampered with; nil where the trigger never fired.
  var tampered: Range<Int>? = 50..<60
  /// What is added to the first tag in these rows; NaN loses it.
  var shift = 0.0
  /// The rows to which it is added; nil: those that are tampered with.
  var shifted: Range<Int>?

  private struct Record: Encodable {
    var id: String
    var file: String
    var kind: String
    var name: String
    var asset = "T0"
    var what = "T0 is told wrong"
    var scenario = "T0856-0001"
    var sizeClass = "large"
    var isConcealed = false
    var isInjected = false
    var steps: [String] = []
    var effects: [String] = []
    var span: TimeRange
    var tampered: TimeRange?
    var falsified = ["T0"]
  }
  private struct Quality: Encodable {
    var (traces, readBack, brokenValues, leaking) = (0, 0, 0, 0)
    var (withoutEffect, attacks, pairs, repeated) = (0, 0, 0, 0)
  }
  private struct Result: Encodable {
    var traces: [Record]
    var techniques: [String] = []
    var quality = Quality()
    var notices: [String] = []
  }

  private func frame(_ number: Int) -> Frame {
    let changed = shifted ?? tampered ?? 0..<0
    return DetectionData.plant(rows: rows, tags: 3, seed: UInt64(100 + number))
      .changing { i, j, value in j == 0 && changed.contains(i) ? value + shift : value }
  }

  /// Loads traces from files as a simulation leaves them.
  static func shelf(_ traces: [HandmadeTrace]) throws -> TraceShelf {
    let folder = try TemporaryFolder()
    var store = try StoreWriter(
      folder: folder.file("traces"), plant: "handmade", tags: DetectionData.tags(3), hasUnits: true)
    let records = try traces.enumerated().map { number, trace in
      var frame = trace.frame(number)
      frame.units = UnitColumn(
        names: ["\(number)"], codes: [Int32](repeating: 0, count: frame.count))
      try store.add(
        frame,
        source: StoreManifest.SourceFile(
          name: "\(number)", bytes: 0, sha256: "", rowsRead: frame.count, rowsStored: frame.count))
      return Record(
        id: "\(number)", file: "", kind: trace.kind, name: trace.name,
        span: TimeRange(frame.times[0], frame.times[frame.count - 1]),
        tampered: trace.tampered.map {
          TimeRange(frame.times[$0.lowerBound], frame.times[$0.upperBound - 1])
        })
    }
    try store.commit(sampleInterval: DetectionData.interval)
    let result = try JSONDecoder().decode(
      SimulateResult.self, from: try JSONEncoder().encode(Result(traces: records)))
    return try TraceShelf(
      result, folder: folder.path, tags: DetectionData.tags(3), interval: DetectionData.interval,
      threads: 2)
  }
}

/// Detectors fitted to four weeks of the plant that traces are made of.
enum HandmadePlant {
  static func made<Product>(_ catalog: Catalog<Product>, _ id: String, _ rows: Int? = nil) throws
    -> Product
  {
    var entries = [
      Settings.Entry(key: "use", place: Place(), value: Settings(.scalar(id, quoted: false)))
    ]
    if let rows {
      let value = Settings(.scalar("\(rows)", quoted: false))
      entries.append(Settings.Entry(key: "rows", place: Place(), value: value))
    }
    let problems = Problems()
    let made = catalog.make(Settings(.mapping(entries)), problems: problems)
    try problems.throwIfAny()
    return try #require(made)
  }

  static func policy(
    _ accumulator: String = "plain", rows: Int? = nil, hold: Double = 3, falsePerWeek: Double = 1
  ) throws
    -> AlarmPolicy
  {
    AlarmPolicy(
      accumulator: try made(Accumulators.catalog, accumulator, rows),
      budget: AlarmBudget(
        eventsPerWeek: falsePerWeek, exceedingShare: 0.005,
        latch: AlarmLatch(hold: .hours(hold), merge: .hours(hold))))
  }

  static func trained() throws -> SuiteTrainer.Trained {
    let frame = DetectionData.plant(rows: 4_032, tags: 3, seed: 1)
    let set = TrainingSet(
      source: FrameInMemory(frame),
      ranges: TimeRanges([TimeRange(frame.times[0], frame.times[frame.count - 1])]),
      interval: DetectionData.interval, blocks: 4, guardRows: 40)
    let policy = try policy()
    let plans = try ["missing-data", "mahalanobis", "var-innovations", "mewma"].map { id in
      ChainPlan(
        name: id, detector: try made(Detectors.catalog, id), accumulator: policy.accumulator)
    }
    return try SuiteTrainer(
      set: set,
      context: TrainingContext(
        tags: frame.tags, interval: DetectionData.interval, pilot: frame.values.row(0),
        floor: [1e-4, 1e-4, 1e-4]), budget: policy.budget, threads: 2
    ).train(plans, progress: NoProgress())
  }
}

@Suite("What simulated attacks choose")
struct DefaultChoiceTests {
  private static func search(
    _ pool: DefaultPool, _ traces: [HandmadeTrace], threads: Int = 1
  ) throws -> DefaultChoice.Outcome {
    try DefaultChoice(
      trained: try HandmadePlant.trained(), shelf: try HandmadeTrace.shelf(traces),
      threads: threads
    ).search(pool, progress: NoProgress())
  }

  private static func pool(
    _ fused: [String], beside: [String] = [], always: [String] = [],
    accumulators: [(String, Int?)] = [("plain", nil)], holds: [Double] = [3]
  ) throws -> DefaultPool {
    DefaultPool(
      fused: fused, beside: beside, always: always,
      accumulators: try accumulators.map { try HandmadePlant.policy($0.0, rows: $0.1).accumulator },
      budgets: try holds.map { try HandmadePlant.policy(hold: $0).budget })
  }

  @Test("an attack scores 1 − time to detect / length, a miss 0, anything else nothing")
  func scores() throws {
    let traces = try HandmadeTrace.shelf([
      HandmadeTrace(), HandmadeTrace(kind: "look-alike"), HandmadeTrace(tampered: nil),
    ]).traces
    let silent = [Double](repeating: 0.5, count: 100)
    var alarms = [Bool](repeating: false, count: 100)
    #expect(DefaultChoice.firstCaught(traces[0], scores: silent, alarms: alarms) == nil)
    #expect(DefaultChoice.score(traces[0], scores: silent, alarms: alarms) == 0)
    for row in 53..<80 { alarms[row] = true }
    #expect(DefaultChoice.firstCaught(traces[0], scores: silent, alarms: alarms) == 53)
    #expect(DefaultChoice.score(traces[0], scores: silent, alarms: alarms) == 0.7)
    #expect(DefaultChoice.score(traces[1], scores: silent, alarms: alarms) == nil)
    #expect(DefaultChoice.score(traces[2], scores: silent, alarms: alarms) == nil)
    #expect(DefaultChoice.firstCaught(traces[2], scores: silent, alarms: alarms) == nil)
    // After the last tampered row is too late.
    alarms = (0..<100).map { $0 >= 60 }
    #expect(DefaultChoice.score(traces[0], scores: silent, alarms: alarms) == 0)
  }

  @Test("an alarm that stood before the attack catches it only once a row exceeds again")
  func stoodBefore() throws {
    let trace = try HandmadeTrace.shelf([HandmadeTrace()]).traces[0]
    var scores = [Double](repeating: 0.5, count: 100)
    scores[40] = 3
    let alarms = (0..<100).map { (40..<80).contains($0) }
    #expect(DefaultChoice.firstCaught(trace, scores: scores, alarms: alarms) == nil)
    scores[52] = .nan
    scores[54] = 1
    #expect(DefaultChoice.firstCaught(trace, scores: scores, alarms: alarms) == nil)
    scores[55] = 1.01
    #expect(DefaultChoice.firstCaught(trace, scores: scores, alarms: alarms) == 55)
    #expect(DefaultChoice.score(trace, scores: scores, alarms: alarms) == 0.5)
    // One that ended a row before the attack did not stand.
    let ended = (0..<100).map { (40..<49).contains($0) || (53..<80).contains($0) }
    scores[55] = 0.5
    #expect(DefaultChoice.firstCaught(trace, scores: scores, alarms: ended) == 53)
  }

  @Test(
    "a candidate that alarms on untouched simulated time has its limit raised and is less precise")
  func raisedLimit() throws {
    let attack = HandmadeTrace(shift: 25)
    let pool = try Self.pool(["mahalanobis"])
    // Rows of their own in which nothing happens, or in which the twin is as wrong as the attack is large.
    func quiet(_ shift: Double) -> [HandmadeTrace] {
      (0..<6).map { _ in
        HandmadeTrace(rows: 400, tampered: nil, shift: shift, shifted: 100..<300)
      }
    }
    let honest = try Self.search(pool, [attack] + quiet(0)).tried
    #expect(honest.map(\.caught) == [1])
    #expect(honest.map(\.total) == [1])
    #expect(honest[0].earliness == 1)
    #expect(try #require(honest[0].precision) > 0.95)
    #expect(honest[0].medianTimeToDetect == .zero)
    let flattered = try Self.search(pool, [attack] + quiet(26)).tried
    #expect(flattered.map(\.caught) == [0])
    #expect(flattered[0].earliness == 0)
    // Half of the untouched rows rank as high: π / (π + (1 − π) / 2) is 0.095.
    #expect(try #require(flattered[0].precision) < 0.12)
    #expect(flattered[0].medianTimeToDetect == nil)
  }

  @Test(
    "agreement is (TPR + TNR) / 2, rows behind the attack counting among 19 normal ones to each of its own"
  )
  func agreement() throws {
    let trace = try HandmadeTrace.shelf([HandmadeTrace()]).traces[0]
    func agreement(_ on: Range<Int>, falsely: Double = 0) -> Double {
      CandidateJudge.agreement(
        trace, alarms: (0..<100).map { on.contains($0) }, falsely: falsely)
    }
    #expect(agreement(50..<60) == 1)
    #expect(agreement(0..<0) == 0.5)
    #expect(abs(agreement(55..<60) - 0.75) < 1e-12)
    // 19 rows more than needed, of 190.
    #expect(abs(agreement(50..<79) - 0.95) < 1e-12)
    #expect(abs(agreement(50..<60, falsely: 0.1) - 0.95) < 1e-12)
  }

  @Test("half of the score is precision, a quarter each earliness and agreement")
  func scoreOfRecords() throws {
    let traces = [HandmadeTrace(shift: 6), HandmadeTrace(shift: 0), HandmadeTrace(shift: 12)]
    for record in try Self.search(try Self.pool(["mahalanobis", "mewma"]), traces).tried {
      let (early, precise) = (try #require(record.earliness), try #require(record.precision))
      let agreeing = try #require(record.agreement)
      #expect(abs(record.score - ((early + agreeing) / 2 + precise) / 2) < 1e-12)
      // Rows that rank as any other are worth the share of time that is under attack.
      #expect((0.04...1).contains(precise) && (0...1).contains(early))
    }
  }

  @Test(
    "a further detector is taken only where it adds more than one standard error, and what it adds is told"
  )
  func furtherDetectors() throws {
    // Nothing is left to add: the distance ranks every attack above all normal rows, at once.
    let plain = try Self.search(
      try Self.pool(["mahalanobis", "var-innovations"]),
      [HandmadeTrace](repeating: HandmadeTrace(tampered: 50..<80, shift: 30), count: 4))
    #expect(plain.chosen.members == [SuiteMember("mahalanobis", weight: 1)])
    #expect(plain.members.map(\.name) == ["mahalanobis"])
    // Lost values tell the distance nothing; silence is judged beside it.
    let silences = [HandmadeTrace](
      repeating: HandmadeTrace(name: "silence", tampered: 50..<80, shift: .nan), count: 6)
    let shifts = [HandmadeTrace](
      repeating: HandmadeTrace(tampered: 50..<80, shift: 30), count: 6)
    let both = try Self.search(
      try Self.pool(["mahalanobis"], beside: ["missing-data"]), silences + shifts)
    #expect(both.chosen.members.map(\.name) == ["mahalanobis", "missing-data"])
    #expect(both.tried[0].caught == 12 && both.tried[0].total == 12)
    #expect(both.tried[0].weights == [0, 1])
    #expect(both.members.map(\.catches) == [6, 6])
    #expect(both.members.allSatisfy { $0.adds > 0.2 })
    // One that is always there is no member that could be left out.
    let always = try Self.search(
      try Self.pool(["mahalanobis"], always: ["missing-data"]), silences + shifts)
    #expect(always.members.map(\.name) == ["mahalanobis"])
    #expect(always.chosen.members.map(\.name) == ["mahalanobis", "missing-data"])
  }

  @Test("of detectors that chance does not tell apart the first in the list is taken")
  func oneStandardError() throws {
    let traces = [HandmadeTrace](
      repeating: HandmadeTrace(tampered: 50..<80, shift: 30), count: 5)
    for order in [["mahalanobis", "var-innovations"], ["var-innovations", "mahalanobis"]] {
      let outcome = try Self.search(try Self.pool(order), traces)
      let near = outcome.tried.filter { $0.chains.count == 1 && $0.isNearBest }.flatMap(\.chains)
      #expect(outcome.chosen.members.first?.name == order.first { near.contains($0) })
      #expect(outcome.tried[0].isNearBest)
    }
  }

  @Test("the best policy is taken, of equal ones the first, whatever the threads")
  func policies() throws {
    let pool = try Self.pool(
      ["mahalanobis"], accumulators: [("causal-mean", 48), ("plain", nil)], holds: [12, 3])
    let traces = [HandmadeTrace](repeating: HandmadeTrace(shift: 6), count: 4)
    let outcome = try Self.search(pool, traces)
    #expect(outcome.tried.map(\.accumulator).prefix(2) == ["plain", "plain"])
    #expect(outcome.tried.map(\.hold).prefix(2) == [.hours(3), .hours(12)])
    #expect(outcome.chosen.policy.accumulatorText == "plain")
    // An alarm of 12 hours outlasts an attack of 100 minutes.
    #expect(outcome.chosen.policy.budget.latch.hold == .hours(3))
    // Each once: the chain under two accumulators, then three more with the other hold or accumulator.
    #expect(outcome.tried.count == 5)
    #expect(zip(outcome.tried, outcome.tried.dropFirst()).allSatisfy { $0.score >= $1.score })
    #expect(
      try Self.search(pool, traces, threads: 2).tried.map(\.score) == outcome.tried.map(\.score))
  }

  @Test("where nothing fired the first of everything is chosen, and nothing is claimed of it")
  func nothingFired() throws {
    let outcome = try Self.search(
      try Self.pool(["mahalanobis", "mewma"], holds: [12, 3]), [HandmadeTrace(tampered: nil)])
    #expect(outcome.chosen.members == [SuiteMember("mahalanobis", weight: 1)])
    #expect(outcome.chosen.policy.budget.latch.hold == .hours(12))
    #expect(outcome.tried.allSatisfy { $0.total == 0 && $0.score == 0 })
    #expect(outcome.members.map(\.adds) == [0])
  }
}
