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

    /// The suite of the named plans, with limits for their union and its held-back scores.
    ///
    /// - Parameter policy: what gathers scores and how alarms are made; nil takes the plans' accumulators
    ///   and the trainer's budget.
    /// - Throws: ``Fault`` of kind `configuration` for a name without a plan, or no name at all;
    ///   of kind `badData` where no normal row can be scored.
    public func suite(
      of names: [String], policy: AlarmPolicy? = nil
    ) throws(Fault) -> TrainedSuite {
      let chosen = try chosen(names, policy)
      var heldBack: [ScoredRows] = []
      for block in 0..<trainer.set.blocks {
        let settings = try calibrate(chosen, leavingOut: block)
        heldBack.append(
          Self.largest(
            zip(chosen.chains, settings).map { chain, setting in
              fits[chain.fit].heldBack(block)
                .accumulated(by: chain.accumulator, center: setting.center)
                .relative(to: setting.limit)
            }))
      }
      return TrainedSuite(suite: try deployed(chosen), heldBack: heldBack)
    }

    /// The suite of the named plans alone, without the evidence for its promise: a fifth of the work.
    ///
    /// - Throws: as ``suite(of:policy:)``.
    public func deployed(of names: [String], policy: AlarmPolicy) throws(Fault) -> Suite {
      try deployed(try chosen(names, policy))
    }

    /// What the fitted detector of a plan says of rows, before any accumulator; nil without such a plan.
    public func rawScores(of name: String, rows: Frame) -> [Double]? {
      guard let index = plans.firstIndex(where: { $0.name == name }) else { return nil }
      var scorer = fits[index].model.scorer()
      return scorer.scores(rows)
    }

    // Chains to be calibrated together, each with the accumulator that it runs under.
    private struct Chosen {
      var chains: [(fit: Int, accumulator: any Accumulator)]
      var budget: AlarmBudget
    }

    private func chosen(_ names: [String], _ policy: AlarmPolicy?) throws(Fault) -> Chosen {
      let known = plans.map(\.name)
      if let unknown = names.first(where: { !known.contains($0) }) {
        throw Fault(
          .configuration, "unknown chain '\(unknown)'",
          hint: Suggestion.hint(for: unknown, in: known))
      }
      if names.isEmpty { throw Fault(.configuration, "a suite needs at least one chain, got none") }
      let chains = plans.indices.filter { names.contains(plans[$0].name) }.map { index in
        let plan = plans[index]
        let own = policy.map {
          ChainPlan(name: plan.name, detector: plan.detector, accumulator: $0.accumulator)
        }
        return (fit: index, accumulator: (own ?? plan).accumulator)
      }
      return Chosen(chains: chains, budget: policy?.budget ?? trainer.budget)
    }

    private func deployed(_ chosen: Chosen) throws(Fault) -> Suite {
      let settings = try calibrate(chosen, leavingOut: nil)
      return Suite(
        tags: trainer.context.tags, interval: trainer.context.interval,
        latch: chosen.budget.latch,
        chains: zip(chosen.chains, settings).map { chain, setting in
          Chain(
            name: plans[chain.fit].name, model: fits[chain.fit].model,
            accumulator: chain.accumulator, center: setting.center, limit: setting.limit)
        })
    }

    // Center and limit of each chain from blocks that its fits did not see (nor `outer`).
    private func calibrate(
      _ chosen: Chosen, leavingOut outer: Int?
    ) throws(Fault) -> [(center: Double, limit: Double)] {
      var settings: [(center: Double, limit: Double)] = []
      var relative: [[ScoredRows]] = []
      for chain in chosen.chains {
        let raw = fits[chain.fit].blocks(leavingOut: outer)
        let center = raw.flatMap(\.scores).filter { !$0.isNaN }.median() ?? 0
        if let natural = plans[chain.fit].detector.naturalLimit {
          settings.append((center, natural))
          continue
        }
        let blocks = raw.map { $0.accumulated(by: chain.accumulator, center: center) }
        let limit = try chosen.budget.limit(for: blocks)
        settings.append((center, limit))
        relative.append(blocks.map { $0.relative(to: limit) })
      }
      if relative.count > 1 {
        // Several chains together alarm more often than each alone: raise all limits by one factor.
        let union = relative[0].indices.map { block in Self.largest(relative.map { $0[block] }) }
        // A few ulps more, lest rounding in score / (limit · factor) lifts the very row that set it.
        let factor = try chosen.budget.limit(for: union) * (1 + 4 * .ulpOfOne)
        for (k, chain) in chosen.chains.enumerated()
        where plans[chain.fit].detector.naturalLimit == nil { settings[k].limit *= factor }
      }
      return settings
    }

    private static func largest(_ chains: [ScoredRows]) -> ScoredRows {
      var result = chains[0]
      for chain in chains.dropFirst() {
        for i in result.scores.indices where !chain.scores[i].isNaN {
          let best = result.scores[i]
          result.scores[i] = best.isNaN ? chain.scores[i] : max(best, chain.scores[i])
        }
      }
      return result
    }
  }
}
