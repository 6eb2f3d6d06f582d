package import Telemetry

/// Remaining lives in plain words.
package enum LifeText {
  /// `PU4: 19 days left (11 to 31)`; `E7: more than 125 cycles left (at least 98)`.
  package static func sentence(_ life: RemainingLife) -> String {
    "\(PlainText.name(life.asset)): \(amount(life.median, of: life)) left (\(range(life)))"
  }

  /// The range alone: `11 to 31`, `88 to more than 125`, `at least 98`.
  package static func range(_ life: RemainingLife) -> String {
    if isOpen(life.early, life) { return number(life.early, of: life) }
    if isOpen(life.median, life) || !life.late.isFinite {
      return "at least \(number(life.early, of: life))"
    }
    return "\(number(life.early, of: life)) to \(number(life.late, of: life))"
  }

  /// An amount with its unit: `19 days`, `more than 125 cycles`; never broken over two lines.
  package static func amount(_ value: Double, of life: RemainingLife) -> String {
    let number = number(value, of: life)
    return number + "\u{A0}" + (number == "1" ? singular(life.clock) : life.clock.rawValue)
  }

  /// An amount of a clock: `9.4 cycles`, `1 day`.
  package static func amount(_ value: Double, _ clock: LifeClock) -> String {
    let number = digits(value)
    return number + "\u{A0}" + (number == "1" ? singular(clock) : clock.rawValue)
  }

  /// Whether the model can say no more than "beyond its bound".
  package static func isOpen(_ value: Double, _ life: RemainingLife) -> Bool {
    life.cap.map { value >= $0 } ?? false
  }

  private static func number(_ value: Double, of life: RemainingLife) -> String {
    if let cap = life.cap, value >= cap { return "more than \(digits(cap))" }
    return digits(value)
  }

  // One decimal below ten, where it matters; nobody has less than nothing left.
  private static func digits(_ value: Double) -> String {
    guard value.isFinite else { return NumberText.unknown }
    let value = max(0, value)
    let tenths = (value * 10).rounded() / 10
    return NumberText.fixed(
      value, decimals: tenths < 10 && tenths != tenths.rounded() ? 1 : 0)
  }

  private static func singular(_ clock: LifeClock) -> String {
    switch clock {
    case .cycles: "cycle"
    case .hours: "hour"
    case .days: "day"
    }
  }
}
