package import Detection
package import Telemetry

/// What `use: default` may come to: detectors side by side under one alarm policy.
package struct DefaultCandidate: Sendable {
  /// The chains, and how they become one score.
  package let members: [SuiteMember]
  /// What gathers scores, and how alarms are made.
  package let policy: AlarmPolicy

  /// Makes a candidate of trained chains.
  package init(members: [SuiteMember], policy: AlarmPolicy) {
    self.members = members
    self.policy = policy
  }
}

/// What the default is put together from.
package struct DefaultPool: Sendable {
  /// Chains whose evidence may be averaged, the simplest first; at least one is taken.
  let fused: [String]
  /// Chains with a natural limit that may be judged beside them.
  let beside: [String]
  /// Chains that are always there.
  let always: [String]
  /// The weights that a further chain may have beside the first, which has 1.
  let weights: [Double]
  /// What may gather evidence; of equally good ones the first is taken.
  let accumulators: [any Accumulator]
  /// The promises, alike but for hold; of equally good ones the first is taken.
  let budgets: [AlarmBudget]

  /// Makes a pool; `fused`, `accumulators` and `budgets` have at least one entry each.
  package init(
    fused: [String], beside: [String] = [], always: [String] = [], weights: [Double] = [0.5, 1],
    accumulators: [any Accumulator], budgets: [AlarmBudget]
  ) {
    precondition(
      !fused.isEmpty && !accumulators.isEmpty && !budgets.isEmpty,
      "a pool needs a chain, an accumulator and a budget")
    self.fused = fused
    self.beside = beside
    self.always = always
    self.weights = weights
    self.accumulators = accumulators
    self.budgets = budgets
  }

  func candidate(
    _ members: [SuiteMember], _ accumulator: any Accumulator, _ budget: AlarmBudget
  ) -> DefaultCandidate {
    DefaultCandidate(
      members: members + always.map { SuiteMember($0) },
      policy: AlarmPolicy(accumulator: accumulator, budget: budget))
  }
}

/// How one candidate did on simulated attacks, at the promised rate of false alarms.
package struct CandidateRecord: Codable, Sendable {
  /// The detectors.
  package var chains: [String]
  /// The weight of each in the mean of evidence, 0 for one that is judged alone; nil in runs of earlier versions.
  package var weights: [Double]?
  /// The accumulator, in words.
  package var accumulator: String
  /// How long an alarm lasts at least.
  package var hold: TimeSpan
  /// The longest pause inside one alarm; nil in runs of earlier versions, where it is as long as `hold`.
  package var merge: TimeSpan?
  /// What is chosen by, 0 to 1: half precision, a quarter earliness and a quarter agreement.
  package var score: Double
  /// The mean over the attacks of 1 − time to detect / length, a miss scoring 0; nil in runs of earlier
  /// versions.
  package var earliness: Double?
  /// The mean over the attacks' rows of the share of attacks among rows that score as high; nil in runs of earlier
  /// versions.
  package var precision: Double?
  /// The mean over the attacks of (TPR + TNR) / 2 of alarmed rows; nil in runs of earlier versions.
  package var agreement: Double?
  /// Whether the score is within one standard error of the best.
  package var isNearBest: Bool
  /// Attacks with an alarm.
  package var caught: Int
  /// Attacks.
  package var total: Int
  /// The median time to the first alarm; nil where nothing was caught.
  package var medianTimeToDetect: TimeSpan?
}

/// What a detector adds to the default that was chosen.
package struct MemberRecord: Codable, Sendable {
  /// The chain.
  package var name: String
  /// Its weight in the mean of evidence; 0 where it is judged alone.
  package var weight: Double
  /// By how much the score falls without it.
  package var adds: Double
  /// How many attacks fewer are caught without it; below 0 where more are.
  package var catches: Int
}
