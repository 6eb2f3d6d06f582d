internal import Detection
internal import Diagnostics
internal import Telemetry

/// Judges candidates for the default on simulated attacks; no real label is looked at.
///
/// Every candidate has its limit set on held-back normal time to the same promise of false alarms. What then
/// differs is whether and how early it catches what is rehearsed, whether its alarms last as long as the attack and no
/// longer, and how well its score ranks, whatever the limit. An attack's score, from 0 to 1, is half BATADAL's S and
/// half average precision:
///
///     score     = (S + precision) / 2,   S = (earliness + agreement) / 2
///     earliness = 1 − time to detect / length, a miss scoring 0
///     agreement = (share of its rows alarmed + 1 − share of normal rows alarmed) / 2
///     precision = mean over its rows of π R / (π R + (1 − π) F)
///
/// Normal rows alarmed are those of held-back time, and those of the trace behind the attack as part of the
/// length · (1 − π)/π normal rows that there are to an attack.
/// R is the share of attacked rows (each attack counting alike) that score as high or higher, F that of normal rows,
/// π = 0.05 the share of time that is taken to be under attack. Precision's mean over all attacks is their average precision.
/// Normal rows are held back from fits; attacks in the twin are also held against the twin's own untouched time, and
/// their limit is raised where that would break the promise: a detector that alarms on the twin's imperfections would
/// be credited with attacks that it does not see.
package struct CandidateJudge: Sendable {
  /// The share of time that is taken to be under attack where precision is reckoned.
  static let prevalence = 0.05

  let trained: SuiteTrainer.Trained
  let shelf: TraceShelf
  /// Per chain and trace, raw scores.
  let raw: [String: [[Double]]]

  /// Scores every trace by every chain named; one pass serves every candidate.
  init(
    trained: SuiteTrainer.Trained, shelf: TraceShelf, chains: [String], threads: Int
  ) throws {
    self.trained = trained
    self.shelf = shelf
    var raw: [String: [[Double]]] = [:]
    for name in chains {
      raw[name] = try ParallelMap(threads: threads)(shelf.traces.count) { index in
        trained.rawScores(of: name, rows: shelf.traces[index].frame) ?? []
      }
    }
    self.raw = raw
  }

  /// A candidate's record and its score attack by attack.
  struct Judged: Sendable {
    var record: CandidateRecord
    var scores: [Double]

    var mean: Double { scores.mean }

    /// Whether chance alone may make another one better by as much: one standard error, attack by attack.
    func isNear(_ best: Judged) -> Bool {
      let differences = zip(best.scores, scores).map { $0 - $1 }
      let mean = differences.mean
      let variance = differences.map { ($0 - mean) * ($0 - mean) }.mean
      return mean <= (variance / Double(max(scores.count, 1))).squareRoot()
    }
  }

  /// Judges one candidate.
  ///
  /// O(rows log rows).
  /// - Throws: ``Fault`` where its limit cannot be set.
  func judged(_ candidate: DefaultCandidate) throws -> Judged {
    let (suite, normal) = try trained.deployed(
      of: candidate.members, policy: candidate.policy)
    let scores = shelf.traces.indices.map { k in
      suite.fusion.scores(
        suite.chains.map { chain in
          ScoredRows(
            times: shelf.traces[k].frame.times, scores: raw[chain.name]?[k] ?? [],
            interval: shelf.interval
          ).relative(of: chain)
        })
    }
    let untouched = zip(shelf.traces, scores).compactMap { trace, own -> ScoredRows? in
      if trace.record.isInjected { return nil }
      let before = trace.tampered.isEmpty ? own.count : trace.tampered.lowerBound
      return ScoredRows(
        times: Array(trace.frame.times[..<before]), scores: Array(own[..<before]),
        interval: shelf.interval)
    }
    let isScored = untouched.contains { $0.scores.contains { !$0.isNaN } }
    let factor = isScored ? max(1, try candidate.policy.budget.countedLimit(for: untouched)) : 1
    let quiet = normal.flatMap { $0.alarms(suite.latch, limit: 1) }
    let falsely = Double(quiet.count { $0 }) / Double(max(quiet.count, 1))
    let alarmed = zip(shelf.traces, scores).map { trace, own in
      let limit = trace.record.isInjected ? 1 : factor
      let relative = ScoredRows(
        times: trace.frame.times, scores: own.map { $0 / limit }, interval: shelf.interval)
      let alarms = relative.alarms(suite.latch, limit: 1)
      return (
        score: DefaultChoice.score(trace, scores: relative.scores, alarms: alarms),
        first: DefaultChoice.firstCaught(trace, scores: relative.scores, alarms: alarms),
        agreement: Self.agreement(trace, alarms: alarms, falsely: falsely)
      )
    }
    let precision = precision(scores, normal: normal, untouched: untouched)
    let attacks = shelf.traces.indices.filter { alarmed[$0].score != nil }
    let times = attacks.compactMap { k in
      alarmed[k].first.map {
        shelf.traces[k].frame.times[$0]
          - shelf.traces[k].frame.times[shelf.traces[k].tampered.lowerBound]
      }
    }.sorted()
    let early = attacks.map { alarmed[$0].score ?? 0 }
    let agreeing = attacks.map { alarmed[$0].agreement }
    let precise = attacks.map { precision[$0] ?? 0 }
    let each = attacks.indices.map { ((early[$0] + agreeing[$0]) / 2 + precise[$0]) / 2 }
    return Judged(
      record: CandidateRecord(
        chains: suite.chains.map(\.name), weights: suite.chains.map { $0.fused?.weight ?? 0 },
        accumulator: candidate.policy.accumulatorText,
        hold: candidate.policy.budget.latch.hold, merge: candidate.policy.budget.latch.merge,
        score: each.mean, earliness: early.mean, precision: precise.mean, agreement: agreeing.mean,
        isNearBest: false, caught: times.count, total: attacks.count,
        medianTimeToDetect: times.isEmpty ? nil : times[(times.count - 1) / 2]),
      scores: each)
  }

  /// (TPR + TNR) / 2 of an attack's rows, those behind it and the normal rows that there are to it.
  package static func agreement(
    _ trace: TraceShelf.Trace, alarms: [Bool], falsely: Double
  ) -> Double {
    let length = Double(max(trace.tampered.count, 1))
    let hit = Double(trace.tampered.count { alarms[$0] }) / length
    let behind = Double(alarms[trace.tampered.upperBound...].count { $0 })
    let late = behind * prevalence / ((1 - prevalence) * length)
    return (hit + 1 - min(1, falsely + late)) / 2
  }

  // Per trace, the precision of an attack; nothing for other traces.
  private func precision(
    _ scores: [[Double]], normal: [ScoredRows], untouched: [ScoredRows]
  ) -> [Int: Double] {
    let normal = SortedScores(normal.flatMap(\.scores))
    let untouched = SortedScores(untouched.flatMap(\.scores))
    var result: [Int: Double] = [:]
    for isInjected in [false, true] {
      let attacks = shelf.traces.indices.filter {
        let trace = shelf.traces[$0]
        return trace.record.kind == .attack && !trace.tampered.isEmpty
          && trace.record.isInjected == isInjected
      }
      let rows = attacks.map { k in
        // What cannot be scored ranks lowest.
        shelf.traces[k].tampered.map { scores[k][$0].isNaN ? -Double.infinity : scores[k][$0] }
      }
      let attacked = SortedScores(
        rows.flatMap { $0 }, weights: rows.flatMap { own in own.map { _ in 1 / Double(own.count) } }
      )
      for (k, own) in zip(attacks, rows) {
        result[k] =
          own.map { score in
            let recall = Self.prevalence * attacked.share(atLeast: score)
            let falsely = max(
              normal.share(atLeast: score), isInjected ? 0 : untouched.share(atLeast: score))
            return recall / (recall + (1 - Self.prevalence) * falsely)
          }.mean
      }
    }
    return result
  }
}

/// Scores in order, to ask which share of them is at least as high as one; NaN is left out.
private struct SortedScores {
  private let scores: [Double]
  // The weight of a score and all above it.
  private let above: [Double]

  init(_ values: [Double], weights: [Double]? = nil) {
    let order = values.indices.filter { !values[$0].isNaN }
      .sorted { (values[$0], $0) < (values[$1], $1) }
    scores = order.map { values[$0] }
    var sum = 0.0
    above = order.reversed().map { index in
      sum += weights?[index] ?? 1
      return sum
    }.reversed()
  }

  // 0 where there is none.
  func share(atLeast score: Double) -> Double {
    var (low, high) = (0, scores.count)
    while low < high {
      let middle = (low + high) / 2
      if scores[middle] < score { low = middle + 1 } else { high = middle }
    }
    return low < above.count ? above[low] / above[0] : 0
  }
}

extension [Double] {
  /// The mean; 0 of nothing.
  fileprivate var mean: Double { reduce(0, +) / Double(Swift.max(count, 1)) }
}
