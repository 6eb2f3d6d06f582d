public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// What to train: a detector and what gathers its scores.
public struct ChainPlan: Sendable {
  /// The name in tables; unique in a suite.
  public let name: String
  /// The detector.
  public let detector: any Detector
  /// The accumulator; a detector with a natural limit accumulates nothing.
  public let accumulator: any Accumulator

  /// Makes a plan.
  public init(name: String, detector: any Detector, accumulator: any Accumulator) {
    self.name = name
    self.detector = detector
    var none = Fields(.empty, problems: Problems())
    self.accumulator = detector.naturalLimit == nil ? accumulator : Plain(&none)
  }
}

/// A suite with the evidence for its promise.
public struct TrainedSuite: Sendable {
  /// What is deployed, fitted to all of the normal time.
  public let suite: Suite
  /// Normal rows scored by the whole procedure without them: fits, centers and limits; 1 = the limit.
  public let heldBack: [ScoredRows]

  /// False-alarm events a week on the held-back normal time.
  public var achievedPerWeek: Double {
    let weeks = heldBack.reduce(0) { $0 + $1.weeks }
    let events = heldBack.reduce(0) { $0 + $1.alarms(suite.latch, limit: 1).risingEdges }
    return weeks > 0 ? Double(events) / weeks : .nan
  }
}

/// Fits chains and sets limits that keep a false-alarm budget on normal time that no fit has seen.
public struct SuiteTrainer: Sendable {
  private let set: TrainingSet
  private let context: TrainingContext
  private let budget: AlarmBudget
  private let threads: Int

  /// A trainer for one set of normal time.
  public init(set: TrainingSet, context: TrainingContext, budget: AlarmBudget, threads: Int) {
    self.set = set
    self.context = context
    self.budget = budget
    self.threads = threads
  }

  /// Fits each plan once; suites of any of them are then put together by ``suite(of:)``.
  public func train(_ plans: [ChainPlan], progress: any Progress) throws -> Trained {
    var fits: [CrossFit] = []
    for (index, plan) in plans.enumerated() {
      progress.advance("train", done: index, of: plans.count)
      do {
        fits.append(try crossFit(plan.detector))
      } catch var fault as Fault {
        fault.place = fault.place ?? Place(path: "detector \(plan.name)")
        throw fault
      }
    }
    progress.advance("train", done: plans.count, of: plans.count)
    return Trained(trainer: self, plans: plans, fits: fits)
  }

  private func crossFit<D: Detector>(_ detector: D) throws -> CrossFit {
    try CrossFit(detector, set, context, threads: threads)
  }

  /// Fitted chains, from which suites are made.
  public struct Trained: Sendable {
    private let trainer: SuiteTrainer
    private let plans: [ChainPlan]
    private let fits: [CrossFit]

    fileprivate init(trainer: SuiteTrainer, plans: [ChainPlan], fits: [CrossFit]) {
      self.trainer = trainer
      self.plans = plans
      self.fits = fits
    }

    /// The suite of the named plans, each judged alone and the largest counting.
    ///
    /// - Throws: as ``suite(of:policy:)-(_,_)``.
    public func suite(
      of names: [String], policy: AlarmPolicy? = nil
    ) throws(Fault) -> TrainedSuite {
      try suite(of: names.map { SuiteMember($0) }, policy: policy)
    }

    /// The suite of some plans, with limits for their union and its held-back scores.
    ///
    /// - Parameter policy: what gathers scores and how alarms are made; nil takes the plans' accumulators
    ///   and the trainer's budget.
    /// - Throws: ``Fault`` of kind `configuration` for a name without a plan, or no name at all;
    ///   of kind `badData` where no normal row can be scored.
    public func suite(
      of members: [SuiteMember], policy: AlarmPolicy? = nil
    ) throws(Fault) -> TrainedSuite {
      let chosen = try chosen(members, policy)
      var heldBack: [ScoredRows] = []
      for block in 0..<trainer.set.blocks {
        let settings = try calibrate(chosen, leavingOut: block)
        heldBack.append(
          chosen.fused(
            zip(chosen.chains, settings).map { chain, setting in
              setting.relative(fits[chain.fit].heldBack(block), by: chain.accumulator)
            }))
      }
      let settings = try calibrate(chosen, leavingOut: nil)
      return TrainedSuite(suite: deployed(chosen, settings), heldBack: heldBack)
    }

    /// The suite of some plans with the scores of normal rows that set its limits, and without the evidence for
    /// its promise: a fifth of the work.
    ///
    /// - Throws: as ``suite(of:policy:)-(_,_)``.
    public func deployed(
      of members: [SuiteMember], policy: AlarmPolicy
    ) throws(Fault) -> (suite: Suite, normal: [ScoredRows]) {
      let chosen = try chosen(members, policy)
      let settings = try calibrate(chosen, leavingOut: nil)
      let relative = zip(chosen.chains, settings).map { chain, setting in
        fits[chain.fit].blocks(leavingOut: nil).map { setting.relative($0, by: chain.accumulator) }
      }
      let blocks = relative[0].indices
      return (
        deployed(chosen, settings), blocks.map { k in chosen.fused(relative.map { $0[k] }) }
      )
    }

    /// What the fitted detector of a plan says of rows, before any accumulator; nil without such a plan.
    public func rawScores(of name: String, rows: Frame) -> [Double]? {
      guard let index = plans.firstIndex(where: { $0.name == name }) else { return nil }
      var scorer = fits[index].model.scorer()
      return scorer.scores(rows)
    }

    // Chains to be calibrated together, each with the accumulator that it runs under.
    private struct Chosen {
      var chains: [(fit: Int, accumulator: any Accumulator, weight: Double?)]
      var budget: AlarmBudget

      // Scores relative to limits, chain by chain → the suite's.
      func fused(_ relative: [ScoredRows]) -> ScoredRows {
        let fusion = ChainFusion(weights: chains.map(\.weight))
        return ScoredRows(
          times: relative[0].times, scores: fusion.scores(relative.map(\.scores)),
          interval: relative[0].interval)
      }
    }

    // What normal time says of a chain.
    private struct Setting {
      var center: Double
      var limit: Double
      var evidence: Evidence?

      func accumulated(_ raw: ScoredRows, by accumulator: any Accumulator) -> ScoredRows {
        var rows = raw
        if let evidence { rows.scores = raw.scores.map { evidence($0) } }
        return rows.accumulated(by: accumulator, center: center)
      }

      func relative(_ raw: ScoredRows, by accumulator: any Accumulator) -> ScoredRows {
        accumulated(raw, by: accumulator).relative(to: limit)
      }
    }

    private func chosen(_ members: [SuiteMember], _ policy: AlarmPolicy?) throws(Fault) -> Chosen {
      let known = plans.map(\.name)
      if let unknown = members.first(where: { !known.contains($0.name) }) {
        throw Fault(
          .configuration, "unknown chain '\(unknown.name)'",
          hint: Suggestion.hint(for: unknown.name, in: known))
      }
      if members.isEmpty {
        throw Fault(.configuration, "a suite needs at least one chain, got none")
      }
      var chains: [(fit: Int, accumulator: any Accumulator, weight: Double?)] = []
      for (index, plan) in plans.enumerated() {
        guard let member = members.first(where: { $0.name == plan.name }) else { continue }
        let own = policy.map {
          ChainPlan(name: plan.name, detector: plan.detector, accumulator: $0.accumulator)
        }
        let weight = plan.detector.naturalLimit == nil ? member.weight : nil
        chains.append((index, (own ?? plan).accumulator, weight))
      }
      return Chosen(chains: chains, budget: policy?.budget ?? trainer.budget)
    }

    private func deployed(_ chosen: Chosen, _ settings: [Setting]) -> Suite {
      Suite(
        tags: trainer.context.tags, interval: trainer.context.interval,
        latch: chosen.budget.latch,
        chains: zip(chosen.chains, settings).map { chain, setting in
          Chain(
            name: plans[chain.fit].name, model: fits[chain.fit].model,
            accumulator: chain.accumulator, center: setting.center, limit: setting.limit,
            fused: setting.evidence.map {
              Chain.Fused(evidence: $0, weight: chain.weight ?? 1)
            })
        })
    }

    // Center and limit of each chain from blocks that its fits did not see (nor `outer`).
    private func calibrate(_ chosen: Chosen, leavingOut outer: Int?) throws(Fault) -> [Setting] {
      var settings: [Setting] = []
      var accumulated: [Int: [ScoredRows]] = [:]
      for (k, chain) in chosen.chains.enumerated() {
        let raw = fits[chain.fit].blocks(leavingOut: outer)
        let scores = raw.flatMap(\.scores).filter { !$0.isNaN }
        var setting = Setting(center: scores.median() ?? 0, limit: 1)
        if let natural = plans[chain.fit].detector.naturalLimit {
          setting.limit = natural
          settings.append(setting)
          continue
        }
        if chain.weight != nil {
          let evidence = Evidence(normal: scores)
          setting.evidence = evidence
          setting.center = evidence(setting.center)
        }
        let rows = raw.map { setting.accumulated($0, by: chain.accumulator) }
        if chain.weight == nil { setting.limit = try chosen.budget.limit(for: rows) }
        accumulated[k] = rows
        settings.append(setting)
      }
      // Every judge with a limit of its own: the mean of those that are fused, and each other chain.
      var judges = settings.indices.filter { chosen.chains[$0].weight == nil }
        .compactMap { k in accumulated[k].map { $0.map { $0.relative(to: settings[k].limit) } } }
      let fused = settings.indices.filter { chosen.chains[$0].weight != nil }
      if !fused.isEmpty {
        let fusion = ChainFusion(weights: fused.map { chosen.chains[$0].weight })
        let means = (accumulated[fused[0]] ?? []).indices.map { block -> ScoredRows in
          let parts = fused.compactMap { accumulated[$0]?[block] }
          return ScoredRows(
            times: parts[0].times, scores: fusion.scores(parts.map(\.scores)),
            interval: parts[0].interval)
        }
        // A few ulps more: a mean of quotients is not the quotient of a mean.
        let limit = try chosen.budget.limit(for: means) * (1 + 8 * .ulpOfOne)
        for k in fused { settings[k].limit = limit }
        judges.append(means.map { $0.relative(to: limit) })
      }
      if judges.count > 1 {
        // Several together alarm more often than each alone: raise all limits by one factor.
        let largest = ChainFusion(weights: judges.map { _ in nil })
        let union = judges[0].indices.map { block in
          ScoredRows(
            times: judges[0][block].times, scores: largest.scores(judges.map { $0[block].scores }),
            interval: judges[0][block].interval)
        }
        // A few ulps more, lest rounding in score / (limit · factor) lifts the very row that set it.
        let factor = try chosen.budget.limit(for: union) * (1 + 4 * .ulpOfOne)
        for k in settings.indices where accumulated[k] != nil { settings[k].limit *= factor }
      }
      return settings
    }
  }
}
