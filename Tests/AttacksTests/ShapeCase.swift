import Attacks
import LinearAlgebra
import Testing
import Twin

/// A shape with settings for the tank, and the rule for what it carries there.
struct ShapeCase: CustomTestStringConvertible, Sendable {
  let id: String
  /// The settings after `use`, for the level.
  let settings: String
  /// The settings for the pump; nil where they are the level's.
  let pumpSettings: String?
  /// Whether an actuator that takes states can be its tag.
  let worksOnStates: Bool
  /// The value that must be carried; nil where the rule says nothing about the row.
  let rule: @Sendable (Seen) -> Double?

  /// What was seen of a tag on a channel.
  struct Seen {
    /// What was carried, row by row.
    let carried: [Double]
    /// What would have been carried without tampering; nil where nobody knows.
    let honest: (Int) -> Double?
    /// The same of the partner.
    let partner: (Int) -> Double?
    /// What the run without the attack carried.
    let untouched: [Double]
    let row: Int
    /// The trigger's row.
    let first: Int
    /// Hours since the trigger.
    var hours: Double { Double(row - first) / 2 }
  }

  init(
    _ id: String, _ settings: String = "", pump: String? = nil, worksOnStates: Bool = true,
    rule: @escaping @Sendable (Seen) -> Double?
  ) {
    self.id = id
    self.settings = settings
    pumpSettings = pump
    self.worksOnStates = worksOnStates
    self.rule = rule
  }

  var testDescription: String { id }

  func text(at point: AttackPoint) -> String {
    let own = point == .actuator ? pumpSettings ?? settings : settings
    return own.isEmpty ? "{ use: \(id) }" : "{ use: \(id), \(own) }"
  }

  func works(at point: AttackPoint) -> Bool { point != .actuator || worksOnStates }

  /// One per shape of the catalog.
  static let all: [ShapeCase] = [
    ShapeCase("constant", "value: 1") { _ in 1 },
    ShapeCase("covert", worksOnStates: false) { $0.untouched[$0.row] },
    // An hour is two rows.
    ShapeCase("delay", "by: 1h") { $0.honest($0.row - 2) },
    ShapeCase("drop", "probability: 0.5") { seen in
      let value = seen.carried[seen.row]
      // Lost: missing, or the last value; else the true one.
      return value.isNaN || value == seen.carried[seen.row - 1] ? nil : seen.honest(seen.row)
    },
    ShapeCase("freeze") { $0.carried[$0.first - 1] },
    ShapeCase("hold") { seen in
      seen.row == seen.first ? seen.honest(seen.row) : seen.carried[seen.first]
    },
    ShapeCase("jitter", "most: 2h") { seen in
      // Up to four rows late: one of the last five.
      let value = seen.carried[seen.row]
      let recent = (0...4).map { seen.honest(seen.row - $0) }
      return recent.contains(nil) || recent.contains(value) ? nil : .infinity
    },
    ShapeCase("noise", "deviation: 0.1", worksOnStates: false) { seen in
      // Six deviations; a value that is carried as it is would be no noise.
      let distance = seen.honest(seen.row).map { abs(seen.carried[seen.row] - $0) } ?? 0.1
      return distance > 0 && distance < 0.6 ? nil : .infinity
    },
    ShapeCase("offset", "by: -0.5", worksOnStates: false) { seen in
      seen.honest(seen.row).map { $0 - 0.5 }
    },
    // Two hours are four rows: two at 1, two at 0.
    ShapeCase("override", "value: 1, hammer: 2h, other: 0") { ($0.row - $0.first) % 4 < 2 ? 1 : 0 },
    ShapeCase("polyline", "points: [[1h, 1], [3h, 2], [4h, 0]]", worksOnStates: false) { seen in
      let hours = seen.hours
      return hours <= 1
        ? 1 : hours <= 3 ? 1 + (hours - 1) / 2 : hours <= 4 ? 2 - 2 * (hours - 3) : 0
    },
    ShapeCase("quantise", "step: 0.25", worksOnStates: false) { seen in
      seen.honest(seen.row).map { 0.25 * ($0 * 4).rounded() }
    },
    ShapeCase("ramp", "rate: 0.1, bound: 0.6", worksOnStates: false) { seen in
      // The trigger's row is moved by a row's worth, half an hour, already.
      seen.honest(seen.row).map { $0 + min(0.6, 0.1 * (seen.hours + 0.5)) }
    },
    // Six hours are twelve rows, the clip's two hours are four.
    ShapeCase("replay", "back: 6h, clip: 2h") { seen in
      seen.carried[seen.first - 12 + (seen.row - seen.first) % 4]
    },
    ShapeCase("scale", "factor: 0.5, about: 1", worksOnStates: false) { seen in
      seen.honest(seen.row).map { 1 + 0.5 * ($0 - 1) }
    },
    ShapeCase("stealthy", "bound: 0.8", worksOnStates: false) { seen in
      // Row by row no change is larger than the largest before the trigger, but for rounding.
      let change = abs(seen.carried[seen.row] - seen.carried[seen.row - 1])
      let usual = (1..<seen.first).map { abs(seen.carried[$0] - seen.carried[$0 - 1]) }.max() ?? 0
      return change <= usual * (1 + 1e-12) ? nil : .infinity
    },
    ShapeCase("swap", "with: P_J1", pump: "with: S_PU2") { $0.partner($0.row) },
    // A quarter of four rows.
    ShapeCase("toggle", "value: 1, other: 0, period: 2h, duty: 0.25") {
      ($0.row - $0.first) % 4 < 1 ? 1 : 0
    },
  ]
}
