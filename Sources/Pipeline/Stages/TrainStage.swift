internal import Detection
internal import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import ModelFiles
internal import Telemetry
internal import Twin

/// What training leaves behind for the stages after it.
struct TrainResult: Codable, Sendable {
  /// One judged suite.
  struct SuiteRecord: Codable, Sendable {
    /// The name in tables.
    var name: String
    /// Its file beside this one.
    var file: String
    /// Promised false-alarm events a week.
    var promisedPerWeek: Double
    /// Achieved ones, on normal time held back from fits and limits.
    var achievedPerWeek: Double
    /// The number of those events.
    var heldBackAlarms: Int
    /// The share of held-back normal rows with an alarm, 0 to 1.
    var heldBackAlarmShare: Double
    /// The seconds of held-back normal time.
    var heldBackSeconds: Double
    /// What the chains are, in words.
    var chains: [ChainRecord]
    /// How long an alarm lasts at least.
    var hold: TimeSpan
  }

  /// One chain of a suite.
  struct ChainRecord: Codable, Sendable {
    var name: String
    var detector: String
    var summary: String
    var settings: [String: String]
    var accumulator: String
    var accumulatorSettings: [String: String]
    var limit: Double
    var center: Double
    /// Its weight in the mean of evidence; nil where it is judged alone.
    var weight: Double?
  }

  /// The tags that models read, in order.
  var tags: [Tag]
  /// The noise floor per tag: a standard deviation in engineering units.
  var noise: [Double]
  /// The usual time between two rows.
  var interval: TimeSpan
  /// The whole normal time.
  var normalSpan: TimeRange
  /// The number of normal rows.
  var normalRows: Int
  /// The suites; the first is deployed.
  var suites: [SuiteRecord]
  /// What was tried for `use: default` on simulated attacks, the chosen one first; empty where nothing was.
  var choice: [CandidateRecord] = []
  /// What each detector of the chosen default adds on simulated attacks; empty where nothing was chosen.
  var members: [MemberRecord] = []
  /// What a person should know.
  var notices: [String]

  /// Whether simulated attacks chose the detectors of the deployed suite, so that what it catches of them is a little
  /// too good.
  var isChosenByAttacks: Bool {
    guard let deployed = suites.first, let chosen = choice.first else { return false }
    return Set(deployed.chains.map(\.name)) == Set(chosen.chains)
  }
}

/// Normal telemetry → fitted suites with limits that keep their promise.
struct TrainStage {
  let store: Store
  let timeline: Timeline
  let context: RunContext
  /// The plant's twin, whose files declare rules of controllers; nil where none is calibrated.
  let calibrated: StageResult<CalibrateResult>?
  /// What was simulated, and where its traces are; nil where nothing is.
  let simulated: StageResult<SimulateResult>?

  /// Fits everything that the configuration lists and writes the suites into `folder`.
  func run(folder: String) throws -> TrainResult {
    let settings = context.configuration.train
    let normal = try NormalRows(store: store, timeline: timeline)
    let inputs = try ModelInputs(store: store, normal: normal.ranges)
    let obstacles = settings.obstacles(tags: inputs.tags.map(\.id), interval: timeline.interval)
    if !obstacles.isEmpty { throw Faults(obstacles) }
    let rounded = SelectedTags(StoreSource(store: store), indices: inputs.indices)
    let pools = settings.suites.compactMap(\.pool)
    let learns = settings.chains.contains { type(of: $0.detector).learnsFromAttacks }
    var shelf: TraceShelf?
    if let simulated, learns || !pools.isEmpty {
      shelf = try TraceShelf(
        simulated.result, folder: simulated.folder, tags: inputs.tags,
        interval: timeline.interval, threads: context.threads)
    }
    let training = TrainingContext(
      tags: inputs.tags, interval: timeline.interval, pilot: inputs.pilot,
      floor: inputs.floor.variance, traces: learns ? shelf?.lessons ?? [] : [],
      rules: try declaredRules(of: inputs.tags))
    // What a score remembers: three time constants of its accumulator, and the rows before it.
    let accumulators =
      settings.chains.map(\.accumulator) + pools.flatMap(\.accumulators)
    let memory = accumulators.map(\.memoryRows).max() ?? 0
    let lags = settings.chains.map { Self.contextRows($0.detector, training) }.max() ?? 0
    let set = TrainingSet(
      source: rounded, ranges: normal.ranges, interval: timeline.interval, blocks: settings.blocks,
      guardRows: memory + lags)
    let trainer = SuiteTrainer(
      set: set, context: training, budget: settings.budget, threads: context.threads)
    let trained = try trainer.train(settings.chains, progress: context.listener)
    var records: [TrainResult.SuiteRecord] = []
    var choice: [CandidateRecord] = []
    var added: [MemberRecord] = []
    for (index, plan) in settings.suites.enumerated() {
      var members = plan.members
      var policy: AlarmPolicy?
      if let shelf, let pool = plan.pool {
        let outcome = try DefaultChoice(trained: trained, shelf: shelf, threads: context.threads)
          .search(pool, progress: context.listener)
        members = outcome.chosen.members
        policy = outcome.chosen.policy
        if choice.isEmpty { (choice, added) = (outcome.tried, outcome.members) }
      }
      let suite = try trained.suite(of: members, policy: policy)
      let file = "suite-\(index).safetensors"
      try AtomicFile.write(
        ArtifactFile.encode(suite.suite.artifact), to: "\(folder)/\(file)")
      records.append(record(suite, plan: plan, file: file))
    }
    let spans = normal.ranges.ranges
    let tolerance = context.configuration.gate.falseAlarms
    return TrainResult(
      tags: inputs.tags, noise: inputs.floor.variance.map { $0.squareRoot() },
      interval: timeline.interval,
      normalSpan: TimeRange(spans[0].start, spans[spans.count - 1].end),
      normalRows: try store.rowCount(in: normal.ranges), suites: records, choice: choice,
      members: added,
      notices: (normal.notices + inputs.notices).map { notice in
        [notice.place?.description, notice.text].compactMap { $0 }.joined(separator: " ")
      } + records.prefix(1).compactMap { $0.promise(within: tolerance).notice })
  }

  // The two-point rules that files declare, by places of the models' tags; read only where a detector goes by them.
  private func declaredRules(of tags: [Tag]) throws -> [DeclaredRule] {
    let settings = context.configuration
    guard let calibrated, let twin = settings.twin,
      settings.train.chains.contains(where: { $0.detector is ActuatorRules })
    else { return [] }
    let made = try CalibrateStage.twin(calibrated)
    // What is wrong with the plant's file was told when the twin was calibrated.
    let plant = try twin.plant(
      for: made.tags, interval: made.interval, ranges: [], problems: Problems())
    let declared = DeclaredRules.all(
      logic: made.controllerLogic, drives: plant?.description.rules(for: made.tags) ?? [],
      tags: made.tags)
    func place(_ tag: Int) -> Int? { tags.firstIndex { $0.id == made.tags[tag].id } }
    return declared.compactMap { rule in
      guard let actuator = place(rule.actuator), let sensor = place(rule.sensor) else {
        return nil
      }
      var own = rule
      (own.actuator, own.sensor) = (actuator, sensor)
      return own
    }
  }

  private func record(
    _ suite: TrainedSuite, plan: TrainSettings.SuitePlan, file: String
  ) -> TrainResult.SuiteRecord {
    let settings = context.configuration.train
    let alarms = suite.heldBack.map { $0.alarms(suite.suite.latch, limit: 1) }
    let rows = alarms.reduce(0) { $0 + $1.count }
    let standing = alarms.reduce(0) { $0 + $1.count { $0 } }
    return TrainResult.SuiteRecord(
      name: plan.name, file: file, promisedPerWeek: settings.budget.eventsPerWeek,
      achievedPerWeek: suite.achievedPerWeek,
      heldBackAlarms: alarms.reduce(0) { $0 + $1.risingEdges },
      heldBackAlarmShare: Double(standing) / Double(max(1, rows)),
      heldBackSeconds: suite.heldBack.reduce(0) { $0 + $1.weeks * 604_800 },
      chains: suite.suite.chains.map { chain in
        Self.record(chain, plan: settings.chains.first { $0.name == chain.name })
      }, hold: suite.suite.latch.hold)
  }

  private static func contextRows<D: Detector>(_ detector: D, _ context: TrainingContext) -> Int {
    detector.emptyStatistic(context).contextRows
  }

  private static func record(_ chain: Chain, plan: ChainPlan?) -> TrainResult.ChainRecord {
    TrainResult.ChainRecord(
      name: chain.name, detector: chain.model.artifact.kind,
      summary: plan.map { type(of: $0.detector).summary } ?? "",
      settings: plan?.detector.settings ?? [:],
      accumulator: type(of: chain.accumulator).id,
      accumulatorSettings: chain.accumulator.settings, limit: chain.limit, center: chain.center,
      weight: chain.fused?.weight)
  }
}
