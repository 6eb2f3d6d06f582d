internal import Telemetry

/// Counts false alarms and attacks caught while a limit falls through the scores.
///
/// A row that reaches the limit makes an alarm begin there, unless the row before reaches it too; the row behind it
/// ceases to be a beginning. So each row changes two beginnings at most.
struct FallingLimit {
  private let answers: [Bool]
  /// The windows that an alarm which begins at each row detects.
  private let windows: [[Int]]
  private let windowCount: Int

  init(_ run: ScoredRun) {
    answers = run.answers
    var windows = [[Int]](repeating: [], count: run.count)
    for (index, window) in run.windows.enumerated() {
      for row in run.reach(of: window) { windows[row].append(index) }
    }
    self.windows = windows
    windowCount = run.windows.count
  }

  /// The most windows in which an alarm begins, of the limits that keep no more than `allowed` alarms false.
  ///
  /// The limit falls from the highest score on and stops where more are false; then a window that was caught at a
  /// higher limit may be lost again, its alarm having grown back to before it. Rows at −∞ never alarm. O(n log n).
  func mostCaught(scores: [Double], keeping allowed: Double) -> Int {
    var order = scores.indices.filter { scores[$0] > -.infinity }
    order.sort { (scores[$1], $0) < (scores[$0], $1) }
    var isOn = [Bool](repeating: false, count: scores.count)
    var beginnings = [Int](repeating: 0, count: windowCount)
    var (falseAlarms, caught, most) = (0, 0, 0)
    func change(_ row: Int, by step: Int) {
      if !answers[row] { falseAlarms += step }
      for window in windows[row] {
        let before = beginnings[window]
        beginnings[window] += step
        caught += (beginnings[window] > 0 ? 1 : 0) - (before > 0 ? 1 : 0)
      }
    }
    var next = 0
    while next < order.count {
      let limit = scores[order[next]]
      while next < order.count, scores[order[next]] == limit {
        let row = order[next]
        next += 1
        isOn[row] = true
        if row == 0 || !isOn[row - 1] { change(row, by: 1) }
        if row + 1 < scores.count, isOn[row + 1] { change(row + 1, by: -1) }
      }
      if Double(falseAlarms) > allowed { return most }
      most = max(most, caught)
    }
    return most
  }
}
