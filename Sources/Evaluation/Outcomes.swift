public import Telemetry

/// What became of one labelled window.
///
/// An alarm detects a window if it *begins* in it: is on in one of its rows and was not in the row before. Since labels are
/// known to a row and no better, the row before the window counts as its first. An alarm that stood already had another
/// reason, or none, and says nothing new: it detects nothing.
public struct EventOutcome: Sendable, Equatable, Codable {
  /// The window's name.
  public let id: String
  /// The window, both ends included.
  public let range: TimeRange
  /// Its length in rows, at least 1.
  public let length: Int
  /// How many of its rows had an alarm.
  public let alarmRows: Int
  /// Rows from its first row to the first one with an alarm, 0 where one stood already; nil without one.
  ///
  /// BATADAL's S alone counts it: its definition asks for no beginning.
  public let rowsToAlarm: Int?
  /// Rows from its first row to the first alarm that begins in it, 0 where it begins in the row before; nil for a miss.
  public let rowsToDetect: Int?
  /// Time from its first row to the first alarm that begins in it, at least zero; nil for a miss.
  public let timeToDetect: TimeSpan?
  /// The stamp of the first row in it, or before it, at which an alarm begins; nil for a miss.
  public let firstAlarm: Timestamp?

  /// Whether the first alarm that begins in it names what it concerned; nil for a miss, and where the label or
  /// the alarms do not say.
  public let isNamed: Bool?

  /// Whether an alarm began in it.
  public var isDetected: Bool { rowsToDetect != nil }

  /// Whether an alarm stood in it that had begun before, and none began: not detected, and yet not quiet.
  public var isCovered: Bool { alarmRows > 0 && !isDetected }

  /// BATADAL's time to detect over length, in rows, from 0 to below 1; 1 where no row has an alarm.
  public var shareToDetect: Double {
    rowsToAlarm.map { Double($0) / Double(length) } ?? 1
  }

  init(_ window: LabelledWindow, in run: ScoredRun) {
    id = window.id
    range = window.range
    length = window.rows.count
    alarmRows = window.rows.count { run.alarms[$0] }
    rowsToAlarm = window.rows.first { run.alarms[$0] }.map { $0 - window.rows.lowerBound }
    let first = run.reach(of: window).first { AlarmIntervals.begins(at: $0, in: run.alarms) }
    let seen = first.map { max($0, window.rows.lowerBound) }
    rowsToDetect = seen.map { $0 - window.rows.lowerBound }
    timeToDetect = seen.map { run.times[$0] - run.times[window.rows.lowerBound] }
    let begun = first.map { run.times[$0] }
    firstAlarm = begun
    let told = begun.flatMap { time in run.attributions?.first { $0.range.contains(time) } }
    isNamed =
      window.concerns.isEmpty ? nil : told.map { !$0.names.isDisjoint(with: window.concerns) }
  }
}

/// What became of a run's windows and alarms: all that the metrics on alarms count.
public struct Outcomes: Sendable, Equatable {
  /// The labelled windows by their start.
  public let windows: [EventOutcome]
  /// The maximal alarm intervals that begin outside every labelled window, first to last row with the alarm; one that
  /// lasts into a window is false all the same.
  public let falseAlarms: [TimeRange]
  /// The number of maximal alarm intervals, false or not.
  public let alarmIntervals: Int
  /// Rows outside every labelled window, times what a row stands for; saturates.
  public let normalTime: TimeSpan
  /// Rows in a labelled window.
  public let attackRows: Int
  /// Rows outside every labelled window.
  public let normalRows: Int
  /// Rows with an alarm in a labelled window.
  public let truePositiveRows: Int
  /// Rows with an alarm outside every labelled window.
  public let falsePositiveRows: Int

  /// How many windows an alarm began in.
  public var detected: Int { windows.count(where: \.isDetected) }

  /// Rows with an alarm.
  public var alarmRows: Int { truePositiveRows + falsePositiveRows }

  /// Share of attack rows with an alarm; nil without attack rows.
  public var truePositiveRate: Double? {
    attackRows == 0 ? nil : Double(truePositiveRows) / Double(attackRows)
  }

  /// Share of normal rows without an alarm; nil without normal rows.
  public var trueNegativeRate: Double? {
    normalRows == 0 ? nil : Double(normalRows - falsePositiveRows) / Double(normalRows)
  }

  /// The mean over windows of BATADAL's time to detect over length, in rows, a miss counting 1; nil without one.
  public var meanShareToDetect: Double? {
    windows.isEmpty ? nil : windows.reduce(0) { $0 + $1.shareToDetect } / Double(windows.count)
  }

  /// False-alarm events per day of normal time; nil where there is no normal time.
  public var falseAlarmsPerDay: Double? {
    normalTime > .zero ? Double(falseAlarms.count) / (normalTime.seconds / 86_400) : nil
  }

  init(_ run: ScoredRun) {
    windows = run.windows.map { EventOutcome($0, in: run) }
    let intervals = AlarmIntervals.maximal(in: run.alarms)
    alarmIntervals = intervals.count
    let answers = run.answers
    falseAlarms = intervals.filter { !answers[$0.lowerBound] }
      .map { TimeRange(run.times[$0.lowerBound], run.times[$0.upperBound - 1]) }
    attackRows = run.attack.count { $0 }
    normalRows = run.count - attackRows
    truePositiveRows = run.alarms.indices.count { run.alarms[$0] && run.attack[$0] }
    falsePositiveRows = run.alarms.count { $0 } - truePositiveRows
    let (time, overflow) = Int64(normalRows)
      .multipliedReportingOverflow(by: run.sampleInterval.nanoseconds)
    normalTime = overflow ? TimeSpan(nanoseconds: .max) : TimeSpan(nanoseconds: time)
  }
}
