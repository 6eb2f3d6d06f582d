package import Detection
package import Diagnostics
internal import Telemetry

/// Puts together what `use: default` stands for by attacks rehearsed in the twin and in recorded time.
///
/// Candidates are judged by ``CandidateJudge``. The search is greedy and takes the simplest that chance does not
/// tell from better:
///
/// 1. each chain alone under each accumulator; the first chain in the list whose best is within one standard error
///    of the leader's, differences taken attack by attack,
/// 2. the further chain, at one of the weights or beside, that adds most, again and again while it adds more than
///    one standard error,
/// 3. accumulators and holds anew for what came out; of equal ones the first in the list.
///
/// What chance decides should not cost another detector.
/// Source of the rule: Breiman et al. (1984), Classification and Regression Trees, section 3.4.3; of the steps: Caruana
/// et al. (2004), Ensemble Selection from Libraries of Models, section 2.
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

  /// What was chosen, what each detector adds to it, and all that was tried, the chosen one first and the others by
  /// falling score.
  package struct Outcome: Sendable {
    package var chosen: DefaultCandidate
    package var members: [MemberRecord]
    package var tried: [CandidateRecord]
  }

  // A candidate that was tried.
  private struct Trial {
    var candidate: DefaultCandidate
    var judged: CandidateJudge.Judged
  }

  /// Chooses from a pool.
  ///
  /// - Throws: ``Fault`` where limits cannot be set.
  package func search(
    _ pool: DefaultPool, progress: any Diagnostics.Progress
  ) throws -> Outcome {
    let names = pool.fused + pool.beside + pool.always
    let judge = try CandidateJudge(
      trained: trained, shelf: shelf, chains: names, threads: threads)
    var tried: [Trial] = []
    // A step's candidates, judged; equal ones are judged once.
    func trial(_ candidates: [DefaultCandidate]) throws -> [Trial] {
      progress.advance("choose", done: tried.count, of: tried.count + candidates.count)
      let found = try ParallelMap(threads: threads)(candidates.count) { index in
        try judge.judged(candidates[index])
      }
      let trials = zip(candidates, found).map { Trial(candidate: $0, judged: $1) }
      tried += trials
      return trials
    }
    func best(_ trials: [Trial]) -> Trial? {
      trials.indices.max {
        (trials[$0].judged.mean, $1) < (trials[$1].judged.mean, $0)
      }.map { trials[$0] }
    }

    let alone = try pool.fused.map { name in
      let members = [SuiteMember(name, weight: 1)]
      return (
        members: members,
        best: best(
          try trial(pool.accumulators.map { pool.candidate(members, $0, pool.budgets[0]) }))
      )
    }
    let leader = best(alone.compactMap(\.best))
    guard let leader,
      let first = alone.first(where: { $0.best?.judged.isNear(leader.judged) == true }),
      var current = first.best
    else { preconditionFailure("a pool has a chain and an accumulator") }
    var members = first.members

    while true {
      let names = members.map(\.name)
      let further =
        pool.fused.filter { !names.contains($0) }
        .flatMap { name in pool.weights.map { SuiteMember(name, weight: $0) } }
        + pool.beside.filter { !names.contains($0) }.map { SuiteMember($0) }
      let trials = try trial(
        further.map {
          pool.candidate(members + [$0], current.candidate.policy.accumulator, pool.budgets[0])
        })
      guard let next = best(trials), !current.judged.isNear(next.judged) else { break }
      current = next
      members = next.candidate.members.filter { !pool.always.contains($0.name) }
    }

    let text = current.candidate.policy.accumulatorText
    let policies = pool.accumulators.flatMap { accumulator in
      pool.budgets.map { pool.candidate(members, accumulator, $0) }
    }.filter {
      // The present one is known.
      $0.policy.accumulatorText != text
        || $0.policy.budget.latch != current.candidate.policy.budget.latch
    }
    let others = try trial(policies)
    if let other = best(others), other.judged.mean > current.judged.mean { current = other }
    return Outcome(
      chosen: current.candidate, members: try added(current, members, judge),
      tried: ordered(tried, chosen: current))
  }

  // What each of several members adds: the same candidate without it.
  private func added(
    _ current: Trial, _ members: [SuiteMember], _ judge: CandidateJudge
  ) throws -> [MemberRecord] {
    try members.map { member in
      var record = MemberRecord(
        name: member.name, weight: member.weight ?? 0, adds: current.judged.mean,
        catches: current.judged.record.caught)
      let rest = current.candidate.members.filter { $0 != member }
      // What is always there says nothing alone.
      guard rest.contains(where: { members.contains($0) }) else { return record }
      let without = try judge.judged(
        DefaultCandidate(members: rest, policy: current.candidate.policy))
      record.adds -= without.mean
      record.catches -= without.record.caught
      return record
    }
  }

  private func ordered(_ tried: [Trial], chosen: Trial) -> [CandidateRecord] {
    let top = tried.indices.max { tried[$0].judged.mean < tried[$1].judged.mean } ?? 0
    let isChosen = tried.map { trial in
      trial.judged.record.chains == chosen.judged.record.chains
        && trial.judged.record.weights == chosen.judged.record.weights
        && trial.judged.record.accumulator == chosen.judged.record.accumulator
        && trial.judged.record.hold == chosen.judged.record.hold
        && trial.judged.record.merge == chosen.judged.record.merge
    }
    let order = tried.indices.sorted {
      (isChosen[$0] ? 0 : 1, tried[$1].judged.mean, $0)
        < (isChosen[$1] ? 0 : 1, tried[$0].judged.mean, $1)
    }
    return order.map { index in
      var record = tried[index].judged.record
      record.isNearBest = tried[index].judged.isNear(tried[top].judged)
      return record
    }
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
