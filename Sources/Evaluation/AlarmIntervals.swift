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
  /// The rows at which an alarm may begin that detects a window: its own, and the one before.
  ///
  /// The moments of labels and of rows are known to a row and no better: a label's start may be rounded up, or a row tell
  /// of the time behind its stamp. Across a gap, more than one and a half sample intervals, there is no row before.
  func reach(of window: LabelledWindow) -> Range<Int> {
    let first = window.rows.lowerBound
    return (isNext(to: first) ? first - 1 : first)..<window.rows.upperBound
  }

  /// Whether an alarm that begins at a row answers a labelled window, so that it is not false.
  ///
  /// True for the rows of ``reach(of:)``. A window that lies between two rows can be seen at the next one at the
  /// earliest, and is known to a row: both answer it.
  var answers: [Bool] {
    var answers = attack
    for window in windows { answers[reach(of: window).lowerBound] = true }
    for window in windowsWithoutRow {
      let next = times.firstIndex { $0 >= window.range.start }
      guard next < count else { continue }
      answers[next] = true
      if isNext(to: next) { answers[next - 1] = true }
    }
    return answers
  }

  /// Whether a row comes right after the one before.
  private func isNext(to row: Int) -> Bool {
    guard row > 0 else { return false }
    let (step, overflow) = times[row].nanoseconds
      .subtractingReportingOverflow(times[row - 1].nanoseconds)
    // 2 · step ≤ 3 · interval, where neither can overflow.
    return !overflow && step / 3 <= sampleInterval.nanoseconds / 2
  }
}
