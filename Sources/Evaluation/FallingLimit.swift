internal import Telemetry

/// Counts false-alarm events while a limit falls through the scores.
struct FallingLimit {
  private let attack: [Bool]
  /// Whether a labelled window without a row lies between a row and the next: an alarm across it is not false.
  private let crossesWindow: [Bool]

  init(_ run: ScoredRun) {
    attack = run.attack
    var crosses = [Bool](repeating: false, count: run.count)
    for window in run.windowsWithoutRow {
      let next = run.times.firstIndex { $0 >= window.range.start }
      if next > 0, next < run.count { crosses[next - 1] = true }
    }
    crossesWindow = crosses
  }

  /// The lowest score such that, at it and at every higher one, no more than `allowed` events are false.
  ///
  /// Nil where the highest has too many already. Rows at −∞ never alarm. O(n log n).
  func lowest(scores: [Double], keeping allowed: Double) -> Double? {
    var order = scores.indices.filter { scores[$0] > -.infinity }
    order.sort { (scores[$1], $0) < (scores[$0], $1) }
    // Of each stretch of rows that are on: at its first row the last one, at its last row the first one.
    var other = [Int](repeating: -1, count: scores.count)
    // At a stretch's first row: whether it touches a labelled window.
    var touches = [Bool](repeating: false, count: scores.count)
    var isOn = [Bool](repeating: false, count: scores.count)
    var falseEvents = 0
    var lowest: Double?
    var next = 0
    while next < order.count {
      let limit = scores[order[next]]
      while next < order.count, scores[order[next]] == limit {
        let row = order[next]
        next += 1
        var (first, last) = (row, row)
        var touching = attack[row]
        if row > 0, isOn[row - 1] {
          first = other[row - 1]
          if !touches[first] { falseEvents -= 1 }
          touching = touching || touches[first] || crossesWindow[row - 1]
        }
        if row + 1 < scores.count, isOn[row + 1] {
          last = other[row + 1]
          if !touches[row + 1] { falseEvents -= 1 }
          touching = touching || touches[row + 1] || crossesWindow[row]
        }
        isOn[row] = true
        other[first] = last
        other[last] = first
        touches[first] = touching
        if !touching { falseEvents += 1 }
      }
      if Double(falseEvents) > allowed { return lowest }
      lowest = limit
    }
    return lowest
  }
}
