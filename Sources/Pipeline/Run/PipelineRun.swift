internal import Diagnostics
internal import Evaluation
internal import Foundation
internal import Ingest
internal import ModelFiles
internal import Reporting
public import Telemetry

/// The stages of a run, in order.
public enum StageName: String, Sendable, CaseIterable {
  /// CSV files → store.
  case ingest
  /// Normal telemetry → fitted detectors with limits.
  case train
  /// Detectors × unseen telemetry → scores, alarms, metrics.
  case evaluate
  /// The deployed suite → model folder, gate, promotion.
  case export
  /// Everything → report and alerts.
  case report
}

/// What a run came to.
public struct RunOutcome: Sendable {
  /// The run's id.
  public var run: String
  /// "Now".
  public var asOf: Timestamp
  /// The run's folder; nil where only ingest ran.
  public var folder: String?
  /// The report; nil where it was not written.
  public var report: String?
  /// Whether the gate let the model pass; nil where it was not asked.
  public var gatePassed: Bool?
  /// The line for today.
  public var today: String?
  /// The metrics file; nil where nothing was judged.
  public var metrics: String?

  /// The outcome as JSON.
  public func json() throws -> String {
    try JSONFile.text(
      Summary(
        run: run, asOf: asOf, folder: folder, report: report, metrics: metrics,
        gatePassed: gatePassed, today: today))
  }

  private struct Summary: Encodable {
    var run: String
    var asOf: Timestamp
    var folder: String?
    var report: String?
    var metrics: String?
    var gatePassed: Bool?
    var today: String?
  }
}

/// One execution of the pipeline, whole or a single stage.
public struct PipelineRun {
  private let context: RunContext
  private let only: StageName?
  private let configuration: Configuration
  private let clock = Stopwatch()

  /// A run of every stage, or of `only` one, which then reads what the stages before it wrote.
  public init(_ context: RunContext, only: StageName? = nil) {
    self.context = context
    self.only = only
    configuration = context.configuration
  }

  private func wants(_ stage: StageName) -> Bool { only == nil || only == stage }

  /// Executes; takes the output folder's lock, waiting for it at most `wait`.
  public func execute(wait: TimeSpan = .zero) throws -> RunOutcome {
    let lock = try FolderLock(
      folder: configuration.output, wait: wait,
      holder: "tocsin \(only?.rawValue ?? "run") of plant \(configuration.plant)")
    defer { _ = lock }
    Temporaries.removeAll(under: [
      configuration.storeFolder, configuration.runsFolder, configuration.modelsFolder,
    ])
    var timing: [String: Double] = [:]
    let ingested = try ingest(&timing)
    let store = ingested.store
    let events =
      try configuration.data.events.map {
        try EventsFile.read($0, timeZone: configuration.data.timeZone)
      } ?? []
    let timeline = try Timeline(
      configuration: configuration, store: store, events: events, asOf: context.asOf)
    try checkFreshness(store)
    let resolved = ResolvedConfiguration(configuration: configuration, seed: context.seed).text
    let keys = StageKeys(
      store: store, timeline: timeline, configuration: configuration, resolved: resolved,
      seed: context.seed)
    let id = "\(timeline.asOf.dayText)-\(keys.run.prefix(6))"
    var outcome = RunOutcome(run: id, asOf: timeline.asOf)
    context.listener.began(id, timeline.asOf, seed: context.seed)
    if let line = ingested.line {
      context.listener.finished("ingest", line, seconds: timing["ingest"] ?? 0)
    }
    if only == .ingest { return outcome }

    try Folder.make(configuration.runsFolder)
    let cache = StageCache(folder: "\(configuration.runsFolder)/.stages")
    try Folder.make(cache.folder)
    let trained = try train(store, timeline, keys, cache, &timing)
    if only == .train { return outcome }
    let evaluated = try evaluate(store, timeline, keys, cache, trained, &timing)
    if only == .evaluate {
      outcome.metrics = "\(evaluated.folder)/evaluate.json"
      return outcome
    }
    let exported = try ExportStage(context: context, run: id, keys: keys, cache: cache)
      .result(
        store: store, timeline: timeline, trained: trained, evaluated: evaluated,
        mayRun: wants(.export), timing: &timing)
    outcome.gatePassed = exported.gate.passed
    if only == .export { return outcome }
    let watch = Stopwatch()
    let report = try ReportStage(context: context, run: id, keys: keys, resolved: resolved).write(
      store: store, timeline: timeline, events: events, trained: trained.result,
      trainFolder: trained.folder, evaluated: evaluated.result, evaluateFolder: evaluated.folder,
      exported: exported)
    timing["report"] = watch.seconds
    timing["total"] = clock.seconds
    try JSONFile.write(timing, to: "\(report.folder)/timing.json")
    outcome.folder = report.folder
    outcome.report = "\(report.folder)/report.html"
    outcome.metrics = "\(report.folder)/metrics.json"
    outcome.today = report.today
    return outcome
  }

  // The line is told once the run has a name, which needs the store.
  private func ingest(_ timing: inout [String: Double]) throws -> (store: Store, line: String?) {
    guard wants(.ingest) else { return (try Store(opening: configuration.storeFolder), nil) }
    let watch = Stopwatch()
    let result = try IngestStage.run(context)
    for notice in result.notices { context.listener.notice(notice) }
    timing["ingest"] = watch.seconds
    return (result.store, IngestSummary(result).line)
  }

  private func train(
    _ store: Store, _ timeline: Timeline, _ keys: StageKeys, _ cache: StageCache,
    _ timing: inout [String: Double]
  ) throws -> StageResult<TrainResult> {
    let watch = Stopwatch()
    if let folder = cache.existing("train", key: keys.train),
      let result = try? JSONFile.read(TrainResult.self, from: "\(folder)/train.json")
    {
      if wants(.train) {
        context.listener.finished(
          "train", "unchanged · " + TrainSummary.line(result), seconds: watch.seconds)
      }
      return StageResult(result: result, folder: folder)
    }
    guard wants(.train) else { throw notDone("train") }
    let made = try cache.make("train", key: keys.train) { folder in
      try TrainStage.run(store: store, timeline: timeline, folder: folder, context: context)
    }
    timing["train"] = watch.seconds
    for notice in made.result.notices { context.listener.notice(Notice(notice)) }
    context.listener.finished("train", TrainSummary.line(made.result), seconds: watch.seconds)
    return StageResult(result: made.result, folder: made.folder)
  }

  private func evaluate(
    _ store: Store, _ timeline: Timeline, _ keys: StageKeys, _ cache: StageCache,
    _ trained: StageResult<TrainResult>, _ timing: inout [String: Double]
  ) throws -> StageResult<EvaluateResult> {
    let watch = Stopwatch()
    if let folder = cache.existing("evaluate", key: keys.evaluate),
      Folder.exists("\(folder)/scores.arrow"),
      let result = try? JSONFile.read(EvaluateResult.self, from: "\(folder)/evaluate.json")
    {
      if wants(.evaluate) {
        context.listener.finished(
          "real", "unchanged · " + EvaluateSummary.line(result, trained.result),
          seconds: watch.seconds)
      }
      return StageResult(result: result, folder: folder)
    }
    guard wants(.evaluate) else { throw notDone("evaluate") }
    let made = try cache.make("evaluate", key: keys.evaluate) { folder in
      try EvaluateStage.run(
        store: store, timeline: timeline, trained: trained.result, trainFolder: trained.folder,
        folder: folder, context: context)
    }
    timing["evaluate"] = watch.seconds
    for notice in made.result.notices { context.listener.notice(Notice(notice)) }
    context.listener.finished(
      "real", EvaluateSummary.line(made.result, trained.result), seconds: watch.seconds)
    return StageResult(result: made.result, folder: made.folder)
  }

  private func notDone(_ stage: String) -> Fault {
    Fault(
      .missingInput, "there is no result of '\(stage)' for this telemetry and these settings",
      at: Place(file: configuration.runsFolder), hint: "run 'tocsin \(stage)' or 'tocsin run' first"
    )
  }

  private func checkFreshness(_ store: Store) throws(Fault) {
    guard let limit = configuration.data.freshness, let now = context.asOf,
      let end = store.span?.end
    else { return }
    let age = now - end
    if age > limit {
      throw Fault(
        .tryLater,
        "the newest sample, at \(end), is \(age.roundedText) old, the limit is \(limit.roundedText)",
        at: Place(file: configuration.file, path: "data.freshness"),
        hint: "silence may be an attack: check the historian's export")
    }
  }
}

/// What a stage came to and where it stands.
struct StageResult<Result> {
  let result: Result
  let folder: String
}

/// The digests that decide whether a stage's result is still good.
struct StageKeys {
  let inputs: [String: String]
  let train: String
  let evaluate: String
  let run: String

  init(
    store: Store, timeline: Timeline, configuration: Configuration, resolved: String, seed: UInt64
  ) {
    func digest(_ parts: [String]) -> String { SHA256.hash(parts.joined(separator: "\n")) }
    let manifest = store.manifest
    let data = digest(
      manifest.partitions.map { "\($0.sha256) \($0.deletions)" }
        + manifest.tags.map { "\($0)" } + ["\(manifest.sampleInterval?.nanoseconds ?? 0)"])
    let versions = RunContext.versions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    let section = { (name: String) in Self.section(name, of: resolved) }
    train = digest(
      versions + [data, section("train"), "\(timeline.normal.ranges)", "seed \(seed)"])
    evaluate = digest(
      [
        train, section("evaluate"), "\(timeline.scored)", "\(timeline.judged)",
        "\(timeline.events)", "\(timeline.leftOut)",
      ])
    run = digest([evaluate, resolved, "\(timeline.asOf)"])
    var inputs = ["telemetry": data, "configuration": digest([resolved])]
    for source in manifest.sources { inputs["file \(source.name)"] = source.sha256 }
    self.inputs = inputs
  }

  // The lines of one top-level key of the resolved configuration.
  private static func section(_ name: String, of resolved: String) -> String {
    var inside = false
    var lines: [Substring] = []
    for line in resolved.split(separator: "\n") {
      if !line.hasPrefix(" ") { inside = line.hasPrefix("\(name):") }
      if inside { lines.append(line) }
    }
    return lines.joined(separator: "\n")
  }
}
