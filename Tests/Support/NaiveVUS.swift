/// VUS-PR and VUS-ROC as TSB-AD's `RangeAUC_volume_opt` says it, line by line: the oracle for the fast one.
///
/// Nothing is shared between limits or buffers; O(window · thresholds · n).
public enum NaiveVUS {
  /// The means over buffers of the areas under range recall over the range false-positive rate, and under range
  /// precision over range recall; nil without events.
  public static func volumes(
    labels: [Bool], scores: [Double], window: Int, thresholds: Int
  ) -> (roc: Double, precisionRecall: Double)? {
    let n = labels.count
    let seq = segments(of: labels)
    guard !seq.isEmpty, labels.contains(false) else { return nil }
    let positives = Double(labels.count { $0 })
    let l = joined(seq, window: window, count: n)
    let sorted = scores.sorted(by: >)
    let limits = ranks(count: n, thresholds: thresholds).map { sorted[$0] }
    var sum = (roc: 0.0, precisionRecall: 0.0)
    for buffer in 0...window {
      let extended = extended(labels, seq, buffer: buffer)
      let joinedHere = joined(seq, window: buffer, count: n)
      var curve = [(0.0, 0.0)]
      var area = 0.0
      var before = 0.0
      for limit in limits {
        let pred = scores.map { $0 >= limit ? 1.0 : 0.0 }
        var weights = extended
        var existence = 0.0
        for segment in joinedHere {
          for row in segment { weights[row] = extended[row] * pred[row] }
          if segment.contains(where: { pred[$0] > 0 }) { existence += 1 }
        }
        for segment in seq { for row in segment { weights[row] = 1 } }
        var hits = 0.0
        var weight = 0.0
        for segment in l {
          for row in segment {
            hits += weights[row] * pred[row]
            weight += weights[row]
          }
        }
        let recall =
          min(hits / ((positives + weight) / 2), 1) * existence / Double(joinedHere.count)
        let precision = hits / pred.reduce(0, +)
        area += (recall - before) * precision
        before = recall
        let negatives = Double(n) - (positives + weight) / 2
        curve.append(((pred.reduce(0, +) - hits) / negatives, recall))
      }
      curve.append((1, 1))
      sum.precisionRecall += area
      for (a, b) in zip(curve, curve.dropFirst()) { sum.roc += (b.0 - a.0) * (a.1 + b.1) / 2 }
    }
    let buffers = Double(window + 1)
    return (sum.roc / buffers, sum.precisionRecall / buffers)
  }

  /// The maximal runs of true, first and last row.
  private static func segments(of labels: [Bool]) -> [ClosedRange<Int>] {
    var result: [ClosedRange<Int>] = []
    for row in labels.indices where labels[row] {
      if row > 0, labels[row - 1], let last = result.last {
        result[result.count - 1] = last.lowerBound...row
      } else {
        result.append(row...row)
      }
    }
    return result
  }

  /// `new_sequence`: segments widened by half a window, joined where they meet.
  private static func joined(
    _ seq: [ClosedRange<Int>], window: Int, count: Int
  ) -> [ClosedRange<Int>] {
    let half = window / 2
    var result: [ClosedRange<Int>] = []
    var a = max(seq[0].lowerBound - half, 0)
    for i in 0..<seq.count - 1 {
      if seq[i].upperBound + half < seq[i + 1].lowerBound - half {
        result.append(a...(seq[i].upperBound + half))
        a = seq[i + 1].lowerBound - half
      }
    }
    return result + [a...min(seq[seq.count - 1].upperBound + half, count - 1)]
  }

  /// `sequencing`: labels that fade out on both sides of each segment.
  private static func extended(
    _ labels: [Bool], _ seq: [ClosedRange<Int>], buffer: Int
  ) -> [Double] {
    var result = labels.map { $0 ? 1.0 : 0.0 }
    for segment in seq {
      let (s, e) = (segment.lowerBound, segment.upperBound)
      for x in stride(from: e + 1, to: min(e + buffer / 2 + 1, labels.count), by: 1) {
        result[x] += (1 - Double(x - e) / Double(buffer)).squareRoot()
      }
      for x in stride(from: max(s - buffer / 2, 0), to: s, by: 1) {
        result[x] += (1 - Double(s - x) / Double(buffer)).squareRoot()
      }
    }
    return result.map { min(1, $0) }
  }

  /// `numpy.linspace(0, count - 1, thresholds).astype(int)`.
  private static func ranks(count: Int, thresholds: Int) -> [Int] {
    let step = Double(count - 1) / Double(thresholds - 1)
    return (0..<thresholds - 1).map { Int(Double($0) * step) } + [count - 1]
  }
}
