internal import Telemetry

/// The delay that counts in operation: the detector's, and how long its alarm waits to be told.
public struct OperationalDelay: Sendable, Equatable, Codable {
  /// What makes alarms wait.
  public let schedule: ReportingSchedule
  /// The delays from an attack's first row to the run that tells of it; nil where none was detected.
  public let delays: DelaySummary?

  /// The delays of judged windows.
  public init(_ windows: [EventOutcome], schedule: ReportingSchedule) {
    self.schedule = schedule
    delays = DelaySummary(
      windows.compactMap { window in
        guard let own = window.timeToDetect, let first = window.firstAlarm else { return nil }
        return own.seconds + schedule.wait(after: first)
      })
  }
}
