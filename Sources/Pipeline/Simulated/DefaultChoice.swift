package import Detection
package import Diagnostics
internal import Evaluation
package import Telemetry

/// What `use: default` may come to: detectors side by side under one alarm policy.
package struct DefaultCandidate: Sendable {
  let chains: [String]
  let policy: AlarmPolicy

  /// Makes a candidate of the chains named.
  package init(chains: [String], policy: AlarmPolicy) {
    self.chains = chains
    self.policy = policy
  }
}

/// How one candidate did on simulated attacks, at the promised rate of false alarms.
package struct CandidateRecord: Codable, Sendable {
  /// The detectors.
  package var chains: [String]
  /// The accumulator, in words.
  package var accumulator: String
  /// How long an alarm lasts at least.
  package var hold: TimeSpan
  /// The mean over the attacks of 1 − time to detect / length, a miss scoring 0.
  package var score: Double
  /// Whether the score is within one standard error of the best.
  package var isNearBest: Bool
  /// Attacks with an alarm.
  package var caught: Int
  /// Attacks.
  package var total: Int
  /// The median time to the first alarm; nil where nothing was caught.
  package var medianTimeToDetect: TimeSpan?
}

/// Chooses what `use: default` stands for by attacks rehearsed in the twin; no real label is looked at.
///
/// Every candidate has its limit set on held-back normal time to the same promise of false alarms, and raised
/// where untouched simulated time would break it. What then differs is whether and how early it catches what
/// is rehearsed: the mean over the attacks of 1 − time to detect / length, a miss scoring 0. For each
/// combination of detectors the best policy is taken; of equal ones the longest hold, which says the same
/// thing once. Of these, the first combination in the list (simpler ones come first) is chosen that is within
/// one standard error of the best, the
/// differences taken attack by attack: what chance decides should not cost another detector.
/// Source of the rule: Breiman et al. (1984), Classification and Regression Trees, section 3.4.3.
package struct DefaultChoice {
  let trained: SuiteTrainer.Trained
  let shelf: TraceShelf
  let threads: Int

  /// A choice between fitted detectors on simulated traces.
  package init(trained: SuiteTrainer.Trained, shelf: TraceShelf, threads: Int) {
    self.trained = trained
    self.shelf = shelf
    self.threads = threads
  }

  /// The candidates with their figures, best first, and the place of each in `candidates`.
  package func ranked(
    _ candidates: [DefaultCandidate], progress: any Diagnostics.Progress
  ) throws -> [(index: Int, record: CandidateRecord)] {
    let names = Set(candidates.flatMap(\.chains)).sorted()
    let trained = trained
    let shelf = shelf
    // One pass of each detector over each trace serves every candidate.
    var raw: [String: [[Double]]] = [:]
    for (index, name) in names.enumerated() {
      progress.advance("choose", done: index, of: names.count + candidates.count)
      raw[name] = try ParallelMap(threads: threads)(shelf.traces.count) { index in
        trained.rawScores(of: name, rows: shelf.traces[index].frame) ?? []
      }
    }
    let scored = raw
    let judged = try ParallelMap(threads: threads)(candidates.count) { index in
      try Self.judged(candidates[index], trained: trained, shelf: shelf, raw: scored)
    }
    // Of equal scores the first counts: the order of the candidates.
    func best(_ indices: [Int]) -> Int? {
      indices.max { (judged[$0].mean, $1) < (judged[$1].mean, $0) }
    }
    guard let leader = best(Array(judged.indices)) else { return [] }
    // Candidates come combination by combination.
    let chosen =
      judged.indices.first { index in
        let same = judged.indices.filter { candidates[$0].chains == candidates[index].chains }
        return best(same) == index && judged[index].isNear(judged[leader])
      } ?? leader
    var records = judged.map(\.record)
    for index in records.indices {
      records[index].isNearBest = judged[index].isNear(judged[leader])
    }
    let order = records.indices.sorted {
      ($0 == chosen ? 0 : 1, records[$1].score, $0) < ($1 == chosen ? 0 : 1, records[$0].score, $1)
    }
    return order.map { (index: $0, record: records[$0]) }
  }

  // A candidate's scores, attack by attack.
  private struct Judged: Sendable {
    var record: CandidateRecord
    var scores: [Double]

    var mean: Double { scores.reduce(0, +) / Double(max(scores.count, 1)) }

    func isNear(_ best: Judged) -> Bool {
      let n = Double(max(scores.count, 1))
      let differences = zip(best.scores, scores).map { $0 - $1 }
      let mean = differences.reduce(0, +) / n
      let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
      return mean <= (variance / n).squareRoot()
    }
  }

  private static func judged(
    _ candidate: DefaultCandidate, trained: SuiteTrainer.Trained, shelf: TraceShelf,
    raw: [String: [[Double]]]
  ) throws -> Judged {
    let suite = try trained.deployed(of: candidate.chains, policy: candidate.policy)
    var scores: [[Double]] = []
    var alarms: [[Bool]] = []
    for (k, trace) in shelf.traces.enumerated() {
      var best = [Double](repeating: .nan, count: trace.frame.count)
      for chain in suite.chains {
        let own = ScoredRows(
          times: trace.frame.times, scores: raw[chain.name]?[k] ?? [], interval: shelf.interval
        ).relative(of: chain)
        for i in best.indices where !own[i].isNaN {
          best[i] = best[i].isNaN ? own[i] : max(best[i], own[i])
        }
      }
      scores.append(best)
    }
    // What keeps the promise on the plant's own normal time must keep it in the twin too: a detector that
    // alarms on the twin's imperfections would be credited with attacks that it does not see.
    let untouched = zip(shelf.traces, scores).map { trace, own -> ScoredRows in
      let before = trace.tampered.isEmpty ? own.count : trace.tampered.lowerBound
      return ScoredRows(
        times: Array(trace.frame.times[..<before]), scores: Array(own[..<before]),
        interval: shelf.interval)
    }
    let factor = max(1, try candidate.policy.budget.countedLimit(for: untouched))
    for k in scores.indices {
      for i in scores[k].indices { scores[k][i] /= factor }
      alarms.append(
        ScoredRows(
          times: shelf.traces[k].frame.times, scores: scores[k], interval: shelf.interval
        ).alarms(suite.latch, limit: 1))
    }
    let times = zip(shelf.traces, zip(scores, alarms)).compactMap { trace, told -> TimeSpan? in
      guard trace.record.kind == .attack, !trace.tampered.isEmpty else { return nil }
      return firstCaught(trace, scores: told.0, alarms: told.1).map {
        trace.frame.times[$0] - trace.frame.times[trace.tampered.lowerBound]
      }
    }.sorted()
    let each = zip(shelf.traces, zip(scores, alarms)).compactMap { trace, told in
      Self.score(trace, scores: told.0, alarms: told.1)
    }
    return Judged(
      record: CandidateRecord(
        chains: candidate.chains, accumulator: candidate.policy.accumulatorText,
        hold: candidate.policy.budget.latch.hold,
        score: each.reduce(0, +) / Double(max(each.count, 1)), isNearBest: false,
        caught: times.count, total: each.count,
        medianTimeToDetect: times.isEmpty ? nil : times[(times.count - 1) / 2]),
      scores: each)
  }

  /// 1 − time to detect / length of an attack; nil for anything else.
  ///
  /// An alarm that is on before the attack catches it only once a row is beyond the limit again.
  package static func score(
    _ trace: TraceShelf.Trace, scores: [Double], alarms: [Bool]
  ) -> Double? {
    guard trace.record.kind == .attack, !trace.tampered.isEmpty else { return nil }
    guard let first = firstCaught(trace, scores: scores, alarms: alarms) else { return 0 }
    return 1 - Double(first - trace.tampered.lowerBound) / Double(trace.tampered.count)
  }

  /// The first tampered row that raises an alarm, or keeps one up; nil where none does.
  package static func firstCaught(
    _ trace: TraceShelf.Trace, scores: [Double], alarms: [Bool]
  ) -> Int? {
    let start = trace.tampered.lowerBound
    let wasOn = start > 0 && alarms[start - 1]
    return trace.tampered.first { wasOn ? scores[$0] > 1 : alarms[$0] }
  }
}
