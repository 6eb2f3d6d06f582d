internal import Foundation
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// A controller's two-point rule as a detector judges it: how far two rows depart from it, in units of
/// what normal rows did.
///
/// A rule that goes on above and off below is turned over: readings and thresholds change their sign, so
/// that every rule goes on below `onAt` and off above `offAt`.
struct TwoPointRule: Sendable, Equatable {
  /// The largest score of a rule: no reading counts as farther.
  static let farthest = GaussianTags.farthest

  /// The index of the actuator's tag.
  let actuator: Int
  /// The index of the sensor's tag.
  let sensor: Int
  /// The actuator's value that counts as off.
  let off: Double
  /// The actuator's value that counts as on.
  let on: Double
  /// Where it goes on, in the sensor's unit; above `offAt` in a rule that empties.
  let onAt: Double
  /// Where it goes off, in the sensor's unit.
  let offAt: Double
  /// How far from the rule scores 1, in the sensor's unit, > 0.
  let scale: Double

  /// What the rule sees of one row.
  struct Moment: Codable, Sendable, Equatable {
    /// Whether the actuator is on; nil where that or the reading is not known.
    var isOn: Bool?
    /// The sensor's reading, turned over where the rule is; 0 where it is not known.
    var reading: Double

    /// Nothing known.
    static let unknown = Moment(isOn: nil, reading: 0)
  }

  private var sign: Double { onAt < offAt ? 1 : -1 }

  /// What the rule sees of a row; an actuator that is neither on nor off is not known.
  func moment(state: Double, reading: Double) -> Moment {
    guard !reading.isNaN, state == on || state == off else { return .unknown }
    let largest = Double.greatestFiniteMagnitude
    return Moment(isOn: state == on, reading: min(max(sign * reading, -largest), largest))
  }

  /// How far two successive rows depart from the rule, in the sensor's unit; below 0 where they keep it,
  /// nil where one is not known.
  ///
  ///     off as before:  onAt − max(r, r′)     should have gone on
  ///     on as before:   min(r, r′) − offAt    should have gone off
  ///     switched on:    min(r, r′) − onAt     without need
  ///     switched off:   offAt − max(r, r′)    without need
  ///
  /// The controller may act at any moment between the rows: both readings must be beyond the threshold.
  func departure(from before: Moment, to now: Moment) -> Double? {
    guard let wasOn = before.isOn, let isOn = now.isOn else { return nil }
    let low = min(now.reading, before.reading)
    let high = max(now.reading, before.reading)
    switch (wasOn, isOn) {
    case (false, false): return sign * onAt - high
    case (true, true): return low - sign * offAt
    case (false, true): return low - sign * onAt
    case (true, false): return sign * offAt - high
    }
  }

  /// The departure in units of the scale, 0 to ``farthest``; nil where a row is not known.
  func score(from before: Moment, to now: Moment) -> Double? {
    departure(from: before, to: now).map { $0 > 0 ? min($0 / scale, Self.farthest) : 0 }
  }

  /// A learned rule, scaled by the rows that it was learned from.
  ///
  ///     scale = max(factor · largest departure, usual change, resolution)
  ///
  /// - Parameters:
  ///   - resolution: the step of the sensor's readings, ≥ 0.
  ///   - factor: how many times the largest normal departure scores 1.
  init(_ rule: HysteresisRule, in record: ProcessRecord, resolution: Double, factor: Double) {
    // Both thresholds differ, so this is above 0 where all else is 0.
    let least = 1e-6 * abs(rule.offAt - rule.onAt)
    let unscaled = TwoPointRule(
      actuator: rule.actuator, sensor: rule.sensor, off: rule.off, on: rule.on, onAt: rule.onAt,
      offAt: rule.offAt, scale: 1)
    var largest = 0.0
    record.values.withUnsafeColumn(rule.actuator) { states in
      record.values.withUnsafeColumn(rule.sensor) { readings in
        var before = Moment.unknown
        for i in states.indices {
          // A reading beyond all numbers in normal rows must not make the rule blind.
          let now =
            readings[i].isFinite
            ? unscaled.moment(state: states[i], reading: readings[i]) : .unknown
          if record.follows[i], let departure = unscaled.departure(from: before, to: now) {
            largest = max(largest, departure)
          }
          before = now
        }
      }
    }
    self.init(
      actuator: rule.actuator, sensor: rule.sensor, off: rule.off, on: rule.on, onAt: rule.onAt,
      offAt: rule.offAt, scale: max(factor * largest, rule.usualChange, resolution, least))
  }

  /// What it says, and where that is from: `S_PU1 on below 3.2 and off above 5.2 of L_T2 (plant.yaml:13)`.
  func text(_ tags: [Tag], source: String) -> String {
    let levels = [onAt, offAt].map { String(format: "%.4g", $0) }
    let (onSide, offSide) = onAt < offAt ? ("below", "above") : ("above", "below")
    return "\(tags[actuator].id) on \(onSide) \(levels[0]) and off \(offSide) \(levels[1]) of "
      + "\(tags[sensor].id) (\(source))"
  }

  /// A rule whose scale is known.
  init(
    actuator: Int, sensor: Int, off: Double, on: Double, onAt: Double, offAt: Double, scale: Double
  ) {
    self.actuator = actuator
    self.sensor = sensor
    self.off = off
    self.on = on
    self.onAt = onAt
    self.offAt = offAt
    self.scale = scale
  }
}
