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
    let plans = try ["missing-data", "mahalanobis"].map { id in
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
  // The places of the candidates and their records, best first.
  private static func ranked(
    _ candidates: [DefaultCandidate], _ traces: [HandmadeTrace], threads: Int = 1
  ) throws -> [(index: Int, record: CandidateRecord)] {
    try DefaultChoice(
      trained: try HandmadePlant.trained(), shelf: try HandmadeTrace.shelf(traces),
      threads: threads
    ).ranked(candidates, progress: NoProgress())
  }

  private static func candidate(
    _ chain: String, _ policy: AlarmPolicy? = nil
  ) throws -> DefaultCandidate {
    DefaultCandidate(chains: [chain], policy: try policy ?? HandmadePlant.policy())
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

  @Test("a candidate that alarms on untouched simulated time has its limit raised")
  func raisedLimit() throws {
    let attack = HandmadeTrace(shift: 25)
    let candidates = [try Self.candidate("mahalanobis")]
    // Rows of their own in which nothing happens, or in which the twin is as wrong as the attack is large.
    func quiet(_ shift: Double) -> [HandmadeTrace] {
      (0..<6).map { _ in
        HandmadeTrace(rows: 400, tampered: nil, shift: shift, shifted: 100..<300)
      }
    }
    let honest = try Self.ranked(candidates, [attack] + quiet(0))
    #expect(honest.map(\.record.caught) == [1])
    #expect(honest.map(\.record.total) == [1])
    #expect(honest[0].record.score == 1)
    #expect(honest[0].record.medianTimeToDetect == .zero)
    let flattered = try Self.ranked(candidates, [attack] + quiet(26))
    #expect(flattered.map(\.record.caught) == [0])
    #expect(flattered[0].record.score == 0)
    #expect(flattered[0].record.medianTimeToDetect == nil)
  }

  @Test(
    "of what is within one standard error of the best the first combination is chosen; what is not stands behind"
  )
  func oneStandardError() throws {
    // Silence is seen by one, some rows after it began; a shift by the other, at once.
    let silence = HandmadeTrace(name: "silence", tampered: 50..<80, shift: .nan)
    let shift = HandmadeTrace(name: "shift", tampered: 50..<80, shift: 30)
    let (lost, shifted) = (
      try Self.candidate("missing-data"), try Self.candidate("mahalanobis")
    )
    // Scores 0.8 and 0 against 0 and 1: a mean difference of 0.1, its standard error 0.64.
    let few = try Self.ranked([lost, shifted], [silence, shift])
    #expect(few.map(\.index) == [0, 1])
    #expect(few.map(\.record.isNearBest) == [true, true])
    #expect(few[0].record.score < few[1].record.score)
    #expect(try Self.ranked([shifted, lost], [silence, shift]).map(\.index) == [0, 1])
    // Scores of ten shifts more: no chance decides that.
    let many = try Self.ranked(
      [lost, shifted], [silence] + [HandmadeTrace](repeating: shift, count: 10))
    #expect(many.map(\.index) == [1, 0])
    #expect(many.map(\.record.isNearBest) == [true, false])
    #expect(many.map(\.record.caught) == [10, 1])
    #expect(many.map(\.record.total) == [11, 11])
  }

  @Test("within one combination the best policy is taken, of equal ones the first")
  func policies() throws {
    let slow = try HandmadePlant.policy("causal-mean", rows: 48)
    let long = try HandmadePlant.policy(hold: 12)
    let short = try HandmadePlant.policy(hold: 3)
    let candidates = try [slow, long, short].map { try Self.candidate("mahalanobis", $0) }
    let traces = [HandmadeTrace](repeating: HandmadeTrace(shift: 6), count: 4)
    let ranked = try Self.ranked(candidates, traces)
    #expect(ranked.map(\.index) == [1, 2, 0])
    #expect(ranked.map(\.record.accumulator) == ["plain", "plain", "causal-mean (rows 48)"])
    #expect(ranked.map(\.record.hold) == [.hours(12), .hours(3), .hours(3)])
    let scores = try Self.ranked(candidates, traces, threads: 2).map(\.record.score)
    #expect(scores == ranked.map(\.record.score))
  }

  @Test("where nothing fired the first candidate is chosen, and nothing is claimed of it")
  func nothingFired() throws {
    let candidates = [try Self.candidate("mahalanobis"), try Self.candidate("missing-data")]
    let ranked = try Self.ranked(candidates, [HandmadeTrace(tampered: nil)])
    #expect(ranked.map(\.index) == [0, 1])
    #expect(ranked.map(\.record.total) == [0, 0])
    #expect(ranked.map(\.record.score) == [0, 0])
    #expect(try Self.ranked([], [HandmadeTrace()]).isEmpty)
  }
}
