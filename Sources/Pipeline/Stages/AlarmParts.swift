internal import Detection
internal import LinearAlgebra
internal import Telemetry

/// What an alarm is made of: the part of each tag, in which direction, which chains led, and when.
///
/// Rows above the limit of the chain that made the peak count, each by its score.
struct AlarmParts {
  /// Each tag's part, 0 to 1, in sum 1.
  let shares: [Double]
  /// How much of each part is of rows in which more was seen than expected; where nothing was expected, or seen, half.
  let above: [Double]
  /// The part of each chain, by how many of the alarm's rows it led beyond its limit; in sum 1.
  let chains: [Double]
  /// How the rows' scores spread over the four quarters from the first row above the limit to the last one; in sum 1.
  let quarters: [Double]
  /// The same as `shares` and `above` of the first three rows above the limit: what went wrong first.
  let onset: (shares: [Double], above: [Double])
  /// How values behave from the first row above the limit to the last one.
  let behaviour: AlarmBehaviour

  private static let onsetRows = 3

  /// Gathers an alarm's parts; nil where no row of it is above the limit or nothing stands out in any.
  ///
  /// - Parameters:
  ///   - rows: the alarm, as rows of `frame` and `output`.
  ///   - chain: the chain that made the peak.
  ///   - explanation: what that chain says of these rows, the alarm's first row being row 0.
  init?(
    _ rows: Range<Int>, chain: Int, explanation: Explanation, frame: Frame,
    output: SuiteScorer.Output
  ) {
    let scores = output.chains[chain]
    let beyond = rows.filter { scores[$0] > 1 }
    guard let first = beyond.first, let last = beyond.last else { return nil }
    func gathered(_ counted: some Sequence<Int>) -> (shares: [Double], above: [Double])? {
      var shares = [Double](repeating: 0, count: frame.tags.count)
      var above = shares
      for i in counted {
        let row = i - rows.lowerBound
        for j in shares.indices {
          let part = scores[i] * explanation.shares[row, j]
          shares[j] += part
          let difference = frame.values[i, j] - explanation.expected[row, j]
          above[j] += part * (difference > 0 ? 1 : difference < 0 ? 0 : 0.5)
        }
      }
      let sum = shares.reduce(0, +)
      guard sum > 0, sum.isFinite else { return nil }
      return (shares.map { $0 / sum }, above.map { $0 / sum })
    }
    guard let all = gathered(beyond) else { return nil }
    (shares, above) = all
    onset = gathered(beyond.prefix(Self.onsetRows)) ?? all
    var quarters = [Double](repeating: 0, count: 4)
    for i in beyond { quarters[4 * (i - first) / (last - first + 1)] += scores[i] }
    let weight = quarters.reduce(0, +)
    self.quarters = quarters.map { $0 / weight }
    behaviour = AlarmBehaviour(
      first..<last + 1, beyond: beyond.count, shares: all.shares, frame: frame,
      expected: { row, tag in explanation.expected[row - rows.lowerBound, tag] })
    var chains = [Double](repeating: 0, count: output.chains.count)
    for i in rows {
      var leading: Int?
      for k in chains.indices where output.chains[k][i] > 1 {
        if let best = leading, output.chains[best][i] >= output.chains[k][i] { continue }
        leading = k
      }
      if let leading { chains[leading] += 1 }
    }
    let led = chains.reduce(0, +)
    self.chains = chains.map { $0 / led }
  }

  /// The parts summed by a name that tags have, the largest first; tags without one are left out.
  func summed(_ tags: [Tag], by name: (Tag) -> String?) -> [(name: String, share: Double)] {
    var sums: [String: Double] = [:]
    for (tag, share) in zip(tags, shares) {
      if let name = name(tag) { sums[name, default: 0] += share }
    }
    return sums.filter { $0.value > 0 }.map { (name: $0.key, share: $0.value) }
      .sorted { ($1.share, $0.name) < ($0.share, $1.name) }
  }

  /// What it is compared by: tags and roles with their direction, over the alarm and at its onset, chains, the course over
  /// time, and how values behave.
  func profile(_ tags: [Tag]) -> AlarmProfile {
    let whole = Self.directed(shares, above, tags)
    let begin = Self.directed(onset.shares, onset.above, tags)
    return AlarmProfile(
      [whole.tags, whole.roles, begin.tags, begin.roles, chains, quarters] + behaviour.distributions
    )
  }

  // Shares by tag and by role, above what was expected and below it.
  private static func directed(
    _ shares: [Double], _ above: [Double], _ tags: [Tag]
  ) -> (tags: [Double], roles: [Double]) {
    let below = zip(shares, above).map { max(0, $0 - $1) }
    var roles: [String: (above: Double, below: Double)] = [:]
    for (j, tag) in tags.enumerated() {
      let sum = roles[tag.role.rawValue] ?? (0, 0)
      roles[tag.role.rawValue] = (sum.above + above[j], sum.below + below[j])
    }
    let sums = TagRole.allCases.map { roles[$0.rawValue] ?? (0, 0) }
    return (above + below, sums.flatMap { [$0.above, $0.below] })
  }
}
