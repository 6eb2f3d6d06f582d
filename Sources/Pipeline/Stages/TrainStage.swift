internal import Detection
internal import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import ModelFiles
internal import Telemetry

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
    /// The seconds of held-back normal time.
    var heldBackSeconds: Double
    /// What the chains are, in words.
    var chains: [ChainRecord]
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
  /// What a person should know.
  var notices: [String]
}

/// Normal telemetry → fitted suites with limits that keep their promise.
struct TrainStage {
  /// Fits everything that the configuration lists and writes it into `folder`.
  static func run(
    store: Store, timeline: Timeline, folder: String, context: RunContext
  ) throws -> TrainResult {
    let settings = context.configuration.train
    let labelled = try labelledOut(timeline.normal, store: store)
    let tamed = try WildValues(store: store, normal: labelled, interval: timeline.interval)
    let normal = try tamed.normal.withoutLongGaps(store: store, interval: timeline.interval)
    let inputs = try ModelInputs(store: store, normal: normal)
    let rounded = SelectedTags(StoreSource(store: store), indices: inputs.indices)
    let training = TrainingContext(
      tags: inputs.tags, interval: timeline.interval, pilot: inputs.pilot,
      floor: inputs.floor.variance)
    // What a score remembers: three time constants of its accumulator, and the rows before it.
    let memory = settings.chains.map(\.accumulator.memoryRows).max() ?? 0
    let lags = settings.chains.map { contextRows($0.detector, training) }.max() ?? 0
    let set = TrainingSet(
      source: rounded, ranges: normal, interval: timeline.interval, blocks: settings.blocks,
      guardRows: memory + lags)
    let trainer = SuiteTrainer(
      set: set, context: training, budget: settings.budget, threads: context.threads)
    let trained = try trainer.train(settings.chains, progress: context.listener)
    var records: [TrainResult.SuiteRecord] = []
    for (index, plan) in settings.suites.enumerated() {
      let suite = try trained.suite(of: plan.chains)
      let file = "suite-\(index).safetensors"
      try AtomicFile.write(
        ArtifactFile.encode(suite.suite.artifact), to: "\(folder)/\(file)")
      let alarms = suite.heldBack.map { $0.alarms(suite.suite.latch, limit: 1).risingEdges }
      records.append(
        TrainResult.SuiteRecord(
          name: plan.name, file: file, promisedPerWeek: settings.budget.eventsPerWeek,
          achievedPerWeek: suite.achievedPerWeek, heldBackAlarms: alarms.reduce(0, +),
          heldBackSeconds: suite.heldBack.reduce(0) { $0 + $1.weeks * 604_800 },
          chains: suite.suite.chains.map { chain in
            record(chain, plan: settings.chains.first { $0.name == chain.name })
          }))
    }
    let spans = normal.ranges
    let rows = try store.rowCount(in: normal)
    let result = TrainResult(
      tags: inputs.tags, noise: inputs.floor.variance.map { $0.squareRoot() },
      interval: timeline.interval,
      normalSpan: TimeRange(spans[0].start, spans[spans.count - 1].end), normalRows: rows,
      suites: records,
      notices: (tamed.notices + inputs.notices).map { notice in
        [notice.place?.description, notice.text].compactMap { $0 }.joined(separator: " ")
      })
    try JSONFile.write(result, to: "\(folder)/train.json")
    return result
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
      accumulatorSettings: chain.accumulator.settings, limit: chain.limit, center: chain.center)
  }

  // Rows that a label column calls an attack (1) or unknown (anything but 0) never train.
  private static func labelledOut(_ normal: TimeRanges, store: Store) throws -> TimeRanges {
    let labels = store.tags.indices.filter { store.tags[$0].role == .label }
    if labels.isEmpty { return normal }
    let interval = store.manifest.sampleInterval ?? .zero
    var unusual: [TimeRange] = []
    for range in normal.ranges {
      let frame = try store.frame(in: range).selecting(labels)
      for j in labels.indices {
        for (i, value) in frame.values.column(j).enumerated() where !value.isNaN && value != 0 {
          unusual.append(TimeRange(ofRowAt: frame.times[i], interval: interval))
        }
      }
    }
    let rest = normal.subtracting(TimeRanges(unusual))
    guard !rest.ranges.isEmpty else {
      throw Fault(
        .badData, "every normal row is labelled as an attack or unknown",
        hint: "check train.normal and the label column")
    }
    return rest
  }
}
