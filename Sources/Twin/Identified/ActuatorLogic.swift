public import Learning

/// How the twin's controllers move one actuator.
public enum ActuatorLogic: Sendable, Equatable {
  /// It never changed.
  case constant(Double)
  /// A two-point rule on a sensor.
  case rule(HysteresisRule)
  /// A regression on stocks and the time of the week.
  case regression(StatusRegression)
  /// Nothing that was found drives it: it does what it did in the recorded stretch that is replayed.
  case recorded

  /// Learns the logic of a discrete tag from normal operation; `sensors` may drive it.
  static func learn(
    _ record: ProcessRecord, actuator: Int, rule: HysteresisRule?, sensors: [Int], ridge: Double
  ) -> ActuatorLogic {
    let seen = Set(record.column(actuator).filter { !$0.isNaN })
    if seen.count == 1, let only = seen.first { return .constant(only) }
    if let rule { return .rule(rule) }
    let regression = StatusRegression.learn(
      record, actuator: actuator, sensors: sensors, ridge: ridge)
    return regression.map { .regression($0) } ?? .recorded
  }
}
