internal import Telemetry

/// A unit that a site's numbers may be in: SI value = number · factor + offset.
struct ReadingUnit: Sendable {
  /// As `tags.csv` writes it.
  let name: String
  /// SI value of one; of a percentage the share that one stands for.
  let factor: Double
  /// Percent of a tank's highest level.
  var isPercent = false
  /// Head above the datum, not level above the bottom.
  var isHead = false
  /// What speaks against it before any number is seen.
  var cost = 0.0

  static let levels = [
    ReadingUnit(name: "m", factor: 1), ReadingUnit(name: "ft", factor: 0.3048),
    ReadingUnit(name: "%", factor: 0.01, isPercent: true),
    ReadingUnit(name: "cm", factor: 0.01, cost: 1),
    ReadingUnit(name: "in", factor: 0.0254, cost: 1),
    ReadingUnit(name: "mm", factor: 0.001, cost: 1),
    ReadingUnit(name: "m", factor: 1, isHead: true, cost: 1),
    ReadingUnit(name: "ft", factor: 0.3048, isHead: true, cost: 1),
  ]
  static let flows = [
    ReadingUnit(name: "L/s", factor: 1e-3), ReadingUnit(name: "m3/h", factor: 1 / 3_600.0),
    ReadingUnit(name: "gpm", factor: 6.309_019_64e-5), ReadingUnit(name: "m3/s", factor: 1),
    ReadingUnit(name: "L/min", factor: 1e-3 / 60), ReadingUnit(name: "MGD", factor: 0.043_812_636),
    ReadingUnit(name: "ML/d", factor: 1 / 86.4), ReadingUnit(name: "cfs", factor: 0.028_316_847),
    ReadingUnit(name: "m3/d", factor: 1 / 86_400.0, cost: 1),
  ]
  static let pressures = [
    ReadingUnit(name: "m", factor: 1), ReadingUnit(name: "psi", factor: 0.703_07),
    ReadingUnit(name: "bar", factor: 10.197_16), ReadingUnit(name: "kPa", factor: 0.101_971_6),
    ReadingUnit(name: "ft", factor: 0.3048, cost: 1),
  ]
  static let plain = [ReadingUnit(name: "", factor: 1)]

  /// The units that a quantity is measured in.
  static func of(_ quantity: MeasuredQuantity) -> [ReadingUnit] {
    switch quantity {
    case .level, .head: levels
    case .flow, .demand: flows
    case .pressure: pressures
    case .status, .setting, .speed: plain
    }
  }

  /// The unit of a quantity that a text names; nil where none does.
  static func named(_ text: String, for quantity: MeasuredQuantity) -> ReadingUnit? {
    let own = text.lowercased().replacing("mh2o", with: "m").replacing("percent", with: "%")
    if let known = of(quantity).first(where: {
      $0.name.lowercased() == own && $0.isHead == (quantity == .head)
    }) {
      return known
    }
    guard let unit = try? EngineeringUnits.unit(text) else { return nil }
    // A pressure is a head of water: 1 m = 9806.65 Pa.
    let water = 9_806.65
    switch (quantity, unit.dimension) {
    case (.flow, .flow), (.demand, .flow), (.pressure, .length), (.level, .length),
      (.head, .length):
      return ReadingUnit(name: unit.id, factor: unit.factor, isHead: quantity == .head)
    case (.pressure, .pressure), (.level, .pressure), (.head, .pressure):
      return ReadingUnit(name: unit.id, factor: unit.factor / water, isHead: quantity == .head)
    default: return nil
    }
  }

  /// A course in SI units, of a tank with this bottom and highest level (m).
  func si(_ course: SampledCourse, bottom: Double = 0, high: Double = 1) -> SampledCourse {
    let scale = isPercent ? factor * high : factor
    let offset = isHead ? -bottom : 0
    if scale == 1, offset == 0 { return course }
    return SampledCourse(course.values.map { $0 * scale + offset })
  }
}
