internal import Diagnostics
internal import Ingest
internal import Telemetry

/// What became of a plant's telemetry.
struct DetectionResults {
  let store: Store
  let timeline: Timeline
  let events: [PlantEvent]
  let calibrated: StageResult<CalibrateResult>?
  let simulated: StageResult<SimulateResult>?
  let trained: StageResult<TrainResult>
  let evaluated: StageResult<EvaluateResult>
}

/// The stages from the store to judged detectors: calibrate, simulate, train, evaluate.
struct DetectionLine {
  let context: RunContext
  let keys: StageKeys
  let stage: StageRunner
  let store: Store
  let timeline: Timeline
  let events: [PlantEvent]

  /// Runs the stages up to the one that was asked for; nil where that lies before evaluation.
  func run(_ timing: inout [String: Double]) throws -> DetectionResults? {
    let calibrated = try calibrate(&timing)
    if stage.only == .calibrate { return nil }
    let simulated = try calibrated.flatMap { try simulate($0, &timing) }
    if stage.only == .simulate { return nil }
    let trained = try train(calibrated, simulated, &timing)
    if stage.only == .train { return nil }
    let evaluated = try evaluate(trained, simulated, &timing)
    return DetectionResults(
      store: store, timeline: timeline, events: events, calibrated: calibrated,
      simulated: simulated, trained: trained, evaluated: evaluated)
  }

  private func calibrate(
    _ timing: inout [String: Double]
  ) throws -> StageResult<CalibrateResult>? {
    guard let twin = context.configuration.twin else { return nil }
    if stage.only == .calibrate { try check(twin) }
    return try stage(
      StageRunner.Plan<CalibrateResult>(
        stage: .calibrate, name: "calibrate", label: "calibrate", key: keys.calibrate,
        needs: [CalibrateStage.twinFile, CalibrateStage.fidelityFile],
        line: { $0.line },
        notices: { $0.notices },
        work: { folder in
          try CalibrateStage(
            store: store, timeline: timeline, twin: twin, context: context,
            earlier: stage.cache.all("calibrate")
          ).run(folder: folder)
        }), timing: &timing)
  }

  /// Refuses a store that is not what `tags.csv` says now, first with what `tocsin check` tells of the two.
  ///
  /// A run ingests before, so it has no such store.
  private func check(_ twin: TwinSettings) throws {
    guard
      try OutdatedStore(
        Store(opening: context.configuration.storeFolder),
        settings: context.configuration.data) != nil
    else { return }
    var faults: [Fault] = []
    if let file = context.configuration.data.tags {
      _ = try faults.collect { try TagsFile.read(file) }
    }
    let check = try TwinCheck(of: twin, context: context)
    faults += check.faults
    if !faults.isEmpty { throw Faults(faults) }
    if let outdated = check.outdated { throw outdated }
  }

  private func simulate(
    _ calibrated: StageResult<CalibrateResult>, _ timing: inout [String: Double]
  ) throws -> StageResult<SimulateResult>? {
    guard let attacks = context.configuration.attacks else { return nil }
    return try stage(
      StageRunner.Plan<SimulateResult>(
        stage: .simulate, name: "simulate", label: "simulate", key: keys.simulate,
        needs: [TraceStore.file], line: SimulateSummary.line, notices: { $0.notices },
        work: { folder in
          try SimulateStage(
            store: store, calibrated: calibrated, timeline: timeline, attacks: attacks,
            context: context
          ).run(folder: folder)
        }), timing: &timing)
  }

  private func train(
    _ calibrated: StageResult<CalibrateResult>?, _ simulated: StageResult<SimulateResult>?,
    _ timing: inout [String: Double]
  ) throws -> StageResult<TrainResult> {
    try stage(
      StageRunner.Plan<TrainResult>(
        stage: .train, name: "train", label: "train", key: keys.train, line: TrainSummary.line,
        notices: { $0.notices },
        work: { folder in
          try TrainStage(
            store: store, timeline: timeline, context: context, calibrated: calibrated,
            simulated: simulated
          ).run(folder: folder)
        }), timing: &timing)
  }

  private func evaluate(
    _ trained: StageResult<TrainResult>, _ simulated: StageResult<SimulateResult>?,
    _ timing: inout [String: Double]
  ) throws -> StageResult<EvaluateResult> {
    let result = try stage(
      StageRunner.Plan<EvaluateResult>(
        stage: .evaluate, name: "evaluate", label: "real", key: keys.evaluate,
        needs: ["scores.arrow"], line: { EvaluateSummary.line($0, trained.result) },
        notices: { $0.notices },
        work: { folder in
          try EvaluateStage.run(
            store: store, timeline: timeline, trained: trained, simulated: simulated,
            folder: folder, context: context)
        }), timing: &timing)
    if stage.wants(.evaluate), let rehearsed = result.result.simulated {
      context.listener.finished(
        "simulated",
        RehearsalSummary.line(
          rehearsed, choseDetectors: trained.result.isChosenByAttacks), seconds: 0)
    }
    return result
  }
}
