public import Telemetry

/// What became of one labelled window.
public struct EventOutcome: Sendable, Equatable, Codable {
  /// The window's name.
  public let id: String
  /// The window, both ends included.
  public let range: TimeRange
  /// Its length in rows, at least 1.
  public let length: Int
  /// How many of its rows had an alarm.
  public let alarmRows: Int
  /// Rows from its first row to its first alarm, 0 where one stood already; nil for a miss.
  public let rowsToDetect: Int?
  /// Time from its first row to its first alarm; nil for a miss.
  public let timeToDetect: TimeSpan?
  /// The stamp of the first row in it with an alarm; nil for a miss.
  public let firstAlarm: Timestamp?

  /// Whether the first alarm that touches it names what it concerned; nil for a miss, and where the label or
  /// the alarms do not say.
  public let isNamed: Bool?

  /// Whether any of its rows had an alarm.
  public var isDetected: Bool { rowsToDetect != nil }

  /// Time to detect over length, in rows, from 0 to below 1; a miss counts 1.
  public var shareToDetect: Double {
    rowsToDetect.map { Double($0) / Double(length) } ?? 1
  }

  init(_ window: LabelledWindow, in run: ScoredRun) {
    id = window.id
    range = window.range
    length = window.rows.count
    alarmRows = window.rows.count { run.alarms[$0] }
    let first = window.rows.first { run.alarms[$0] }
    rowsToDetect = first.map { $0 - window.rows.lowerBound }
    timeToDetect = first.map { run.times[$0] - run.times[window.rows.lowerBound] }
    firstAlarm = first.map { run.times[$0] }
    let told = run.attributions?.first { $0.range.overlaps(window.range) }
    isNamed =
      first == nil || window.concerns.isEmpty
      ? nil : told.map { !$0.names.isDisjoint(with: window.concerns) }
  }
}

/// What became of a run's windows and alarms: all that the metrics on alarms count.
public struct Outcomes: Sendable, Equatable {
  /// The labelled windows by their start.
  public let windows: [EventOutcome]
  /// The maximal alarm intervals that touch no labelled window: first to last row with the alarm.
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

  /// How many windows were detected.
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

  /// The mean over windows of time to detect over length, in rows, a miss counting 1; nil without one.
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
    falseAlarms = AlarmIntervals.outsideWindows(of: run)(intervals)
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
