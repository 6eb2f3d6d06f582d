internal import Diagnostics
package import Reporting

/// What the report shows of how simulated attacks chose the default.
package struct ChoiceReport {
  let tried: [CandidateRecord]
  let members: [MemberRecord]

  /// How many sets of detectors are listed.
  private static let setsListed = 12

  /// What was tried, the chosen one first and the others by falling score, and what each of its detectors adds.
  package init(tried: [CandidateRecord], members: [MemberRecord]) {
    self.tried = tried
    self.members = members
  }

  /// The candidates and the members of the chosen one; nil where nothing was chosen.
  package func facts() -> ChoiceFacts? {
    guard let chosen = tried.first else { return nil }
    return ChoiceFacts(
      candidates: Array(rows().prefix(Self.setsListed)), attacks: chosen.total,
      rule:
        "the first detector within one standard error of the best, then each further one that adds more than "
        + "one standard error; half of the score is S, how early attacks are caught and how well alarms and attacks "
        + "agree row by row, half is precision, the share of attacks among rows that score as high, if 5 % of time is "
        + "under attack",
      tried: tried.count, members: explained(chosen))
  }

  // Of each set of detectors, whatever their weights, the best candidate: the first in the list.
  private func rows() -> [ChoiceFacts.Row] {
    var seen: Set<[String]> = []
    return tried.enumerated().filter { seen.insert($0.element.chains.sorted()).inserted }
      .map { index, candidate in
        ChoiceFacts.Row(
          detectors: zip(candidate.chains, Self.weights(candidate)).map { chain, weight in
            weight > 0 && weight != 1 ? "\(chain) × \(Numbers.plain(weight))" : chain
          }, accumulator: candidate.accumulator, hold: candidate.hold, score: candidate.score,
          recall: candidate.total > 0 ? Double(candidate.caught) / Double(candidate.total) : nil,
          medianTimeToDetect: candidate.medianTimeToDetect, isChosen: index == 0)
      }
  }

  private static func weights(_ candidate: CandidateRecord) -> [Double] {
    candidate.weights ?? candidate.chains.map { _ in 1 }
  }

  // Those that are always there were not judged: they have no record.
  private func explained(_ chosen: CandidateRecord) -> [ChoiceFacts.Member] {
    zip(chosen.chains, Self.weights(chosen)).map { chain, weight in
      guard let record = members.first(where: { $0.name == chain }) else {
        return ChoiceFacts.Member(
          name: chain,
          part: DefaultCandidates.always.contains(chain)
            ? "always there, judged alone: silence is an anomaly of its own kind" : "judged alone")
      }
      let isOnly = members.count == 1
      return ChoiceFacts.Member(
        name: chain,
        part: weight > 0
          ? (isOnly
            ? "the only one that was taken" : "in the mean, weight \(Numbers.plain(weight))")
          : "judged alone: the larger of its score and the mean's counts",
        adds: isOnly ? nil : record.adds,
        caughtWithout: isOnly ? nil : chosen.caught - record.catches)
    }
  }
}
