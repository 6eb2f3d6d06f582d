internal import Diagnostics
internal import Foundation

/// A sensor at work in one lane.
package struct RunningSensor: Sendable {
  /// What chance does in a row.
  ///
  /// All of it is drawn in every row, whatever parts the sensor has: a part more or less leaves the others'
  /// chance as it is.
  private struct Chance {
    var early = 0.0
    var fall = 1.0
    var noise = 0.0
  }

  private static let day = 86_400.0

  let model: SensorModel
  /// The name of its generators.
  private let stage: String
  /// Seconds from row to row.
  private let interval: Double
  /// Which part of a row before its end it is read for the historian, whose way is slow: 0 at the end.
  let early: Double
  /// The true value of the row before, and what the sensing element had come to.
  private var before: Double
  private var lagged: Double
  /// What it showed last.
  private var last: Double
  /// Rows since the run began.
  private var rows = 0
  private var wasOut: Bool?
  private var chance = Chance()

  /// A sensor at rest at a true value.
  package init(
    _ model: SensorModel, id: String, truth: Double, interval: Double, early: Double = 0
  ) {
    self.early = early
    self.model = model
    stage = "sensor \(id)"
    self.interval = interval
    (before, lagged, last) = (truth, truth, truth)
    last = rounded(model.bias == 0 ? truth : truth + model.bias)
  }

  /// What it showed last.
  var lastShown: Double { last }

  /// Whether nothing comes from it in this row.
  package var isOut: Bool { wasOut ?? false }

  /// A row begins; `seed` is the row's own.
  package mutating func begin(seed: UInt64) {
    var generator = SeededGenerator(root: seed, stage: stage)
    chance = Chance(
      early: generator.uniform(), fall: generator.uniform(), noise: generator.gaussian())
    rows += 1
    wasOut = model.dropout.map { $0.isOut(after: wasOut, chance.fall, interval: interval) }
  }

  /// The row is over, with that true value.
  package mutating func conclude(_ truth: Double) {
    let now = following(truth)
    last = shown(truth)
    (before, lagged) = (truth, now)
  }

  /// What a controller reads at the row's end if that is the true value then: the last value as long as nothing
  /// comes.
  package func shown(_ truth: Double) -> Double { isOut ? last : rounded(sampled(truth)) }

  /// What is stored of a sample: NaN where nothing comes.
  package func stored(_ sample: Double) -> Double { isOut ? .nan : rounded(sample) }

  /// The sample before it is rounded, at a row's end or a part of one before that.
  package func sampled(_ truth: Double, early: Double = 0) -> Double {
    var value = following(truth)
    let part = early + (model.jitter > 0 ? chance.early * model.jitter / interval : 0)
    if part > 0, lagged.isFinite, value.isFinite {
      // On the line between two rows, the way's time and up to the jitter before the second.
      value += (lagged - value) * min(1, part)
    }
    if model.bias != 0 { value += model.bias }
    if model.drift != 0 { value += model.drift * Double(rows) * interval / Self.day }
    if let noise = model.noise { value += noise * chance.noise }
    return value
  }

  private func rounded(_ value: Double) -> Double {
    model.quantum.map { value.rounded(toStep: $0) } ?? value
  }

  // T y′ = x − y solved for a true course that is a straight line from row to row; with a = Δ/T:
  // y₁ = e⁻ᵃ y₀ + (m − e⁻ᵃ) x₀ + (1 − m) x₁, m = (1 − e⁻ᵃ)/a. A true value that is missing starts it anew.
  private func following(_ truth: Double) -> Double {
    guard model.lag > 0, lagged.isFinite, before.isFinite else { return truth }
    let a = interval / model.lag
    let rest = exp(-a)
    let mean = -expm1(-a) / a
    return lagged + (mean - rest) * (before - lagged) + (1 - mean) * (truth - lagged)
  }
}
