public import Detection
internal import Diagnostics
internal import Evaluation
public import Telemetry

/// `train:` — which time is normal, what is fitted, and how many false alarms a site accepts.
public struct TrainSettings: Sendable {
  /// A detector, or several under one name, to be judged; the first is deployed.
  public struct SuitePlan: Sendable {
    /// The name in tables.
    public var name: String
    /// The chains, and how they become one score.
    public var members: [SuiteMember]
    /// The chains' names.
    public var chains: [String] { members.map(\.name) }
    /// Whether it stands for `use: default`.
    public var isDefault: Bool
    /// What a default is put together from; nil where nothing is chosen.
    var pool: DefaultPool?
  }

  /// The normal time.
  public var normal: NormalSettings
  /// Everything that is fitted.
  public var chains: [ChainPlan]
  /// Where each of `chains` stands in the file, by its name.
  var places: [String: Place] = [:]
  /// What is judged, in the order of the file; the first is deployed.
  public var suites: [SuitePlan]
  /// The accumulator of every chain without a natural limit and without one of its own.
  public var accumulator: any Accumulator
  /// The false-alarm budget.
  public var budget: AlarmBudget
  /// How many blocks the normal time is cut into for cross-fitting, 3 to 50.
  public var blocks: Int
  /// Whether simulated attacks choose the default's accumulator.
  var choosesAccumulator = false
  /// Whether simulated attacks choose the default's hold.
  var choosesHold = false
  /// What foresees failures.
  public var prognosers: [PrognoserPlan]

  /// What `use: default` stands for where no attacks are simulated.
  ///
  /// Chosen without looking at labels: the autoregression is the one detector that uses the past, and
  /// silence is its own kind of anomaly.
  static let standard = ["var-innovations", "missing-data"]

  /// Reads the settings; `choosing` where simulated attacks decide what `use: default` stands for.
  init(_ fields: inout Fields, paths: PathExpansion, choosing: Bool) {
    var normalFields = fields.fields("normal")
    normal = NormalSettings(&normalFields)
    normalFields.finish()
    var none = Fields(.empty, problems: fields.problems)
    accumulator = CausalMean(&none)
    if let settings = fields.settings("accumulator"),
      let chosen = Accumulators.catalog.make(settings, problems: fields.problems)
    {
      accumulator = chosen
    }
    let accumulatorIsGiven = fields.has("accumulator")
    var alarms = fields.fields("alarms")
    let holdIsGiven = alarms.has("hold")
    budget = AlarmBudget(&alarms)
    alarms.finish()
    blocks = fields.integer("blocks", default: 5, in: 3...50)
    prognosers = []
    for item in fields.list("prognosers") {
      var own = Fields(item, problems: fields.problems)
      if let plan = PrognoserPlan(&own, paths: paths, earlier: prognosers) {
        prognosers.append(plan)
      }
      own.finish()
    }
    chains = []
    suites = []
    var items = fields.list("detectors")
    if items.isEmpty, fields.has("detectors") {
      fields.problems.add(
        "'detectors' is an empty list: nothing would be trained",
        at: fields.settings("detectors")?.place,
        hint: "leave it out for the default, or name some, like [default, mahalanobis]")
    }
    for item in items { Self.checkName(item, problems: fields.problems) }
    if items.isEmpty { items = [Settings(.scalar("default", quoted: false), at: fields.place)] }
    let hasDefault = choosing && items.contains(where: Self.isDefault)
    choosesAccumulator = hasDefault && !accumulatorIsGiven
    choosesHold = hasDefault && !holdIsGiven
    let accumulators = accumulatorIsGiven ? [accumulator] : DefaultCandidates.accumulators
    let budgets = holdIsGiven ? [budget] : DefaultCandidates.budgets(like: budget)
    for item in items {
      if Self.isTogether(item) {
        addTogether(item, choosing: choosing, problems: fields.problems)
        continue
      }
      guard Self.isDefault(item) else {
        add(item, choosing: choosing, problems: fields.problems)
        continue
      }
      func named(_ ids: [String]) -> [String] {
        ids.map { id in
          addChain(
            Settings(.scalar(id, quoted: false), at: item.place), name: id, choosing: choosing,
            problems: fields.problems)
        }
      }
      Self.checkDefault(item, problems: fields.problems)
      let standard = named(Self.standard)
      let pool =
        choosing
        ? DefaultPool(
          fused: named(DefaultCandidates.distances), beside: named(DefaultCandidates.beside),
          always: named(DefaultCandidates.always), accumulators: accumulators, budgets: budgets)
        : nil
      suites.append(
        SuitePlan(
          name: unique(Self.name(of: item)), members: standard.map { SuiteMember($0) },
          isDefault: true,
          pool: pool))
    }
  }

  /// What keeps detectors from being fitted to a plant, each with its place in the file.
  ///
  /// - Parameters:
  ///   - tags: the names of the tags that models may read; nil where they are not known.
  ///   - interval: the usual time between two rows; nil where it is not known.
  func obstacles(tags: [String]?, interval: TimeSpan?) -> [Fault] {
    chains.compactMap { chain in
      var fault = chain.detector.obstacle(tags: tags, interval: interval)
      fault?.place = places[chain.name]
      return fault
    }
  }

  private mutating func add(_ item: Settings, choosing: Bool, problems: Problems) {
    let name = unique(Self.name(of: item))
    let chain = addChain(item, name: name, choosing: choosing, problems: problems)
    suites.append(SuitePlan(name: name, members: [SuiteMember(chain)], isDefault: false))
  }

  // `{ name: …, together: [ … ], combine: … }`: several detectors as one, judged by the largest of their relative
  // scores or by the mean of their evidence.
  private mutating func addTogether(_ item: Settings, choosing: Bool, problems: Problems) {
    var fields = Fields(item, problems: problems)
    let name = fields.requiredString("name")
    let parts = fields.list("together")
    if parts.isEmpty {
      problems.add(
        "'together' needs at least one detector, got none", at: fields.place,
        hint: "like [{ use: mahalanobis }, { use: mewma }]")
    }
    let isMean = fields.word("combine", default: "largest", of: ["largest", "mean"]) == "mean"
    var chosen: [SuiteMember] = []
    for part in parts {
      if Self.isDefault(part) || Self.isTogether(part) {
        problems.add(
          "'together' takes detectors by name, neither 'default' nor another 'together'",
          at: part.place)
        continue
      }
      Self.checkName(part, problems: problems)
      let (weight, detector) = Self.weight(part, isMean: isMean, problems: problems)
      let chain = addChain(
        detector, name: Self.name(of: part), choosing: choosing, problems: problems)
      guard !chosen.contains(where: { $0.name == chain }) else {
        problems.add(
          "'\(Self.name(of: part))' stands twice in 'together' with the same settings",
          at: part.place, hint: "leave one of them out, or give it other settings")
        continue
      }
      chosen.append(SuiteMember(chain, weight: isMean ? weight : nil))
    }
    fields.finish()
    suites.append(SuitePlan(name: unique(name), members: chosen, isDefault: false))
  }

  // A part's `weight:` in the mean of evidence, 1 where it is left out, and the part without it.
  private static func weight(
    _ item: Settings, isMean: Bool, problems: Problems
  ) -> (Double, Settings) {
    guard case .mapping(let entries) = item.content,
      let entry = entries.first(where: { $0.key == "weight" })
    else { return (1, item) }
    let rest = Settings(.mapping(entries.filter { $0.key != "weight" }), at: item.place)
    guard isMean else {
      problems.add(
        "'weight' counts in a mean, and the largest score is taken here", at: entry.value.place,
        hint: "add 'combine: mean', or leave it out")
      return (1, rest)
    }
    var own = Fields(Settings(.mapping([entry]), at: item.place), problems: problems)
    return (own.number("weight", default: 1, in: 0.01...100), rest)
  }

  private static func isTogether(_ item: Settings) -> Bool {
    guard case .mapping(let entries) = item.content else { return false }
    return entries.contains { $0.key == "together" }
  }

  // A detector's own `accumulator:`, and its settings without it.
  private static func split(
    _ item: Settings, problems: Problems
  ) -> (own: (any Accumulator)?, rest: Settings) {
    guard case .mapping(let entries) = item.content,
      let entry = entries.first(where: { $0.key == "accumulator" })
    else { return (nil, item) }
    let rest = entries.filter { $0.key != "accumulator" }
    return (
      Accumulators.catalog.make(entry.value, problems: problems),
      Settings(.mapping(rest), at: item.place)
    )
  }

  // Equal detectors under equal accumulators are fitted once, whatever the
  // number of suites that use them.
  private mutating func addChain(
    _ item: Settings, name: String, choosing: Bool, problems: Problems
  ) -> String {
    let (own, settings) = Self.split(item, problems: problems)
    guard let detector = Detectors.catalog.make(settings, problems: problems) else { return name }
    if let own, detector.naturalLimit != nil, type(of: own).id != Plain.id {
      problems.add(
        "detector '\(type(of: detector).id)' has a limit of its own, so that nothing is gathered over time",
        at: Self.entry("accumulator", of: item)?.value.place, hint: "leave out 'accumulator'")
    }
    if type(of: detector).learnsFromAttacks, !choosing {
      problems.add(
        "detector '\(type(of: detector).id)' learns from simulated attacks, and there are none",
        at: item.place, hint: "add 'attacks: { campaign: default }', which needs a 'twin:'")
    }
    let plan = ChainPlan(name: name, detector: detector, accumulator: own ?? accumulator)
    for chain in chains
    where type(of: chain.detector).id == type(of: detector).id
      && chain.detector.settings == detector.settings
      && type(of: chain.accumulator).id == type(of: plan.accumulator).id
      && chain.accumulator.settings == plan.accumulator.settings
    {
      return chain.name
    }
    var unique = name
    var number = 2
    while chains.contains(where: { $0.name == unique }) {
      unique = "\(name)-\(number)"
      number += 1
    }
    chains.append(ChainPlan(name: unique, detector: detector, accumulator: plan.accumulator))
    places[unique] = item.place
    return unique
  }

  private func unique(_ name: String) -> String {
    guard suites.contains(where: { $0.name == name }) else { return name }
    var number = 2
    while suites.contains(where: { $0.name == "\(name)-\(number)" }) { number += 1 }
    return "\(name)-\(number)"
  }

  private static func isDefault(_ item: Settings) -> Bool { text("use", of: item) == "default" }

  // `{ use: default, name: … }` takes nothing else.
  private static func checkDefault(_ item: Settings, problems: Problems) {
    guard case .mapping = item.content else { return }
    var fields = Fields(item, problems: problems)
    _ = fields.optionalString("use")
    _ = fields.optionalString("name")
    fields.refuse(
      "accumulator", hint: "write it beside 'detectors': the default takes the accumulator of all")
    fields.finish()
  }

  // Tables call it by its name.
  private static func checkName(_ item: Settings, problems: Problems) {
    guard let entry = entry("name", of: item), case .scalar(let text, _) = entry.value.content,
      text.allSatisfy(\.isWhitespace)
    else { return }
    problems.add(
      "'name' must not be empty", at: entry.value.place,
      hint: "write what tables are to call it, or leave it out")
  }

  private static func entry(_ key: String, of item: Settings) -> Settings.Entry? {
    guard case .mapping(let entries) = item.content else { return nil }
    return entries.first { $0.key == key }
  }

  // What tables call it: its `name:`, else what it uses.
  private static func name(of item: Settings) -> String {
    text("name", of: item) ?? text("use", of: item) ?? "detector"
  }

  private static func text(_ key: String, of item: Settings) -> String? {
    switch item.content {
    case .scalar(let text, _): return key == "use" ? text : nil
    case .mapping(let entries):
      guard case .scalar(let text, _)? = entries.first(where: { $0.key == key })?.value.content
      else { return nil }
      return text
    default: return nil
    }
  }
}

/// `train.normal:` — which telemetry is normal operation.
public struct NormalSettings: Sendable {
  /// The first moment; nil for the start of the window.
  public var from: Timestamp?
  /// The last moment; nil for `wait` before now.
  public var until: Timestamp?
  /// How far back from the last normal moment training looks; nil for everything.
  public var window: TimeSpan?
  /// How long telemetry waits before it trains, so that verdicts can arrive.
  public var wait: TimeSpan
  /// The kinds of events whose time is not normal.
  public var leaveOut: [EventKind]

  init(_ fields: inout Fields) {
    let century = TimeSpan.hours(24 * 36_500)
    from = fields.optionalTimestamp("from")
    until = fields.optionalTimestamp("until")
    window = fields.optionalSpan("window", in: TimeSpan.hours(1)...century)
    wait = fields.span("wait", default: .hours(24 * 7), in: .zero...century)
    leaveOut = eventKinds(
      &fields, "leave-out", default: [.attack, .fault, .maintenance, .test])
  }
}

/// `evaluate:` — which time is judged, which events are to be found, and when alarms reach a person.
public struct EvaluateSettings: Sendable {
  /// The first moment; nil for right after the normal time.
  public var from: Timestamp?
  /// The last moment; nil for now.
  public var until: Timestamp?
  /// The kinds of events that detectors should catch.
  public var kinds: [EventKind]
  /// How long after its moment a row stands in an export; nil where nobody says.
  public var exportLag: TimeSpan?
  /// The time from one run to the next; nil where nobody says, zero for a stream.
  public var schedule: TimeSpan?
  /// When the first run of a day starts, after midnight UTC; nil for at midnight.
  public var scheduleOffset: TimeSpan?

  init(_ fields: inout Fields) {
    from = fields.optionalTimestamp("from")
    until = fields.optionalTimestamp("until")
    kinds = eventKinds(&fields, "kinds", default: [.attack])
    exportLag = fields.optionalSpan("export-lag", in: .zero...TimeSpan.hours(8_760))
    schedule = fields.optionalSpan("schedule", in: .zero...TimeSpan.hours(8_760))
    scheduleOffset = fields.optionalSpan("schedule-offset", in: .zero...TimeSpan.hours(8_760))
    if scheduleOffset != nil, schedule == nil {
      fields.problems.add(
        "'schedule-offset' needs 'schedule'", at: fields.settings("schedule-offset")?.place,
        hint: "like schedule: 24h")
    }
  }

  /// When alarms reach a person; nil where neither the lag of exports nor a schedule is told.
  ///
  /// A lag that is not told counts as none; without a schedule rows are taken for a stream.
  var reporting: ReportingSchedule? {
    guard exportLag != nil || schedule != nil else { return nil }
    return ReportingSchedule(
      exportLag: exportLag ?? .zero, schedule: schedule ?? .zero, offset: scheduleOffset ?? .zero)
  }
}

/// `gate:` — what a new model must reach to replace the old one.
public struct GateSettings: Sendable {
  /// How many times the promise false alarms may be on held-back normal time, the lower end of their interval.
  public var falseAlarms: Double
  /// Whether a new model may catch fewer of the labelled events than the one it replaces.
  public var recall: String

  init(_ fields: inout Fields) {
    falseAlarms = fields.number("false-alarms", default: 1.5, in: 0.1...100)
    recall = fields.word("recall", default: "no-worse", of: ["no-worse", "any"])
  }
}

private func eventKinds(
  _ fields: inout Fields, _ key: String, default fallback: [EventKind]
) -> [EventKind] {
  let words = EventKind.allCases.map(\.rawValue)
  return fields.strings(key, default: fallback.map(\.rawValue)).compactMap { word in
    if let kind = EventKind(rawValue: word) { return kind }
    fields.problems.add(
      "unknown kind of event '\(word)' in '\(key)'", at: fields.settings(key)?.place,
      hint: Suggestion.hint(for: word, in: words))
    return nil
  }
}
