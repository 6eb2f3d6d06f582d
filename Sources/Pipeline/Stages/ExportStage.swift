internal import Detection
internal import Diagnostics
internal import Evaluation
internal import Foundation
internal import LinearAlgebra
internal import ModelFiles
internal import Learning
internal import Prognostics
internal import Telemetry

/// What export leaves behind for the report.
struct ExportResult: Codable, Sendable {
  /// A file of the model's folder.
  struct File: Codable, Sendable {
    var name: String
    var bytes: Int
    var sha256: String
  }

  /// The model's version: the run's id.
  var version: String
  /// The files.
  var files: [File]
  /// The gate.
  var gate: GateResult
  /// What a person should know.
  var notices: [String]
}

/// The deployed models → model folder; the gate; promotion.
struct ExportStage {
  let context: RunContext
  let run: String
  let asOf: Timestamp
  let keys: StageKeys
  let stage: StageRunner
  let detection: DetectionResults?
  let lives: StageResult<LivesResult>?

  private var registry: ModelRegistry { ModelRegistry(root: context.configuration.modelsRoot) }
  private var modelFolder: String { "\(context.configuration.modelsFolder)/\(run)" }

  /// Exports and promotes, or reads what an earlier export of the same run did.
  func result(timing: inout [String: Double]) throws -> ExportResult {
    let watch = Stopwatch()
    if let folder = stage.cache.existing("export", key: keys.run), Folder.exists(modelFolder),
      let earlier = try? JSONFile.read(ExportResult.self, from: "\(folder)/export.json")
    {
      guard stage.wants(.export) else { return earlier }
      guard let damage = damage(after: earlier) else {
        try tell(earlier, prefix: "unchanged · ", seconds: watch.seconds)
        return earlier
      }
      context.listener.notice(Notice("\(damage): export is done again"))
    }
    guard stage.wants(.export) else {
      throw Fault(
        .missingInput, "there is no exported model for this telemetry and these settings",
        at: Place(file: context.configuration.modelsFolder),
        hint: "run 'tocsin export' or 'tocsin run' first")
    }
    let result = try export()
    for notice in result.notices { context.listener.notice(Notice(notice)) }
    _ = try stage.cache.make("export", key: keys.run) { folder in
      try JSONFile.write(result, to: "\(folder)/export.json")
    }
    timing["export"] = watch.seconds
    try tell(result, prefix: "", seconds: watch.seconds)
    return result
  }

  // Why the model that an earlier export left, or the one that is current, cannot be loaded now; nil where both can.
  private func damage(after earlier: ExportResult) -> String? {
    let plant = context.configuration.plant
    do throws(Fault) {
      _ = try ModelFolder.verify(modelFolder)
      guard earlier.gate.passed else { return nil }
      guard let current = try registry.current(plant: plant) else {
        return "no model of '\(plant)' is current, though \(run) passed the gate"
      }
      // Somebody may have gone back to an earlier one.
      if current != run { try registry.verify(plant: plant, version: current) }
      return nil
    } catch {
      return "\(error.place?.file ?? modelFolder): \(error.problem)"
    }
  }

  private func tell(_ result: ExportResult, prefix: String, seconds: Double) throws(Fault) {
    let gate = result.gate
    let parity = gate.parityDifference.map { Numbers.scientific($0) } ?? "–"
    context.listener.finished(
      "export",
      "\(prefix)\(context.configuration.modelsFolder)/\(result.version) · ONNX equals tocsin on "
        + "\(Numbers.grouped(gate.parityRows)) rows (\(parity))", seconds: seconds)
    let before = "before: \(gate.previous ?? "none")"
    let current = try registry.current(plant: context.configuration.plant)
    let line =
      gate.passed
      ? (current == run
        ? "passed, now current (\(before))"
        : "passed; current is \(current ?? "none"), which somebody chose")
      : "failed, \(gate.previous.map { "\($0) stays current" } ?? "nothing is current") · "
        + gate.checks.filter { !$0.passed }.map(\.reason).joined(separator: " · ")
    context.listener.finished("gate", line, seconds: 0)
  }

  private func export() throws -> ExportResult {
    var artifacts: [ModelTask: ModelArtifact] = [:]
    var suite: Suite?
    var metrics: [String: Double] = [:]
    var data: [ModelManifest.DataDigest] = []
    if let detection {
      guard let record = detection.trained.result.suites.first,
        let own = detection.evaluated.result.suites.first
      else { throw Fault(.ourBug, "training left no suite to export") }
      let artifact = try ArtifactFile.decode(
        try FileBytes.read("\(detection.trained.folder)/\(record.file)"))
      artifacts[.detector] = artifact
      suite = try Suite(artifact: artifact, tags: detection.trained.result.tags)
      for (id, value) in own.result.metrics.rows {
        if let number = value.number { metrics[id] = number }
      }
      data += detection.store.manifest.sources.map {
        ModelManifest.DataDigest(name: $0.name, sha256: $0.sha256, rows: $0.rowsStored)
      }
    }
    var failure: FailureTerms?
    var prognosis: (record: PrognoserRecord, artifact: ModelArtifact)?
    if let lives, let record = lives.result.prognosers.first {
      let artifact = try ArtifactFile.decode(
        try FileBytes.read("\(lives.folder)/\(record.file)"))
      artifacts[.failure] = artifact
      prognosis = (record, artifact)
      failure = try terms(record, artifact)
      data.append(
        ModelManifest.DataDigest(
          name: record.histories, sha256: record.sha256, rows: record.rows))
    }
    let manifest = try manifest(
      artifacts[.detector], failure: failure, data: data, metrics: metrics)
    let key = try context.configuration.signingKey.map { try SigningKey.loadOrCreate($0) }
    let written = try ModelFolder.write(
      to: modelFolder, artifacts: artifacts, manifest: manifest, key: key)

    // Where an earlier run was killed after it had promoted this very model, that run counts.
    let previous = try registry.predecessor(plant: context.configuration.plant, of: run)
    var checks: [GateResult.Check] = []
    var reports: [ParityReport] = []
    if let detection, let suite {
      let report = try parity(suite: suite, detection: detection)
      reports.append(report)
      checks += try detectorChecks(report, suite: suite, detection: detection, previous: previous)
    }
    if let prognosis {
      let report = try lifeParity(prognosis.record, prognosis.artifact)
      reports.append(report)
      checks += [Gate.lifeParity(report), Gate.coverage(prognosis.record)]
    }
    let gate = GateResult(
      checks: checks, previous: previous,
      parityDifference: reports.map(\.largestDifference).max(),
      parityRows: reports.reduce(0) { $0 + $1.rows })
    if gate.passed { try registry.promote(plant: context.configuration.plant, version: run) }
    return ExportResult(
      version: run,
      files: written.manifest.files.map {
        ExportResult.File(name: $0.name, bytes: $0.bytes, sha256: $0.sha256)
      },
      gate: gate, notices: written.notices.map { $0.text })
  }

  private func terms(
    _ record: PrognoserRecord, _ artifact: ModelArtifact
  ) throws(Fault) -> FailureTerms {
    var metrics: [String: Double] = [:]
    for (id, value) in record.judged?.metrics.rows ?? [] {
      if let number = value.number { metrics[id] = number }
    }
    if record.judged == nil { metrics["rmse"] = record.coverage.error }
    return try FailureTerms(
      model: artifact, columns: record.columns, unitColumn: record.unitColumn,
      ageColumn: record.ageColumn, timeColumn: record.timeColumn, units: record.units,
      failures: record.failed,
      promisedCoverage: record.coverage.nominal, achievedCoverage: record.coverage.coverage,
      metrics: metrics)
  }

  private func manifest(
    _ detector: ModelArtifact?, failure: FailureTerms?, data: [ModelManifest.DataDigest],
    metrics: [String: Double]
  ) throws -> ModelManifest {
    let plant = context.configuration.plant
    if let detector, let detection, let record = detection.trained.result.suites.first {
      return try ModelManifest(
        plant: plant, version: run, asOf: asOf, tags: detection.trained.result.tags,
        detector: detector, promisedFalsePerWeek: record.promisedPerWeek,
        achievedFalsePerWeek: record.achievedPerWeek, data: data, metrics: metrics,
        seeds: ["root": context.seed], versions: RunContext.versions, failure: failure)
    }
    guard let failure else { throw Fault(.ourBug, "there is no model to export") }
    return ModelManifest(
      plant: plant, version: run, asOf: asOf, failure: failure, data: data, metrics: metrics,
      seeds: ["root": context.seed], versions: RunContext.versions)
  }

  // At most this many rows are compared: more cannot show another kind of difference.
  private static let parityRows = 5_000
  private static let parityUnits = 10

  private func parity(suite: Suite, detection: DetectionResults) throws -> ParityReport {
    let frame = try ModelRows.frame(
      detection.store, tags: suite.tags, in: detection.timeline.scored)
    let loaded = try ModelFolder.load(modelFolder)
    let rows = frame.rows(0..<min(frame.count, Self.parityRows))
    var scorer = suite.scorer()
    let output = scorer.score(rows)
    let graph = try FileBytes.read("\(modelFolder)/detector.onnx")
    return try GraphParity.compare(
      model: graph, rows: rows, scores: output.scores, alarms: output.alarms,
      states: loaded.manifest.graphs.first { $0.file == "detector.onnx" }?.states ?? [])
  }

  private func detectorChecks(
    _ parity: ParityReport, suite: Suite, detection: DetectionResults, previous: String?
  ) throws -> [GateResult.Check] {
    guard let record = detection.trained.result.suites.first else { return [] }
    let rule = context.configuration.gate.recall
    let factor = context.configuration.gate.falseAlarms
    let champion = try champion(previous, against: suite, detection: detection)
    return [
      Gate.parity(parity),
      Gate.falseAlarms(record.promise(within: factor)),
      Gate.alarmTime(
        share: record.heldBackAlarmShare, promisedPerWeek: record.promisedPerWeek,
        hold: record.hold, factor: factor),
      Gate.betterThanRandom(detection.evaluated.result),
      Gate.recall(
        detection.evaluated.result, champion: champion.map { ($0.version, $0.caught) }, rule: rule),
      Gate.rehearsal(
        detection.evaluated.result.simulated,
        champion: champion.flatMap { own in own.rehearsed.map { (own.version, $0) } }, rule: rule),
    ]
  }

  // How many of the labelled and of the simulated attacks the champion catches; nil without a champion.
  private func champion(
    _ version: String?, against challenger: Suite, detection: DetectionResults
  ) throws -> (version: String, caught: Int, rehearsed: Int?)? {
    guard let version, version != run else { return nil }
    let loaded: ModelFolder
    do throws(Fault) {
      loaded = try ModelFolder.load(
        try registry.folder(plant: context.configuration.plant, version: version))
    } catch {
      // Whether the new model is better nobody knows then: it is not promoted.
      throw Fault(
        error.kind, "the current model cannot be compared with: \(error.problem)", at: error.place,
        hint:
          "restore its folder, make another version current ('tocsin models promote'), or remove "
          + "'current' beside it to go on without a comparison")
    }
    guard let artifact = loaded.artifacts[.detector] else { return nil }
    let suite = try Suite(artifact: artifact, tags: loaded.manifest.tags)
    // A champion that reads tags which are no longer there cannot be compared, and does not bind. Anything else that
    // keeps rows or traces from being read ends the export: who is not compared would pass the gate unseen.
    func has(_ tags: [Tag]) -> Bool { Set(suite.tags.map(\.id)).isSubset(of: tags.map(\.id)) }
    guard has(detection.store.tags) else { return nil }
    let frame = try ModelRows.frame(
      detection.store, tags: suite.tags, in: detection.timeline.scored)
    var scorer = suite.scorer()
    let output = scorer.score(frame)
    let run = try ScoredRun(
      times: frame.times, scores: output.scores, alarms: output.alarms,
      windows: detection.timeline.events.enumerated().map {
        LabelledWindow(id: "\($0.offset + 1)", range: $0.element.range)
      },
      sampleInterval: suite.interval)
    let shelf = try detection.simulated.flatMap { simulated -> TraceShelf? in
      guard has(try TraceStore(simulation: simulated.folder).store.tags) else { return nil }
      return try TraceShelf(
        simulated.result, folder: simulated.folder, tags: suite.tags, interval: suite.interval,
        threads: context.threads)
    }
    return (
      version, Evaluator.outcomes(run).detected,
      try shelf.map { shelf in
        // On the runs that the challenger was judged on.
        try Rehearsal(
          suite: suite, shelf: shelf.unseen(by: challenger), threads: context.threads
        ).caught()
      }
    )
  }

  // The graph that foresees failures against the prognoser, on the first units of the histories.
  private func lifeParity(
    _ record: PrognoserRecord, _ artifact: ModelArtifact
  ) throws -> ParityReport {
    guard
      let plan = context.configuration.train.prognosers.first(where: { $0.name == record.name })
    else { throw Fault(.ourBug, "the prognoser '\(record.name)' is not in the configuration") }
    let clocked = plan.clock.seconds == nil ? nil : asOf
    let histories = try LifeHistories(
      plan, timeZone: context.configuration.data.timeZone, asOf: clocked
    ).histories
    let ids = try artifact.list("columns")
    let order = ids.compactMap { id in histories.columns.firstIndex { $0.id == id } }
    let columns = order.map { histories.columns[$0] }
    let model = try Prognosers.restore(artifact, columns: columns)
    let levels = artifact.arrays["levels"]?.values ?? []
    let units = histories.units.prefix(Self.parityUnits).map { unit -> LifeParity.Unit in
      let rows = unit.values.selecting(columns: order)
      var running = model.prognosis()
      let curves = running.next(rows, ages: unit.ages)
      var lives = Matrix(rows: rows.rows, columns: levels.count)
      for (i, curve) in curves.enumerated() {
        for k in levels.indices { lives[i, k] = curve?.lives[k] ?? .nan }
      }
      return LifeParity.Unit(name: unit.unit, rows: rows, ages: unit.ages, lives: lives)
    }
    let loaded = try ModelFolder.load(modelFolder)
    return try LifeParity.compare(
      model: try FileBytes.read("\(modelFolder)/failure.onnx"), units: Array(units),
      states: loaded.manifest.graphs.first { $0.file == "failure.onnx" }?.states ?? [])
  }
}
