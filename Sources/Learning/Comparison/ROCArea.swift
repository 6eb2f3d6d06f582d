/// How well scores tell positive cases from others: the area under the receiver's operating curve.
///
///     A = P(score of a positive > score of another) + ½ P(equal)
///
/// 0.5 where scores say nothing; nil without cases of both kinds. Hanley and McNeil 1982, section 3;
/// O(n log n).
public enum ROCArea {
  /// The area, 0 to 1.
  public static func of(_ scores: [Double], isPositive: [Bool]) -> Double? {
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var (below, wins, positives) = (0, 0.0, 0)
    var first = 0
    while first < order.count {
      var (same, others) = (0, 0)
      var next = first
      while next < order.count, scores[order[next]] == scores[order[first]] {
        if isPositive[order[next]] { same += 1 } else { others += 1 }
        next += 1
      }
      wins += Double(same) * (Double(below) + Double(others) / 2)
      below += others
      positives += same
      first = next
    }
    guard positives > 0, below > 0 else { return nil }
    return wins / (Double(positives) * Double(below))
  }
}
