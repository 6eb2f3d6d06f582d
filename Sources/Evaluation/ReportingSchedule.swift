public import Telemetry

/// When alarms reach a person: rows wait for the export, and the export for the next run.
///
/// Runs start at whole multiples of `schedule` from midnight UTC, moved by `offset`; a run sees rows that are at
/// least `exportLag` old. A schedule of zero is a stream: rows wait for the lag alone.
public struct ReportingSchedule: Sendable, Equatable, Codable {
  /// How long after its moment a row stands in the export; at least zero.
  public let exportLag: TimeSpan
  /// The time from one run to the next; zero for a stream.
  public let schedule: TimeSpan
  /// When the first run of a day starts, after midnight UTC.
  public let offset: TimeSpan

  /// Makes a schedule; negative spans act as zero.
  public init(exportLag: TimeSpan, schedule: TimeSpan, offset: TimeSpan = .zero) {
    self.exportLag = max(exportLag, .zero)
    self.schedule = max(schedule, .zero)
    self.offset = max(offset, .zero)
  }

  /// The seconds from a row's moment to the start of the first run that sees it.
  ///
  ///     t + lag, then up to the next offset + k · schedule
  public func wait(after time: Timestamp) -> Double {
    let lag = exportLag.seconds
    guard schedule > .zero else { return lag }
    // In whole nanoseconds within a period, so that no size of stamp loses any.
    let period = schedule.nanoseconds
    let phase = Self.residue(time.nanoseconds, period)
    let ready = Self.residue(phase + Self.residue(exportLag.nanoseconds, period), period)
    let due = Self.residue(ready - Self.residue(offset.nanoseconds, period), period)
    return lag + (due == 0 ? 0 : TimeSpan(nanoseconds: period - due).seconds)
  }

  /// The remainder in 0 ..< period.
  private static func residue(_ value: Int64, _ period: Int64) -> Int64 {
    let rest = value % period
    return rest < 0 ? rest + period : rest
  }
}
