internal import Telemetry

/// Maximal stretches of rows with an alarm.
enum AlarmIntervals {
  /// The maximal runs of true, ascending.
  static func maximal(in alarms: [Bool]) -> [Range<Int>] {
    var intervals: [Range<Int>] = []
    var start: Int?
    for (row, alarm) in alarms.enumerated() {
      if alarm {
        if start == nil { start = row }
      } else if let first = start {
        intervals.append(first..<row)
        start = nil
      }
    }
    if let first = start { intervals.append(first..<alarms.count) }
    return intervals
  }

  /// Whether an alarm begins at a row: it is on there, and was not in the row before.
  static func begins(at row: Int, in alarms: [Bool]) -> Bool {
    alarms[row] && (row == 0 || !alarms[row - 1])
  }
}

extension ScoredRun {
  /// Whether an alarm that begins at a row answers a labelled window, so that it is not false.
  ///
  /// True for the rows of windows. A window that lies between two rows can be seen at the next one at the earliest, so
  /// that one answers it.
  var answers: [Bool] {
    var answers = attack
    for window in windowsWithoutRow {
      let next = times.firstIndex { $0 >= window.range.start }
      if next < count { answers[next] = true }
    }
    return answers
  }
}
