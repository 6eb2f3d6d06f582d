public import Telemetry

/// Exceedance → alarm: an alarm lasts at least `hold`, and joins the next where less than `merge` lies between.
///
/// At a row that exceeds, the alarm is on. At another row it stays on while less than `hold` has passed
/// since it began, or less than `merge` since the last exceedance.
public struct AlarmLatch: Sendable, Equatable, Codable {
  /// The shortest alarm.
  public let hold: TimeSpan
  /// The longest pause inside one alarm.
  public let merge: TimeSpan
  private var isOn = false
  private var start: Int64 = 0
  private var last: Int64 = 0

  /// A latch that is off.
  public init(hold: TimeSpan, merge: TimeSpan) {
    self.hold = hold
    self.merge = merge
  }

  /// Takes the next row and says whether the alarm is on.
  public mutating func next(_ time: Timestamp, exceeds: Bool) -> Bool {
    let now = time.nanoseconds
    if exceeds {
      if !isOn { start = now }
      isOn = true
      last = now
    } else if isOn {
      isOn = now &- start < hold.nanoseconds || now &- last < merge.nanoseconds
    }
    return isOn
  }
}
