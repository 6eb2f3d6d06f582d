internal import Evaluation
package import Reporting

/// How often the right technique was told of simulated attacks that alarmed, each left out in turn.
package struct TechniqueStudy: Sendable, Codable, Equatable {
  /// Attacks that alarmed and whose alarm says what it is made of.
  package var alarms = 0
  /// How many techniques they are of.
  package var techniques = 0
  /// Of how many the first technique told is the right one.
  package var first = 0
  /// Of how many the right one is among the three told.
  package var amongThree = 0
  /// How many are said to be like none; they count as not told.
  package var likeNone = 0
  /// Of how many the campaign's most frequent technique is the right one.
  package var frequentFirst = 0
  /// Of how many the right one is among the three most frequent.
  package var frequentAmongThree = 0

  package init() {}

  mutating func count(
    _ kind: LikelyTechnique.Kind, told: [LikelyTechnique.Kind], frequent: [LikelyTechnique.Kind]
  ) {
    alarms += 1
    if told.isEmpty { likeNone += 1 }
    if told.first == kind { first += 1 }
    if told.contains(kind) { amongThree += 1 }
    if frequent.first == kind { frequentFirst += 1 }
    if frequent.contains(kind) { frequentAmongThree += 1 }
  }

  /// How often the first technique told is right.
  package var hits: TechniqueHits { TechniqueHits(right: first, attacks: alarms) }

  /// The figures in a sentence, with Wilson's intervals.
  package var sentence: String {
    func text(_ hits: Int) -> String {
      let range = WilsonInterval(hits, of: alarms)
      func percent(_ share: Double) -> String { Numbers.plain((share * 100).rounded()) }
      return "\(hits) (\(percent(range.low)) to \(percent(range.high)) %)"
    }
    return
      "Techniques are told by likeness to simulated attacks. Of \(alarms) such attacks of \(techniques) "
      + "techniques, each left out in turn, the first technique told was right for \(text(first)), one of three "
      + "for \(text(amongThree)); the most frequent ones would be right for \(frequentFirst) and "
      + "\(frequentAmongThree). \(likeNone) were like none."
  }
}
