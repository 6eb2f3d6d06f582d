internal import LinearAlgebra

/// A controller's two-point rule that somebody has written down: in the plant's file, or in the network's.
///
/// Which values of the actuator are off and on is for its rows to say.
public struct DeclaredRule: Sendable, Equatable {
  /// The index of the actuator's tag.
  public var actuator: Int
  /// The index of the sensor's tag.
  public var sensor: Int
  /// Where it goes on, in the sensor's unit; above `offAt` in a rule that goes on above.
  public var onAt: Double
  /// Where it goes off, in the sensor's unit.
  public var offAt: Double
  /// Where it is written, in words: `plant.yaml:12`.
  public var source: String

  /// Makes a rule; the two levels must differ.
  public init(actuator: Int, sensor: Int, onAt: Double, offAt: Double, source: String) {
    self.actuator = actuator
    self.sensor = sensor
    self.onAt = onAt
    self.offAt = offAt
    self.source = source
  }

  /// The rule as a detector takes it, with the states that the actuator's rows show; nil where it is in none or in
  /// many, as a speed is.
  ///
  /// The least value is off, the greatest on; an actuator that never switched is off where it is 0, else on, and its
  /// other state is 1 or 0. What the sensor usually moves by is the median over all rows. O(rows).
  public func rule(in record: ProcessRecord) -> HysteresisRule? {
    let seen = Set(record.column(actuator).filter { !$0.isNaN })
    guard let least = seen.min(), let most = seen.max(), seen.count <= ProcessStructure.mostStates
    else { return nil }
    let (off, on) = least < most ? (least, most) : least == 0 ? (0, 1) : (0, least)
    let readings = record.column(sensor)
    let steps = readings.indices.compactMap { i -> Double? in
      guard record.follows[i] else { return nil }
      let step = abs(readings[i] - readings[i - 1])
      return step.isFinite ? step : nil
    }
    return HysteresisRule(
      actuator: actuator, sensor: sensor, off: off, on: on, onAt: onAt, offAt: offAt,
      isInverse: onAt > offAt, usualChange: steps.median() ?? 0)
  }
}
