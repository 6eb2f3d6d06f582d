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
    var shares = [Double](repeating: 0, count: frame.tags.count)
    var above = shares
    var quarters = [Double](repeating: 0, count: 4)
    for i in beyond {
      let row = i - rows.lowerBound
      for j in shares.indices {
        let part = scores[i] * explanation.shares[row, j]
        shares[j] += part
        let difference = frame.values[i, j] - explanation.expected[row, j]
        above[j] += part * (difference > 0 ? 1 : difference < 0 ? 0 : 0.5)
      }
      quarters[4 * (i - first) / (last - first + 1)] += scores[i]
    }
    let sum = shares.reduce(0, +)
    guard sum > 0, sum.isFinite else { return nil }
    self.shares = shares.map { $0 / sum }
    self.above = above.map { $0 / sum }
    let weight = quarters.reduce(0, +)
    self.quarters = quarters.map { $0 / weight }
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

  /// What it is compared by: tags with their direction, roles with theirs, chains, and the course over time.
  func profile(_ tags: [Tag]) -> AlarmProfile {
    let below = zip(shares, above).map { max(0, $0 - $1) }
    var roles: [String: [Double]] = [:]
    for (j, tag) in tags.enumerated() {
      let sum = roles[tag.role.rawValue] ?? [0, 0]
      roles[tag.role.rawValue] = [sum[0] + above[j], sum[1] + below[j]]
    }
    let kinds = TagRole.allCases.flatMap { roles[$0.rawValue] ?? [0, 0] }
    return AlarmProfile([above + below, kinds, chains, quarters])
  }
}
