internal import Diagnostics
internal import Evaluation
internal import Foundation
internal import Ingest
internal import ModelFiles
internal import Reporting
public import Telemetry
internal import Twin

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
  /// What the decisions about the telemetry rest on; nil where none was ingested.
  public var explanation: String?
  /// How near the twin comes, without its figure's courses; nil where more or less than calibration ran.
  var fidelity: Fidelity?
  /// Where the plant stands; nil where more or less than calibration ran, or the twin follows nothing.
  var followed: FollowedPlant?

  /// The outcome as JSON.
  public func json() throws -> String {
    try JSONFile.text(
      Summary(
        run: run, asOf: asOf, folder: folder, report: report, metrics: metrics,
        gatePassed: gatePassed, today: today, fidelity: fidelity, followed: followed))
  }

  private struct Summary: Encodable {
    var run: String
    var asOf: Timestamp
    var folder: String?
    var report: String?
    var metrics: String?
    var gatePassed: Bool?
    var today: String?
    var fidelity: Fidelity?
    var followed: FollowedPlant?
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
    try checkThatThereIsWork()
    var timing: [String: Double] = [:]
    let telemetry = try telemetry(&timing)
    let files = try configuration.otherFiles()
    // Without a clock nothing is later than anything: histories in cycles have no "now".
    let asOf =
      telemetry?.timeline?.asOf ?? context.asOf ?? telemetry?.store.manifest.span?.end
      ?? Timestamp(nanoseconds: 0)
    let resolved = ResolvedConfiguration(configuration: configuration, seed: context.seed).text
    let keys = StageKeys(
      telemetry: telemetry.flatMap { inputs in inputs.timeline.map { (inputs.store, $0) } },
      twin: files.twin, campaign: files.campaign,
      units: files.units, resolved: resolved, seed: context.seed, asOf: asOf)
    let id = "\(asOf.dayText)-\(keys.run.prefix(6))"
    var outcome = RunOutcome(run: id, asOf: asOf)
    context.listener.began(id, asOf, seed: context.seed)
    if let line = telemetry?.line {
      context.listener.finished("ingest", line, seconds: timing["ingest"] ?? 0)
    }
    outcome.explanation = telemetry?.explanation
    if only == .ingest { return outcome }

    try Folder.make(configuration.runsFolder)
    let cache = StageCache(folder: configuration.stagesFolder)
    try Folder.make(cache.folder)
    let stage = StageRunner(context: context, cache: cache, only: only)
    let detection = try telemetry.flatMap { inputs in
      try inputs.timeline.map { timeline in
        try DetectionLine(
          context: context, keys: keys, stage: stage, store: inputs.store, timeline: timeline,
          events: inputs.events
        ).run(&timing)
      } ?? nil
    }
    if only == .calibrate || only == .simulate {
      outcome.folder = stage.folder(only == .calibrate ? "calibrate" : "simulate", keys)
      if only == .calibrate, let folder = outcome.folder {
        outcome.fidelity = try JSONFile.read(
          Fidelity.self, from: "\(folder)/\(CalibrateStage.fidelityFile)")
        outcome.fidelity?.example = nil
        outcome.followed = try JSONFile.read(
          CalibrateResult.self, from: "\(folder)/calibrate.json"
        ).followed
      }
      return outcome
    }
    let lives = try LifeLine(context: context, keys: keys, stage: stage, asOf: asOf).run(&timing)
    if only == .train { return outcome }
    if only == .evaluate {
      outcome.metrics = (detection?.evaluated.folder).map { "\($0)/evaluate.json" }
      return outcome
    }
    let exported = try ExportStage(
      context: context, run: id, asOf: asOf, keys: keys, stage: stage, detection: detection,
      lives: lives
    ).result(timing: &timing)
    outcome.gatePassed = exported.gate.passed
    if only == .export { return outcome }
    let watch = Stopwatch()
    let report = try ReportStage(
      context: context, run: id, asOf: asOf, keys: keys, resolved: resolved, detection: detection,
      lives: lives, exported: exported
    ).write()
    timing["report"] = watch.seconds
    timing["total"] = clock.seconds
    try JSONFile.write(timing, to: "\(report.folder)/timing.json")
    outcome.folder = report.folder
    outcome.report = "\(report.folder)/report.html"
    outcome.metrics = "\(report.folder)/metrics.json"
    outcome.today = report.today
    return outcome
  }

  private func checkThatThereIsWork() throws(Fault) {
    let lacking: [(StageName, Bool, String)] = [
      (.ingest, configuration.data.telemetry.isEmpty, "data.telemetry"),
      (.calibrate, configuration.twin == nil, "twin"),
      (.simulate, configuration.twin == nil || configuration.attacks == nil, "attacks"),
    ]
    for (stage, isLacking, key) in lacking where only == stage && isLacking {
      throw Fault(
        .configuration, "there is nothing to \(stage.rawValue): '\(key)' is missing",
        at: Place(file: configuration.file))
    }
  }

  private struct TelemetryInputs {
    let store: Store
    /// Nil where rows are of several units: they have no one course of time.
    let timeline: Timeline?
    let events: [PlantEvent]
    let line: String?
    let explanation: String?
  }

  // The line is told once the run has a name, which needs the store.
  private func telemetry(_ timing: inout [String: Double]) throws -> TelemetryInputs? {
    if configuration.data.telemetry.isEmpty { return nil }
    var store: Store
    var line: String?
    var explanation: String?
    if wants(.ingest) {
      let watch = Stopwatch()
      let result = try IngestStage.run(context)
      for notice in result.notices { context.listener.notice(notice) }
      let declarations = try configuration.data.tags.map { try TagsFile.read($0) } ?? []
      let screen = TagScreen(result.records, declarations: declarations)
      explanation = screen.explanation
      timing["ingest"] = watch.seconds
      store = result.store
      line = IngestSummary(result).line
      try checkFreshness(result.store, screen, declarations)
      if let resample = configuration.data.resample {
        store = try GridStore.current(
          store, resample, declarations: declarations, threads: context.threads)
        line =
          (line ?? "") + " · \(Numbers.grouped(store.manifest.rows)) rows on a grid of "
          + resample.every.roundedText
      }
    } else {
      let folder = configuration.storeFolder
      store = try Store(
        opening: configuration.data.resample == nil ? folder : GridStore.folder(of: folder))
      // Ingest has looked at every byte; a stage alone must do so itself.
      let faults =
        try store.verify(threads: context.threads) + SideFiles(of: folder).problems()
      if !faults.isEmpty { throw Faults(faults) }
    }
    if store.manifest.hasUnits, only != .ingest {
      throw Fault(
        .badData, "the telemetry's rows are of several units, of which no detector is trained",
        at: Place(file: configuration.file, path: "data.telemetry"),
        hint:
          "train.prognosers learns the lives of units; data.format.unit: '' reads the column as text"
      )
    }
    let events =
      try configuration.data.events.map {
        try EventsFile.read($0, timeZone: configuration.data.timeZone)
      } ?? []
    // What is trained and judged is of no concern to ingest alone.
    let timeline =
      store.manifest.hasUnits || only == .ingest
      ? nil
      : try Timeline(
        configuration: configuration, store: store, events: events, asOf: context.asOf,
        judging: ![.calibrate, .simulate, .train].contains(only))
    return TelemetryInputs(
      store: store, timeline: timeline, events: events, line: line,
      explanation: explanation)
  }

  /// Ends the run where the plant or a tag is silent for too long: now is `--as-of`, or the wall clock.
  ///
  /// The plant's limit holds for its tags as well, but for those that are usually silent for as long.
  private func checkFreshness(
    _ store: Store, _ screen: TagScreen, _ declarations: [TagDeclaration]
  ) throws {
    let now = context.asOf ?? context.wallClock
    let plant = Freshness.faults(
      [
        Freshness.Subject(
          configuration.plant, newest: store.manifest.span?.end,
          limit: configuration.data.freshness,
          place: Place(file: configuration.file, path: "data.freshness"))
      ], now: now)
    var subjects = declarations.map { declared in
      Freshness.Subject(
        declared.tag,
        newest: screen.rows.first { $0.id == declared.tag }?.profile.newest,
        limit: declared.contract.freshness,
        place: Place(file: configuration.data.tags, line: declared.line))
    }
    let limited = Set(
      declarations.filter { $0.contract.freshness != nil || $0.contract.isRetired }.map(\.tag))
    if plant.isEmpty, let limit = configuration.data.freshness {
      subjects += screen.rows.filter { row in
        guard row.role != .label, !limited.contains(row.id),
          let usual = row.exported.limits.gapAfter
        else { return false }
        return usual <= limit
      }.map {
        Freshness.Subject(
          $0.id, newest: $0.profile.newest, limit: limit,
          place: Place(file: configuration.file, path: "data.freshness"), isUnderPlant: true)
      }
    }
    let faults = plant + Freshness.faults(subjects, now: now)
    if faults.count == 1 { throw faults[0] }
    if !faults.isEmpty { throw Faults(faults) }
  }
}
