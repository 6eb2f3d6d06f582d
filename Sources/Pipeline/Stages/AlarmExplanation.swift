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

  /// One record per alarm, oldest first, with what it is like where there is something to compare with.
  func records(like likeness: TechniqueLikeness? = nil) -> [AlarmRecord] {
    intervals.map { record($0, likeness) }
  }

  /// What the alarm over these rows is compared by; nil where the chain that made its peak cannot say what it is of.
  func profile(_ rows: Range<Int>) -> AlarmProfile? {
    let chain = leadingChain(peak(rows))
    guard let explanation = self.explanation(rows, chain: chain) else { return nil }
    return parts(rows, chain: chain, explanation: explanation)?.profile(frame.tags)
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

  private func peak(_ rows: Range<Int>) -> Int {
    var peak = rows.lowerBound
    for i in rows where output.scores[i] > output.scores[peak] || output.scores[peak].isNaN {
      if !output.scores[i].isNaN { peak = i }
    }
    return peak
  }

  private func parts(
    _ rows: Range<Int>, chain: Int, explanation: Explanation
  ) -> AlarmParts? {
    AlarmParts(rows, chain: chain, explanation: explanation, frame: frame, output: output)
  }

  private func record(_ rows: Range<Int>, _ likeness: TechniqueLikeness?) -> AlarmRecord {
    let peak = self.peak(rows)
    let chain = leadingChain(peak)
    var record = AlarmRecord(
      range: TimeRange(frame.times[rows.lowerBound], frame.times[rows.upperBound - 1]),
      isOpen: rows.upperBound == frame.count, peak: output.scores[peak],
      peakTime: frame.times[peak], chain: suite.chains[chain].name, tags: [])
    guard let explanation = self.explanation(rows, chain: chain),
      let made = parts(rows, chain: chain, explanation: explanation)
    else { return record }
    record.likely = likeness?.likely(made.profile(frame.tags))
    record.silence = AlarmSilence(frame: frame).around(
      peak, chain: suite.chains[chain].model, shares: explanation.shares.row(peak - rows.lowerBound)
    )
    // Where nothing came, no tag is to blame more than another.
    if record.silence != nil { return record }
    record.tags = told(made, rows, peak: peak, chain: chain, explanation: explanation)
    let row = peak - rows.lowerBound
    record.broken = explanation.broken.indices.contains(row) ? explanation.broken[row] : nil
    record.assets = named(made) { $0.element ?? $0.id }
    record.controllers = named(made) { $0.controller }
    return record
  }

  // The largest sums of parts by a name that tags have.
  private func named(_ parts: AlarmParts, by name: (Tag) -> String?) -> [AlarmRecord.Part] {
    parts.summed(frame.tags, by: name).prefix(Self.tagsNamed).filter { $0.share >= 0.05 }
      .map { AlarmRecord.Part(name: $0.name, share: $0.share) }
  }

  // The tags with the largest parts, each with what was expected and seen in the row where it stands out most.
  private func told(
    _ parts: AlarmParts, _ rows: Range<Int>, peak: Int, chain: Int, explanation: Explanation
  ) -> [AlarmRecord.TagPart] {
    let shares = parts.shares
    let order = shares.indices.sorted { (shares[$1], $0) < (shares[$0], $1) }
    return order.prefix(Self.tagsNamed).filter { shares[$0] >= 0.05 }.map { j in
      let own =
        rows.max {
          explanation.shares[$0 - rows.lowerBound, j] * output.chains[chain][$0].orZero
            < explanation.shares[$1 - rows.lowerBound, j] * output.chains[chain][$1].orZero
        } ?? peak
      return AlarmRecord.TagPart(
        tag: frame.tags[j].id, share: shares[j],
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
