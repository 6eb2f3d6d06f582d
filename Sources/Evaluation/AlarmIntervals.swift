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

  /// A filter that keeps the intervals whose time, first to last row, touches no labelled window.
  ///
  /// Windows without a row are windows here too: an alarm right across one was not false.
  static func outsideWindows(of run: ScoredRun) -> ([Range<Int>]) -> [Range<Int>] {
    let windows = TimeRanges((run.windows + run.windowsWithoutRow).map(\.range)).ranges
    let ends = windows.map(\.end)
    let times = run.times
    return { intervals in
      intervals.filter { interval in
        let first = times[interval.lowerBound]
        let last = times[interval.upperBound - 1]
        let next = ends.firstIndex { $0 >= first }
        return next == windows.count || windows[next].start > last
      }
    }
  }
}
