public import Telemetry

/// Exceedance → alarm: an alarm lasts at least `hold`, and joins the next where less than `merge` lies between.
///
/// At a row that exceeds, the alarm is on. At another row it stays on while less than `hold` has passed
/// since it began, or less than `merge` since the last row that exceeds or lasts. Two things are as they were
/// where nobody asks for them:
///
/// - hysteresis: a score above `clear` limits (1 or less) lasts: it begins no alarm and keeps one on,
/// - cooldown: for so long after an alarm's end none begins, whatever exceeds. What lasts until then is told late.
public struct AlarmLatch: Sendable, Equatable, Codable {
  /// The shortest alarm.
  public let hold: TimeSpan
  /// The longest pause inside one alarm.
  public let merge: TimeSpan
  /// The part of the limit that a score must fall to before an alarm ends, above 0 to 1.
  public let clear: Double
  /// How long after an alarm's end none begins.
  public let cooldown: TimeSpan
  private var isOn = false
  private var start: Int64 = 0
  private var last: Int64 = 0
  private var end: Int64?

  /// A latch that is off.
  public init(hold: TimeSpan, merge: TimeSpan, clear: Double = 1, cooldown: TimeSpan = .zero) {
    self.hold = hold
    self.merge = merge
    self.clear = clear
    self.cooldown = cooldown
  }

  /// Takes the next row's score and says whether the alarm is on; a score that is NaN neither exceeds nor lasts.
  public mutating func next(_ time: Timestamp, score: Double, limit: Double) -> Bool {
    next(time, exceeds: score > limit, lasts: score > clear * limit)
  }

  /// Takes the next row and says whether the alarm is on.
  public mutating func next(_ time: Timestamp, exceeds: Bool, lasts: Bool = false) -> Bool {
    let now = time.nanoseconds
    if isOn {
      if exceeds || lasts { last = now }
      isOn =
        exceeds || lasts || now &- start < hold.nanoseconds || now &- last < merge.nanoseconds
      if !isOn { end = now }
    } else if exceeds, end.map({ now &- $0 >= cooldown.nanoseconds }) ?? true {
      isOn = true
      start = now
      last = now
    }
    return isOn
  }
}
