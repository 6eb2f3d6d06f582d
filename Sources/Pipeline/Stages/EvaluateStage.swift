internal import Detection
internal import Diagnostics
internal import Evaluation
internal import LinearAlgebra
internal import ModelFiles
package import Telemetry

/// What evaluation leaves behind for the gate and the report.
struct EvaluateResult: Codable, Sendable {
  /// One judged suite.
  struct SuiteEvaluation: Codable, Sendable {
    var name: String
    var result: EvaluationResult
  }

  /// From the first scored row to now.
  var scored: TimeRange
  /// The judged part.
  var judged: TimeRange
  /// The events to be found.
  var events: [PlantEvent]
  /// The suites in the order of training; the first is deployed.
  var suites: [SuiteEvaluation]
  /// Uniformly random scores at the same alarm budget; nil without labelled events.
  var random: RandomControlResult?
  /// The deployed suite's alarms over the scored time, oldest first.
  var alarms: [AlarmRecord]
  /// How the deployed suite did on simulated attacks; nil where none were simulated.
  var simulated: RehearsalResult?
  /// How often the right technique is told of simulated attacks; nil where too few alarmed.
  var attribution: TechniqueStudy?
  /// What a person should know.
  var notices: [String]
}

/// One alarm of the deployed suite.
package struct AlarmRecord: Codable, Sendable {
  /// One tag's part in it.
  package struct TagPart: Codable, Sendable {
    var tag: String
    var share: Double
    var expected: Double?
    var seen: Double?

    package init(tag: String, share: Double, expected: Double?, seen: Double?) {
      self.tag = tag
      self.share = share
      self.expected = expected
      self.seen = seen
    }
  }

  /// The part of an asset or a controller in it.
  package struct Part: Codable, Sendable, Equatable {
    package var name: String
    /// 0 to 1.
    package var share: Double

    package init(name: String, share: Double) {
      self.name = name
      self.share = share
    }
  }

  var range: TimeRange
  /// Whether the alarm was still on at the last scored row.
  var isOpen: Bool
  /// The largest score in it; 1 = the limit.
  var peak: Double
  var peakTime: Timestamp
  /// The chain that made the peak.
  var chain: String
  /// The tags that made the score, largest share first.
  var tags: [TagPart]
  /// The elements that all of its tags hang on, a tag without one by itself, largest share first.
  var assets: [Part]
  /// The controllers that its tags hang on, largest share first.
  var controllers: [Part]
  /// What it is like of what was simulated, the likeliest first, empty where it is like none; nil where it was not
  /// compared.
  var likely: [LikelyTechnique]?
  /// The rule or relation that its peak breaks, in words; nil where the chain that made it has none.
  package var broken: String?
  /// In which no telemetry came at all, where the alarm is about that; nil for all others.
  package var silence: TimeRange?

  package init(
    range: TimeRange, isOpen: Bool, peak: Double, peakTime: Timestamp, chain: String,
    tags: [TagPart], assets: [Part] = [], controllers: [Part] = [],
    likely: [LikelyTechnique]? = nil, broken: String? = nil, silence: TimeRange? = nil
  ) {
    self.range = range
    self.isOpen = isOpen
    self.peak = peak
    self.peakTime = peakTime
    self.chain = chain
    self.tags = tags
    self.assets = assets
    self.controllers = controllers
    self.likely = likely
    self.broken = broken
    self.silence = silence
  }
}

/// Fitted suites × unseen telemetry → scores, alarms, and how good they are.
struct EvaluateStage {
  /// The scores of all suites over the scored time.
  struct Scores {
    var frame: Frame
    var outputs: [SuiteScorer.Output]
  }

  /// Judges every suite and writes `scores.arrow` into `folder`.
  static func run(
    store: Store, timeline: Timeline, trained training: StageResult<TrainResult>,
    simulated: StageResult<SimulateResult>?, folder: String, context: RunContext
  ) throws -> EvaluateResult {
    let trained = training.result
    let frame = try ModelRows.frame(store, tags: trained.tags, in: timeline.scored)
    guard frame.count > 0 else {
      throw Fault(
        .badData, "there is no telemetry to judge between \(timeline.scored)",
        hint: "set evaluate.from earlier, or ingest newer files")
    }
    let suites = try trained.suites.map { record in
      try Suite(
        artifact: try ArtifactFile.decode(
          try FileBytes.read("\(training.folder)/\(record.file)")), tags: trained.tags)
    }
    let outputs = try ParallelMap(threads: context.threads)(suites.count) { index in
      var scorer = suites[index].scorer()
      return scorer.score(frame)
    }
    let budget = context.configuration.train.budget
    var notices: [String] = []
    var evaluations: [EvaluateResult.SuiteEvaluation] = []
    var random: RandomControlResult?
    let rehearsed = try simulated.map { simulated in
      try Self.rehearsed(simulated, suite: suites[0], trained: trained, context: context)
    }
    if let taught = rehearsed?.result.taught, let total = simulated?.result.traces.count {
      notices.append(
        "\(taught) of \(total) simulated runs taught the deployed detector; figures are of the others"
      )
    }
    let alarms = AlarmExplanation(suite: suites[0], frame: frame, output: outputs[0])
      .records(like: rehearsed.flatMap { TechniqueLikeness($0.examples) })
    let attributions = AttributedAlarms(tags: trained.tags)
    for (index, record) in trained.suites.enumerated() {
      let run = try scoredRun(
        frame, outputs[index], timeline: timeline, interval: trained.interval,
        naming: attributions, alarms: index == 0 ? alarms : nil)
      if index == 0 {
        notices = run.notices.map { $0.text } + notices
        if !run.windows.isEmpty {
          random = RandomControl(
            hold: suites[0].latch.hold, merge: suites[0].latch.merge,
            falseAlarmsPerWeek: budget.eventsPerWeek
          )(run, seed: context.seed)
        }
      }
      // Intervals of the deployed suite alone: each takes as long as all of its metrics 200 times.
      let bootstrap = index == 0 && !run.windows.isEmpty ? EventBootstrap(seed: context.seed) : nil
      evaluations.append(
        EvaluateResult.SuiteEvaluation(
          name: record.name,
          result: Evaluator.evaluate(
            run, beside: random, bootstrap: bootstrap,
            schedule: context.configuration.evaluate.reporting)))
      context.listener.advance("evaluate", done: index + 1, of: trained.suites.count)
    }
    try writeScores(frame, outputs, trained: trained, to: "\(folder)/scores.arrow")
    return EvaluateResult(
      scored: timeline.scored, judged: timeline.judged, events: timeline.events,
      suites: evaluations, random: random, alarms: alarms,
      simulated: rehearsed?.result,
      attribution: rehearsed.flatMap { TechniqueLikeness.study($0.examples) }, notices: notices)
  }

  // How the suite did on simulated runs that taught it nothing, and what its alarms there look like.
  private static func rehearsed(
    _ simulated: StageResult<SimulateResult>, suite: Suite, trained: TrainResult,
    context: RunContext
  ) throws -> (result: RehearsalResult, examples: [TechniqueLikeness.Example]) {
    let shelf = try TraceShelf(
      simulated.result, folder: simulated.folder, tags: trained.tags,
      interval: trained.interval, threads: context.threads)
    let unseen = shelf.unseen(by: suite)
    let rehearsal = Rehearsal(suite: suite, shelf: unseen, threads: context.threads)
    let outputs = try rehearsal.outputs()
    var result = try rehearsal.result(outputs, techniques: simulated.result.techniques)
    let taught = shelf.traces.count - unseen.traces.count
    if taught > 0 { result.taught = taught }
    return (
      result, try rehearsal.examples(outputs, techniques: simulated.result.techniques)
    )
  }

  private static func scoredRun(
    _ frame: Frame, _ output: SuiteScorer.Output, timeline: Timeline, interval: TimeSpan,
    naming: AttributedAlarms, alarms: [AlarmRecord]?
  ) throws(Fault) -> ScoredRun {
    let leftOut = TimeRanges(timeline.leftOut.map(\.range))
    let windows = timeline.events.enumerated().map { index, event in
      LabelledWindow(
        id: "\(index + 1)", range: event.range, concerns: naming.concerns(of: event))
    }
    let inWindow = TimeRanges(timeline.events.map(\.range))
    let ignored = frame.times.map { time in
      !timeline.judged.contains(time) || leftOut.contains(time) && !inWindow.contains(time)
    }
    return try ScoredRun(
      times: frame.times, scores: output.scores, alarms: output.alarms, windows: windows,
      attributions: alarms.map(naming.attributions), ignored: ignored, sampleInterval: interval)
  }

  private static func writeScores(
    _ frame: Frame, _ outputs: [SuiteScorer.Output], trained: TrainResult, to path: String
  ) throws(Fault) {
    let tags = trained.suites.map { Tag(id: $0.name) }
    var values = Matrix(rows: frame.count, columns: outputs.count)
    for (j, output) in outputs.enumerated() {
      values.withUnsafeMutableColumn(j) { column in
        for i in column.indices { column[i] = output.scores[i] }
      }
    }
    try FrameArrow.write(
      frame: Frame(times: frame.times, tags: tags, values: values),
      byteColumns: zip(tags, outputs).map { tag, output in
        ArrowBatch.ByteColumn(name: "\(tag.id).alarm", values: output.alarms.map { $0 ? 1 : 0 })
      }, to: path)
  }
}

/// Rows of the store as a model reads them: its tags in its order.
enum ModelRows {
  static func frame(_ store: Store, tags: [Tag], in range: TimeRange) throws(Fault) -> Frame {
    let ids = store.tags.map(\.id)
    var indices: [Int] = []
    for tag in tags {
      guard let index = ids.firstIndex(of: tag.id) else {
        throw Fault(.badData, "the store has no tag '\(tag.id)' that the model reads")
      }
      indices.append(index)
    }
    var frame = try store.frame(in: range).selecting(indices)
    frame.tags = tags
    return frame
  }
}
