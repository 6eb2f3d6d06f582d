public import Diagnostics
public import Telemetry
internal import Twin

/// Hammered between two states: v′ = value in the first `duty` of each period, `other` in the rest.
///
/// Time counts from the trigger. A missing value is replaced like any other.
public struct Toggle: TamperingShape {
  /// The id in scenario files.
  public static let id = "toggle"
  /// What it is.
  public static let summary = "hammered between two states, with a period and a duty"

  /// The state in the first part of each period, in engineering units.
  public let value: Double
  /// The state in the rest of it.
  public let other: Double
  /// The time from one change to `value` to the next; at least two rows.
  public let period: TimeSpan
  /// The part of a period at `value`, between 0 and 1; both parts hold a row at least.
  public let duty: Double

  /// Reads `value`, `other`, `period` and `duty`.
  public init(_ fields: inout Fields) {
    value = fields.requiredNumber("value", in: engineering)
    other = fields.number("other", default: 0, in: engineering)
    period = fields.requiredSpan("period", like: "2h")
    duty = fields.number("duty", default: 0.5, in: 0...1)
    if value == other, fields.has("value") {
      fields.problems.add(
        "'value' and 'other' must differ, got \(shortest(value)) twice", at: fields.place,
        hint: "'other' is 0 where it is not written; constant holds one value")
    }
  }

  init(value: Double, other: Double, period: TimeSpan, duty: Double) {
    self.value = value
    self.other = other
    self.period = period
    self.duty = duty
  }

  /// Both states, period and duty.
  public var settings: [(key: String, value: String)] {
    [
      ("value", shortest(value)), ("other", shortest(other)), ("period", period.description),
      ("duty", shortest(duty)),
    ]
  }
  /// In words.
  public var text: String {
    "hammered between \(rounded(value)) and \(rounded(other)) every \(period.roundedText), "
      + "\(rounded(100 * duty)) % at the first"
  }

  /// A discrete actuator takes known states only; each of the two states needs a row.
  public func problems(_ use: ShapeUse) -> [(problem: String, hint: String?)] {
    let found = use.refusing(states: [value, other])
    let short = use.refusing(period, of: "period", shorterThanRows: 2)
    if !short.isEmpty { return found + short }
    let (first, rest) = (duty * period.seconds, (1 - duty) * period.seconds)
    guard min(first, rest) < use.interval.seconds * (1 - 1e-9) else { return found }
    return found + [
      (
        "a 'duty' of \(shortest(duty)) leaves one of the states less than a row of \(use.interval) in "
          + "'period' \(period)", "lengthen 'period', or bring 'duty' nearer to 0.5"
      )
    ]
  }

  /// The outermost states in the drawn direction, a period in rows and a duty of whole rows.
  public static func drawn(_ draw: inout ShapeDraw) -> Toggle {
    let rows = max(2, Int(draw.number("rows", default: 2...8).rounded()))
    let duty = draw.number("duty", default: 0.2...0.8)
    let first = min(rows - 1, max(1, Int((duty * Double(rows)).rounded())))
    let value = draw.profile.outermost(draw.direction) ?? draw.displaced
    let other = draw.profile.outermost(-draw.direction) ?? draw.profile.mean
    return Toggle(
      value: value, other: other, period: draw.interval * rows,
      duty: Double(first) / Double(rows))
  }

  /// The period in rows, and the duty.
  public static let parameters = ["rows", "duty"]

  /// Starts.
  public func begin() -> any Tampering {
    Running(value: value, other: other, period: period, duty: duty)
  }

  private struct Running: Tampering {
    let value: Double
    let other: Double
    let period: TimeSpan
    let duty: Double
    func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double {
      let phase = Double(moment.elapsed.nanoseconds % period.nanoseconds)
      // A duty of whole rows may be a hair below its product: a billionth of a period is nothing.
      return phase < (duty - 1e-9) * Double(period.nanoseconds) ? self.value : other
    }
  }
}
