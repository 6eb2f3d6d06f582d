/// Point adjustment: a single alarm in an attack counts as if all of it had been found.
///
/// Kept to show what is wrong with it, see ``PointAdjustedF1``.
package enum PointAdjustment {
  /// F1 of alarms after adjustment: 2·TP / (TP + FP + P), P the rows under attack; nil without one.
  ///
  /// O(n): every row is looked at twice.
  package static func f1(alarms: [Bool], attack: [Bool]) -> Double? {
    let attacks = AlarmIntervals.maximal(in: attack)
    let positives = attacks.reduce(0) { $0 + $1.count }
    guard positives > 0 else { return nil }
    let found = attacks.reduce(0) { $0 + ($1.contains { alarms[$0] } ? $1.count : 0) }
    let wrong = zip(alarms, attack).count { $0 && !$1 }
    return Double(2 * found) / Double(found + wrong + positives)
  }

  /// The highest such F1 over all limits on scores, rows at or above one being alarms; nil without attack rows.
  ///
  /// Rows at −∞ never alarm. Only an attack's highest score matters, and only those are limits worth trying. O(n log n).
  package static func bestF1(scores: [Double], attack: [Bool]) -> Double? {
    let attacks = AlarmIntervals.maximal(in: attack)
    let positives = attacks.reduce(0) { $0 + $1.count }
    guard positives > 0 else { return nil }
    var peaks = attacks.map { rows in
      (score: rows.reduce(-.infinity) { max($0, scores[$1]) }, rows: rows.count)
    }
    peaks.sort { $0.score > $1.score }
    var normal = scores.indices.filter { !attack[$0] }.map { -scores[$0] }
    normal.sort()
    var (best, found, wrong) = (0.0, 0, 0)
    for peak in peaks where peak.score > -.infinity {
      found += peak.rows
      while wrong < normal.count, normal[wrong] <= -peak.score { wrong += 1 }
      best = max(best, Double(2 * found) / Double(found + wrong + positives))
    }
    return best
  }
}
