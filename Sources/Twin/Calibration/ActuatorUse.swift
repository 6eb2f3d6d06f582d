internal import Learning
internal import Telemetry

/// How much an actuator was used in a record.
enum ActuatorUse {
  /// The share of rows that are not off, and switches a day; nil where nothing was recorded.
  static func of(
    _ record: ProcessRecord, tag: Int, off: Double
  ) -> (duty: Double?, switches: Double?) {
    let x = record.column(tag)
    let present = x.count { !$0.isNaN }
    guard present > 0 else { return (nil, nil) }
    let on = x.count { !$0.isNaN && $0 != off }
    let switched = x.indices.count {
      record.follows[$0] && x[$0] != x[$0 - 1] && !(x[$0] - x[$0 - 1]).isNaN
    }
    let days = Double(present) * record.interval.seconds / 86_400
    return (Double(on) / Double(present), Double(switched) / days)
  }
}
