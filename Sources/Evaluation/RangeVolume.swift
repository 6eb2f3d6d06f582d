/// The volumes under the range ROC and the range precision-recall surface, as TSB-AD 1.5 computes them.
///
/// Same numbers as the last two of `basic_metricor().RangeAUC_volume_opt(labels, score, window, thresholds)`
/// up to rounding (about 1e-15), with its particulars: the limits are `thresholds` order statistics at equal
/// steps of rank, not all of them; around each event of the labels, rows at distance d count √(1 − d/w) for a
/// buffer w, up to d = ⌊w/2⌋, and at most 1 in sum; a hit in the buffer counts as the event's existence;
/// recall is bounded by 1. Reference: Paparrizos et al. (2022), "Volume under the surface", PVLDB 15(11);
/// Boniol et al. (2025), "VUS: effective and efficient accuracy measures", VLDB Journal.
///
/// Complexity: O(n log n) to sort once, then O(window · (rows in buffers + events + thresholds)).
package struct RangeVolume {
  private let count: Int
  private let events: [Range<Int>]
  private let eventRows: Int
  private let limits: Int
  private let window: Int
  /// Rows at or above each limit.
  private var predicted: [Double] = []
  /// The first limit, counted from the highest, that each row reaches; only for events and buffers.
  private var rank: [Int]
  /// Rows in a buffer and in no event, ascending.
  private var bufferRows: [Int] = []
  /// Rows of events at or above each limit.
  private var eventHits: [Double] = []

  /// Prepares the surface; nil where the labels have no row of one kind, so that there is none.
  ///
  /// - Parameters:
  ///   - scores: NaN-free, as many as labels.
  ///   - window: the largest buffer, at least 0.
  ///   - thresholds: the number of limits, at least 2.
  package init?(labels: [Bool], scores: [Double], window: Int, thresholds: Int) {
    events = AlarmIntervals.maximal(in: labels)
    eventRows = events.reduce(0) { $0 + $1.count }
    guard eventRows > 0, eventRows < labels.count, scores.count == labels.count, thresholds > 1,
      window >= 0
    else { return nil }
    count = labels.count
    limits = thresholds
    self.window = window
    rank = [Int](repeating: limits - 1, count: count)

    var ascending = scores
    ascending.sort()
    // numpy.linspace(0, n − 1, limits).astype(int): i·step cut off, the last one exact.
    let step = Double(count - 1) / Double(limits - 1)
    let values = (0..<limits).map { limit in
      ascending[limit == limits - 1 ? 0 : count - 1 - Int(Double(limit) * step)]
    }
    var reached = 0
    for value in values {
      while reached < count, ascending[count - 1 - reached] >= value { reached += 1 }
      predicted.append(Double(reached))
    }

    var hits = [Int](repeating: 0, count: limits)
    var next = 0  // the first row whose rank is not known yet
    for event in events {
      let from = max(next, event.lowerBound - window / 2, 0)
      let to = min(event.upperBound + window / 2, count)
      for row in from..<max(from, to) {
        rank[row] = Self.firstReached(by: scores[row], in: values)
        if labels[row] { hits[rank[row]] += 1 } else { bufferRows.append(row) }
      }
      next = max(next, to)
    }
    eventHits = Self.cumulative(hits.map(Double.init))
  }

  /// Both means over all buffers.
  package func volumes() -> (roc: Double, precisionRecall: Double) {
    var best = events.map { event in event.reduce(limits - 1) { min($0, rank[$1]) } }
    var weights = [Double](repeating: 0, count: count)
    var sum = (roc: 0.0, precisionRecall: 0.0)
    for buffer in 0...window {
      let half = buffer / 2
      widen(&best, by: half)
      addWeights(&weights, buffer: buffer)
      var gained = [Double](repeating: 0, count: limits)
      for row in bufferRows {
        gained[rank[row]] += min(1, weights[row])
        weights[row] = 0
      }
      let areas = areas(
        bufferHits: Self.cumulative(gained), existence: existence(best, half: half))
      sum.roc += areas.roc
      sum.precisionRecall += areas.precisionRecall
    }
    let buffers = Double(window + 1)
    return (sum.roc / buffers, sum.precisionRecall / buffers)
  }

  /// Adds to each event's best rank those of the rows at distance `half`; nearer ones are in already.
  private func widen(_ best: inout [Int], by half: Int) {
    guard half > 0 else { return }
    for (index, event) in events.enumerated() {
      let before = event.lowerBound - half
      let after = event.upperBound - 1 + half
      if before >= 0 { best[index] = min(best[index], rank[before]) }
      if after < count { best[index] = min(best[index], rank[after]) }
    }
  }

  /// √(1 − d/w) on both sides of each event, d = 1…⌊w/2⌋; what falls on an event is never read.
  private func addWeights(_ weights: inout [Double], buffer: Int) {
    let half = buffer / 2
    guard half > 0 else { return }
    let shape = (1...half).map { (1 - Double($0) / Double(buffer)).squareRoot() }
    for event in events {
      for distance in 1...half {
        let after = event.upperBound - 1 + distance
        let before = event.lowerBound - distance
        if after < count { weights[after] += shape[distance - 1] }
        if before >= 0 { weights[before] += shape[distance - 1] }
      }
    }
  }

  /// The share of events, joined where their buffers meet, that have a row at each limit.
  private func existence(_ best: [Int], half: Int) -> [Double] {
    var found = [Int](repeating: 0, count: limits)
    var segments = 0
    var current = limits - 1
    for (index, event) in events.enumerated() {
      current = min(current, best[index])
      let isLast = index == events.count - 1
      if isLast || event.upperBound - 1 + half < events[index + 1].lowerBound - half {
        found[current] += 1
        segments += 1
        current = limits - 1
      }
    }
    return Self.cumulative(found.map(Double.init)).map { $0 / Double(segments) }
  }

  private func areas(
    bufferHits: [Double], existence: [Double]
  ) -> (roc: Double, precisionRecall: Double) {
    var areas = (roc: 0.0, precisionRecall: 0.0)
    var previous = (recall: 0.0, falseRate: 0.0)
    for limit in 0..<limits {
      let hits = eventHits[limit] + bufferHits[limit]
      // recall = min(TP / ((P + labels) / 2), 1) · existence, labels = P + buffer hits
      let positives = (Double(eventRows) + (Double(eventRows) + bufferHits[limit])) / 2
      let recall = min(hits / positives, 1) * existence[limit]
      // false-positive rate = (predicted − TP) / (n − (P + labels) / 2)
      let falseRate = (predicted[limit] - hits) / (Double(count) - positives)
      areas.precisionRecall += (recall - previous.recall) * (hits / predicted[limit])
      areas.roc += (falseRate - previous.falseRate) * ((recall + previous.recall) / 2)
      previous = (recall, falseRate)
    }
    // The curve ends at (1, 1), whatever the last limit reaches.
    areas.roc += (1 - previous.falseRate) * ((1 + previous.recall) / 2)
    return areas
  }

  /// The first of descending values that `score` reaches; the last one is reached by every score.
  private static func firstReached(by score: Double, in values: [Double]) -> Int {
    var low = 0
    var high = values.count - 1
    while low < high {
      let middle = (low + high) / 2
      if score >= values[middle] { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private static func cumulative(_ values: [Double]) -> [Double] {
    var sum = 0.0
    return values.map {
      sum += $0
      return sum
    }
  }
}
