internal import Detection
internal import Diagnostics
internal import Evaluation
internal import Foundation
internal import LinearAlgebra
internal import ModelFiles
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

/// The deployed suite → model folder; the gate; promotion.
struct ExportStage {
  let context: RunContext
  let run: String
  let keys: StageKeys
  let cache: StageCache

  /// Exports and promotes, or reads what an earlier export of the same run did.
  func result(
    store: Store, timeline: Timeline, trained: StageResult<TrainResult>,
    evaluated: StageResult<EvaluateResult>, mayRun: Bool, timing: inout [String: Double]
  ) throws -> ExportResult {
    let watch = Stopwatch()
    let registry = ModelRegistry(root: context.configuration.modelsRoot)
    if let folder = cache.existing("export", key: keys.run),
      Folder.exists("\(context.configuration.modelsFolder)/\(run)"),
      let earlier = try? JSONFile.read(ExportResult.self, from: "\(folder)/export.json")
    {
      if mayRun { tell(earlier, prefix: "unchanged · ", seconds: watch.seconds) }
      return earlier
    }
    guard mayRun else {
      throw Fault(
        .missingInput, "there is no exported model for this telemetry and these settings",
        at: Place(file: context.configuration.modelsFolder),
        hint: "run 'tocsin export' or 'tocsin run' first")
    }
    let result = try export(
      store: store, timeline: timeline, trained: trained, evaluated: evaluated, registry: registry)
    for notice in result.notices { context.listener.notice(Notice(notice)) }
    _ = try cache.make("export", key: keys.run) { folder in
      try JSONFile.write(result, to: "\(folder)/export.json")
    }
    timing["export"] = watch.seconds
    tell(result, prefix: "", seconds: watch.seconds)
    return result
  }

  private func tell(_ result: ExportResult, prefix: String, seconds: Double) {
    let gate = result.gate
    let parity = gate.parityDifference.map { Numbers.scientific($0) } ?? "–"
    context.listener.finished(
      "export",
      "\(prefix)\(context.configuration.modelsFolder)/\(result.version) · ONNX equals tocsin on "
        + "\(Numbers.grouped(gate.parityRows)) rows (\(parity))", seconds: seconds)
    let before = "before: \(gate.previous ?? "none")"
    let line =
      gate.passed
      ? "passed, now current (\(before))"
      : "failed, \(gate.previous.map { "\($0) stays current" } ?? "nothing is current") · "
        + gate.checks.filter { !$0.passed }.map(\.reason).joined(separator: " · ")
    context.listener.finished("gate", line, seconds: 0)
  }

  private func export(
    store: Store, timeline: Timeline, trained: StageResult<TrainResult>,
    evaluated: StageResult<EvaluateResult>, registry: ModelRegistry
  ) throws -> ExportResult {
    guard let record = trained.result.suites.first, let own = evaluated.result.suites.first else {
      throw Fault(.ourBug, "training left no suite to export")
    }
    let artifact = try ArtifactFile.decode(
      try FileBytes.read("\(trained.folder)/\(record.file)"))
    let suite = try Suite(artifact: artifact, tags: trained.result.tags)
    var metrics: [String: Double] = [:]
    for (id, value) in own.result.metrics.rows {
      if let number = value.number { metrics[id] = number }
    }
    let manifest = try ModelManifest(
      plant: context.configuration.plant, version: run, asOf: timeline.asOf,
      tags: trained.result.tags, detector: artifact,
      promisedFalsePerWeek: record.promisedPerWeek, achievedFalsePerWeek: record.achievedPerWeek,
      data: store.manifest.sources.map {
        ModelManifest.DataDigest(name: $0.name, sha256: $0.sha256, rows: $0.rowsStored)
      }, metrics: metrics, seeds: ["root": context.seed], versions: RunContext.versions)
    let key = try context.configuration.signingKey.map { try SigningKey.loadOrCreate($0) }
    let folder = "\(context.configuration.modelsFolder)/\(run)"
    let written = try ModelFolder.write(
      to: folder, artifacts: [.detector: artifact], manifest: manifest, key: key)

    // Where an earlier run was killed after it had promoted this very model, that run counts.
    let previous = try registry.predecessor(plant: context.configuration.plant, of: run)
    let frame = try ModelRows.frame(store, tags: suite.tags, in: timeline.scored)
    let parity = try parity(of: folder, suite: suite, frame: frame)
    let checks = [
      Gate.parity(parity),
      Gate.falseAlarms(record, atMost: context.configuration.gate.falseAlarms),
      Gate.betterThanRandom(evaluated.result),
      Gate.recall(
        evaluated.result,
        champion: try champion(previous, registry: registry, store: store, timeline: timeline),
        rule: context.configuration.gate.recall),
    ]
    let gate = GateResult(
      checks: checks, previous: previous, parityDifference: parity.largestDifference,
      parityRows: parity.rows)
    if gate.passed { try registry.promote(plant: context.configuration.plant, version: run) }
    return ExportResult(
      version: run,
      files: written.manifest.files.map {
        ExportResult.File(name: $0.name, bytes: $0.bytes, sha256: $0.sha256)
      },
      gate: gate, notices: written.notices.map { $0.text })
  }

  // At most this many rows are compared: more cannot show another kind of difference.
  private static let parityRows = 5_000

  private func parity(of folder: String, suite: Suite, frame: Frame) throws -> ParityReport {
    let loaded = try ModelFolder.load(folder)
    let rows = frame.rows(0..<min(frame.count, Self.parityRows))
    var scorer = suite.scorer()
    let output = scorer.score(rows)
    let graph = try FileBytes.read("\(folder)/detector.onnx")
    return try GraphParity.compare(
      model: graph, rows: rows, scores: output.scores, alarms: output.alarms,
      states: loaded.manifest.graphs.first { $0.file == "detector.onnx" }?.states ?? [])
  }

  // How many of the labelled events the champion catches on the same rows; nil without a champion.
  private func champion(
    _ version: String?, registry: ModelRegistry, store: Store, timeline: Timeline
  ) throws -> (version: String, caught: Int)? {
    guard let version, version != run else { return nil }
    let loaded = try ModelFolder.load(
      try registry.folder(plant: context.configuration.plant, version: version))
    guard let artifact = loaded.artifacts[.detector] else { return nil }
    let suite = try Suite(artifact: artifact, tags: loaded.manifest.tags)
    // A champion that reads tags which are no longer there cannot be compared, and does not bind.
    guard let frame = try? ModelRows.frame(store, tags: suite.tags, in: timeline.scored) else {
      return nil
    }
    var scorer = suite.scorer()
    let output = scorer.score(frame)
    let run = try ScoredRun(
      times: frame.times, scores: output.scores, alarms: output.alarms,
      windows: timeline.events.enumerated().map {
        LabelledWindow(id: "\($0.offset + 1)", range: $0.element.range)
      },
      sampleInterval: suite.interval)
    return (version, Evaluator.outcomes(run).detected)
  }
}

/// Whole files as bytes.
enum FileBytes {
  static func read(_ path: String) throws(Fault) -> [UInt8] {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Fault(.missingInput, "the file does not exist or cannot be read", at: Place(file: path))
    }
    return [UInt8](data)
  }
}
