/// What an alarm may be an effect of: the kinds of simulated scenario whose alarms look most like it.
///
/// Of every simulated scenario that raised an alarm the profile is kept. The ten nearest ones vote for their kinds with a
/// weight that falls with the distance of their profile from the alarm's (Dudani 1976, IEEE SMC 6(4): distance-weighted
/// nearest neighbours, with the inverse of the squared distance):
///
///     w = 1 / (d² + 0.001)
///
/// An alarm that lies further from all than 95 % of the scenarios lie from their nearest other one is like none; that
/// follows from the campaign alone. How often a campaign has a kind weighs as a prior does. Ten was chosen among 5, 10
/// and 20 on simulated attacks of riverbend with a simpler stand-in for the profiles.
package struct TechniqueLikeness: Sendable {
  /// A simulated scenario's alarm.
  package struct Example: Sendable {
    /// What it was: an ATT&CK id, or a harmless look-alike's name.
    package let kind: LikelyTechnique.Kind
    /// The scenario; alarms of one scenario are not evidence for each other.
    package let scenario: String
    package let profile: AlarmProfile

    package init(kind: LikelyTechnique.Kind, scenario: String, profile: AlarmProfile) {
      self.kind = kind
      self.scenario = scenario
      self.profile = profile
    }
  }

  /// How many kinds are told at the most.
  package static let told = 3
  /// How many of the nearest scenarios vote; ``TechniqueHits/electorate`` says it in words.
  package static let voters = 10
  private static let nearShare = 0.95
  // So that an equal profile does not outvote all others.
  private static let floor = 0.001

  private let examples: [Example]
  private let farthest: Double

  /// Compares with these scenarios; nil for fewer than 5, which tell no distance.
  ///
  /// O(n² · shares).
  package init?(_ examples: [Example]) {
    let distances = Self.distances(examples)
    guard let farthest = Self.farthest(Array(examples.indices), examples, distances) else {
      return nil
    }
    self.examples = examples
    self.farthest = farthest
  }

  /// The kinds that a profile is like, the likeliest first and three at the most; empty where it is like none.
  package func likely(_ profile: AlarmProfile) -> [LikelyTechnique] {
    Self.ranked(
      examples.map { (kind: $0.kind, distance: profile.squaredDistance(to: $0.profile)) },
      farthest: farthest)
  }

  /// How often the right technique is told of simulated attacks that it was not compared with.
  ///
  /// Each scenario is left out in turn; the farthest distance is worked out anew without it. Beside it stands
  /// what always naming the most frequent techniques of the others would reach. O(n² · (shares + log n)).
  package static func study(_ examples: [Example]) -> TechniqueStudy? {
    let distances = distances(examples)
    var study = TechniqueStudy()
    for (index, example) in examples.enumerated() where !example.kind.isHarmless {
      let others = examples.indices.filter { examples[$0].scenario != example.scenario }
      guard let farthest = farthest(others, examples, distances) else { return nil }
      let ranking = ranked(
        others.map { (kind: examples[$0].kind, distance: distances[index][$0]) },
        farthest: farthest)
      var counts: [LikelyTechnique.Kind: Int] = [:]
      for other in others where !examples[other].kind.isHarmless {
        counts[examples[other].kind, default: 0] += 1
      }
      let frequent = counts.sorted { ($1.value, $0.key.name) < ($0.value, $1.key.name) }.map(\.key)
      study.count(
        example.kind, told: ranking.map(\.kind), frequent: Array(frequent.prefix(Self.told)))
    }
    study.techniques = Set(examples.map(\.kind).filter { !$0.isHarmless }).count
    return study.alarms > 0 ? study : nil
  }

  private static func distances(_ examples: [Example]) -> [[Double]] {
    var distances = [[Double]](
      repeating: [Double](repeating: 0, count: examples.count), count: examples.count)
    for i in examples.indices {
      for j in 0..<i {
        let distance = examples[i].profile.squaredDistance(to: examples[j].profile)
        distances[i][j] = distance
        distances[j][i] = distance
      }
    }
    return distances
  }

  // The farthest squared distance at which something is like something; nil for fewer than 5 scenarios.
  private static func farthest(
    _ members: [Int], _ examples: [Example], _ distances: [[Double]]
  ) -> Double? {
    guard Set(members.map { examples[$0].scenario }).count >= 5 else { return nil }
    var nearest: [Double] = []
    for i in members {
      // Others of the same scenario do not count.
      var least = Double.infinity
      for j in members where examples[j].scenario != examples[i].scenario {
        least = min(least, distances[i][j])
      }
      nearest.append(least)
    }
    nearest.sort()
    return nearest[Int((nearShare * Double(nearest.count - 1)).rounded(.up))]
  }

  private static func ranked(
    _ neighbours: [(kind: LikelyTechnique.Kind, distance: Double)], farthest: Double
  ) -> [LikelyTechnique] {
    let near = neighbours.enumerated()
      .sorted { ($0.element.distance, $0.offset) < ($1.element.distance, $1.offset) }
      .prefix(voters).map(\.element)
    guard let least = near.first?.distance, least <= farthest else { return [] }
    var votes: [LikelyTechnique.Kind: Double] = [:]
    for neighbour in near {
      votes[neighbour.kind, default: 0] += 1 / (neighbour.distance + floor)
    }
    // In the neighbours' order: that of a dictionary is another in every process.
    let sum = near.reduce(0) { $0 + 1 / ($1.distance + floor) }
    return votes.map { LikelyTechnique(kind: $0.key, share: $0.value / sum) }
      .sorted { ($1.share, $0.kind.name) < ($0.share, $1.kind.name) }
      .prefix(told).filter { $0.share >= 0.01 }
  }
}
