internal import Detection
internal import Diagnostics
internal import LinearAlgebra
internal import Telemetry

/// Which tags made each alarm, and what the model expected of them.
struct AlarmExplanation {
  /// How many tags an alarm names.
  static let tagsNamed = 4
  /// How many rows are read before an alarm so that lags and loss counters are filled.
  static let warmUpRows = 300

  let suite: Suite
  let frame: Frame
  let output: SuiteScorer.Output

  /// One record per alarm, oldest first.
  func records() -> [AlarmRecord] {
    intervals.map { record($0) }
  }

  /// What the model expected in some rows, by the given chain; nil if that chain cannot say.
  func explanation(_ rows: Range<Int>, chain: Int) -> Explanation? {
    var scorer = suite.scorer()
    let start = max(0, rows.lowerBound - Self.warmUpRows)
    _ = scorer.score(frame.rows(start..<rows.lowerBound))
    return scorer.explain(frame.rows(rows))[chain]
  }

  /// The index ranges of rows with the alarm on.
  var intervals: [Range<Int>] {
    var result: [Range<Int>] = []
    var start: Int?
    for (i, on) in output.alarms.enumerated() {
      if on, start == nil { start = i }
      if !on, let begun = start {
        result.append(begun..<i)
        start = nil
      }
    }
    if let start { result.append(start..<output.alarms.count) }
    return result
  }

  /// The chain whose relative score is largest in a row.
  func leadingChain(_ row: Int) -> Int {
    var best = 0
    var value = -Double.infinity
    for (index, scores) in output.chains.enumerated() where scores[row] > value {
      best = index
      value = scores[row]
    }
    return best
  }

  private func record(_ rows: Range<Int>) -> AlarmRecord {
    var peak = rows.lowerBound
    for i in rows where output.scores[i] > output.scores[peak] || output.scores[peak].isNaN {
      if !output.scores[i].isNaN { peak = i }
    }
    let chain = leadingChain(peak)
    return AlarmRecord(
      range: TimeRange(frame.times[rows.lowerBound], frame.times[rows.upperBound - 1]),
      isOpen: rows.upperBound == frame.count, peak: output.scores[peak],
      peakTime: frame.times[peak], chain: suite.chains[chain].name,
      tags: parts(rows, peak: peak, chain: chain))
  }

  // Shares are averaged over the rows of the alarm that exceed, weighted by how far.
  private func parts(_ rows: Range<Int>, peak: Int, chain: Int) -> [AlarmRecord.TagPart] {
    guard let explanation = explanation(rows, chain: chain) else { return [] }
    var shares = [Double](repeating: 0, count: frame.tags.count)
    var weight = 0.0
    for i in rows where output.chains[chain][i] > 1 {
      let own = output.chains[chain][i]
      weight += own
      for j in shares.indices { shares[j] += own * explanation.shares[i - rows.lowerBound, j] }
    }
    guard weight > 0 else { return [] }
    let order = shares.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }
    return order.prefix(Self.tagsNamed).filter { shares[$0] / weight >= 0.05 }.map { j in
      // The row where this tag stands out most tells most about it.
      let own =
        rows.max {
          explanation.shares[$0 - rows.lowerBound, j] * output.chains[chain][$0].orZero
            < explanation.shares[$1 - rows.lowerBound, j] * output.chains[chain][$1].orZero
        } ?? peak
      return AlarmRecord.TagPart(
        tag: frame.tags[j].id, share: shares[j] / weight,
        expected: explanation.expected[own - rows.lowerBound, j].ifNumber,
        seen: frame.values[own, j].ifNumber)
    }
  }
}

extension Double {
  /// The number, or nil where it is none.
  var ifNumber: Double? { isNaN ? nil : self }
  /// The number, or 0 where it is none.
  var orZero: Double { isNaN ? 0 : self }
}
