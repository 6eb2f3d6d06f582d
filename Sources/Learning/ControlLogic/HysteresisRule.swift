/// A controller's two-point rule: on beyond one threshold of a sensor, off beyond the other, else as before.
///
/// With `isInverse` false the actuator goes on below `onAt` and off above `offAt` (filling a tank); with true
/// on above `onAt` and off below `offAt` (emptying one).
public struct HysteresisRule: Sendable, Codable, Equatable {
  /// The index of the actuator's tag.
  public var actuator: Int
  /// The index of the sensor's tag.
  public var sensor: Int
  /// The value of the actuator that counts as off.
  public var off: Double
  /// The value of the actuator that counts as on.
  public var on: Double
  /// Where it goes on, in the sensor's unit.
  public var onAt: Double
  /// Where it goes off, in the sensor's unit.
  public var offAt: Double
  /// Whether it goes on above and off below.
  public var isInverse: Bool
  /// Half the width of the values of `onAt` that explain the switches equally well.
  public var onUncertainty: Double
  /// Half the width of the values of `offAt` that explain the switches equally well.
  public var offUncertainty: Double
  /// The share of switches at which the sensor crosses the threshold, the mean of both directions, 0 to 1.
  public var agreement: Double
  /// How many switches the rule was learned from.
  public var switches: Int
  /// How far the sensor usually moves from one row to the next around the switches.
  public var usualChange: Double

  /// Makes a rule.
  public init(
    actuator: Int, sensor: Int, off: Double, on: Double, onAt: Double, offAt: Double,
    isInverse: Bool, onUncertainty: Double = 0, offUncertainty: Double = 0, agreement: Double = 1,
    switches: Int = 0, usualChange: Double = 0
  ) {
    self.actuator = actuator
    self.sensor = sensor
    self.off = off
    self.on = on
    self.onAt = onAt
    self.offAt = offAt
    self.isInverse = isInverse
    self.onUncertainty = onUncertainty
    self.offUncertainty = offUncertainty
    self.agreement = agreement
    self.switches = switches
    self.usualChange = usualChange
  }

  /// The actuator's next value given its last and what the sensor reads; a reading of NaN changes nothing.
  public func next(after last: Double, reading: Double) -> Double {
    let sign = isInverse ? -1.0 : 1.0
    if sign * reading < sign * onAt { return on }
    if sign * reading > sign * offAt { return off }
    return last
  }
}
