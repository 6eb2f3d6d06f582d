internal import Foundation

/// What an alarm may be an effect of: the kinds of simulated scenario whose alarms look most like it.
///
/// Of every simulated scenario that raised an alarm the profile is kept. Each one votes for its kind with a weight that
/// falls with the distance of its profile from the alarm's (Nadaraya 1964, Watson 1964: kernel regression):
///
///     w = exp(−d² / 2h²)
///
/// h² is the median over the scenarios of the squared distance to the third nearest other one, and an alarm that lies
/// further from all than 95 % of them lie from their nearest other one is like none. Both follow from the campaign
/// alone. How often a campaign has a kind weighs as a prior does.
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
  private static let neighbour = 3
  private static let nearShare = 0.95

  private let examples: [Example]
  private let bandwidth: Double
  private let farthest: Double

  /// Compares with these scenarios; nil for fewer than 5, which tell no distance.
  ///
  /// O(n² · shares).
  package init?(_ examples: [Example]) {
    let distances = Self.distances(examples)
    guard let scale = Self.scale(Array(examples.indices), examples, distances) else { return nil }
    self.examples = examples
    (bandwidth, farthest) = scale
  }

  /// The kinds that a profile is like, the likeliest first and three at the most; empty where it is like none.
  package func likely(_ profile: AlarmProfile) -> [LikelyTechnique] {
    Self.ranked(
      examples.map { (kind: $0.kind, distance: profile.squaredDistance(to: $0.profile)) },
      bandwidth: bandwidth, farthest: farthest)
  }

  /// How often the right technique is told of simulated attacks that it was not compared with.
  ///
  /// Each scenario is left out in turn; bandwidth and farthest distance are worked out anew without it. Beside it stands
  /// what always naming the most frequent techniques of the others would reach. O(n² · (shares + log n)).
  package static func study(_ examples: [Example]) -> TechniqueStudy? {
    let distances = distances(examples)
    var study = TechniqueStudy()
    for (index, example) in examples.enumerated() where !example.kind.isHarmless {
      let others = examples.indices.filter { examples[$0].scenario != example.scenario }
      guard let scale = scale(others, examples, distances) else { return nil }
      let ranking = ranked(
        others.map { (kind: examples[$0].kind, distance: distances[index][$0]) },
        bandwidth: scale.bandwidth, farthest: scale.farthest)
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

  // The bandwidth, squared, and the farthest distance at which something is like something.
  private static func scale(
    _ members: [Int], _ examples: [Example], _ distances: [[Double]]
  ) -> (bandwidth: Double, farthest: Double)? {
    var third: [Double] = []
    var nearest: [Double] = []
    for i in members {
      // The three smallest; others of the same scenario do not count.
      var least = [Double](repeating: .infinity, count: neighbour)
      for j in members where examples[j].scenario != examples[i].scenario {
        var distance = distances[i][j]
        for k in least.indices where distance < least[k] { swap(&distance, &least[k]) }
      }
      guard least[neighbour - 1] < .infinity else { continue }
      third.append(least[neighbour - 1])
      nearest.append(least[0])
    }
    guard third.count > neighbour else { return nil }
    third.sort()
    nearest.sort()
    let place = Int((nearShare * Double(nearest.count - 1)).rounded(.up))
    // Equal profiles all over leave no width; any above 0 then ranks them alike.
    return (max(third[third.count / 2], 1e-9), nearest[place])
  }

  private static func ranked(
    _ neighbours: [(kind: LikelyTechnique.Kind, distance: Double)], bandwidth: Double,
    farthest: Double
  ) -> [LikelyTechnique] {
    guard let least = neighbours.map(\.distance).min(), least <= farthest else { return [] }
    var votes: [LikelyTechnique.Kind: Double] = [:]
    for neighbour in neighbours {
      // The nearest one's weight is 1, so that the sum cannot vanish.
      votes[neighbour.kind, default: 0] += exp(-(neighbour.distance - least) / (2 * bandwidth))
    }
    let sum = votes.values.reduce(0, +)
    return votes.map { LikelyTechnique(kind: $0.key, share: $0.value / sum) }
      .sorted { ($1.share, $0.kind.name) < ($0.share, $1.kind.name) }
      .prefix(told).filter { $0.share >= 0.01 }
  }
}
