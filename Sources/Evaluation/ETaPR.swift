/// Enhanced time-series aware precision and recall of alarms against attacks, both as ranges of rows.
///
/// Alarms that lie in attacks by less than θp, and attacks of which less than θr is covered, are struck out in
/// turn until nothing changes; what is left are the correct alarms C and the detected attacks D.
///
///     eTaR = (1/|A|) Σ [a ∈ D] (1 + covered(a)) / 2
///     eTaP = Σ [p ∈ C] (1 + covered(p)) / 2 · √|p| / Σ √|q|
///
/// covered: the share of its rows that it has in common with ranges of the other kind that are left.
/// Source: Hwang et al. (2022), "Do you know existing accuracy metrics overrate time-series anomaly
/// detections?", SAC '22, sections 3.2 and 3.3. Equal to faster-etapr 0.1.2 to 1e-12.
package struct ETaPR {
  /// eTaP; nil without an alarm.
  package let precision: Double?
  /// eTaR; nil without an attack.
  package let recall: Double?
  /// The alarms that count as correct.
  package let correctAlarms: Int
  /// The attacks that count as detected.
  package let detectedAttacks: Int

  private struct Overlap {
    var attack: Int
    var alarm: Int
    var rows: Int
  }

  /// Judges alarms.
  ///
  /// - Parameters:
  ///   - attacks: ascending without overlaps, none empty.
  ///   - alarms: likewise.
  ///   - precisionShare: θp, 0 to 1: the least share of an alarm that must lie in detected attacks.
  ///   - recallShare: θr, 0 to 1: the least share of an attack that correct alarms must cover.
  /// - Complexity: O((attacks + alarms) · rounds); a round strikes out at least one of them.
  package init(
    attacks: [Range<Int>], alarms: [Range<Int>], precisionShare: Double = 0.5,
    recallShare: Double = 0.1
  ) {
    var overlaps = Self.overlaps(attacks, alarms)
    var attackShares: [Double] = []
    var alarmShares: [Double] = []
    func sumUp() {
      attackShares = Self.shares(of: attacks, overlaps.map { ($0.attack, $0.rows) })
      alarmShares = Self.shares(of: alarms, overlaps.map { ($0.alarm, $0.rows) })
    }
    sumUp()
    while true {
      let before = overlaps.count
      overlaps.removeAll { attackShares[$0.attack] < recallShare }
      // Alarms are judged by the attacks that are left.
      sumUp()
      overlaps.removeAll { alarmShares[$0.alarm] < precisionShare }
      if overlaps.count == before { break }
      sumUp()
    }
    let detected = attackShares.map { $0 > 0 && $0 >= recallShare }
    let correct = alarmShares.map { $0 > 0 && $0 >= precisionShare }
    detectedAttacks = detected.count { $0 }
    correctAlarms = correct.count { $0 }
    let gained = zip(detected, attackShares).reduce(0) { $0 + ($1.0 ? (1 + $1.1) / 2 : 0) }
    recall = attacks.isEmpty ? nil : gained / Double(attacks.count)
    let weights = alarms.map { Double($0.count).squareRoot() }
    let total = weights.reduce(0, +)
    let earned = alarms.indices.reduce(0) {
      $0 + (correct[$1] ? (1 + alarmShares[$1]) / 2 * weights[$1] : 0)
    }
    precision = alarms.isEmpty ? nil : earned / total
  }

  /// Judges the alarms of a run; attacks are maximal stretches of labelled rows.
  init(_ run: ScoredRun) {
    self.init(
      attacks: AlarmIntervals.maximal(in: run.attack),
      alarms: AlarmIntervals.maximal(in: run.alarms))
  }

  /// The pairs that share rows.
  private static func overlaps(_ attacks: [Range<Int>], _ alarms: [Range<Int>]) -> [Overlap] {
    var overlaps: [Overlap] = []
    var (i, j) = (0, 0)
    while i < attacks.count, j < alarms.count {
      let rows = attacks[i].clamped(to: alarms[j]).count
      if rows > 0 { overlaps.append(Overlap(attack: i, alarm: j, rows: rows)) }
      if attacks[i].upperBound <= alarms[j].upperBound { i += 1 } else { j += 1 }
    }
    return overlaps
  }

  private static func shares(of ranges: [Range<Int>], _ rows: [(Int, Int)]) -> [Double] {
    var sums = [Int](repeating: 0, count: ranges.count)
    for (index, count) in rows { sums[index] += count }
    return zip(sums, ranges).map { Double($0) / Double($1.count) }
  }
}
