public import Diagnostics

/// The attack's own effect taken out of what is shown: v′ = u + error · (v − u).
///
/// u is what the same channel carries in the same row of the same run without the attack: the model of the
/// attacker is the twin itself, which knows every disturbance. `error` is the part of the effect that a
/// worse model leaves in view. It changes nothing by itself; something else has to move the process. Source:
/// Smith (2015), Covert misappropriation of networked control systems, IEEE Control Systems 35(1). What u
/// misses is missing; what v alone misses is shown as u.
public struct Covert: TamperingShape {
  /// The id in scenario files.
  public static let id = "covert"
  /// What it is.
  public static let summary = "the attack's own effect is taken out of what is shown"

  /// The part of the effect that stays in view, from 0, a perfect model, to below 1, which shows everything.
  public let error: Double

  /// Reads `error`.
  public init(_ fields: inout Fields) {
    error = fields.optionalChange("error", in: 0...1, neutral: 1) ?? 0
  }

  init(error: Double) { self.error = error }

  /// The error.
  public var settings: [(key: String, value: String)] { [("error", shortest(error))] }
  /// In words.
  public var text: String {
    "shown without the attack's effect"
      + (error > 0 ? " but for \(rounded(100 * error)) % of it" : "")
  }
  /// It is told what is carried without the attack.
  public static let needsUntouched = true

  /// An actuator does something or does not; its effect is taken out of what is shown of it.
  public func problems(_ use: ShapeUse) -> [(problem: String, hint: String?)] {
    use.point != .actuator
      ? []
      : [
        (
          "what '\(use.tag)' does cannot be covert, only what is shown of it",
          "write it at the historian, at the sensor or at the controller"
        )
      ]
  }

  /// An error of the technique's range, at most 30 % where it has none.
  public static func drawn(_ draw: inout ShapeDraw) -> Covert {
    Covert(error: min(1, max(0, draw.number("error", default: 0...0.3))))
  }

  /// The part of the effect that stays in view.
  public static let parameters = ["error"]

  /// Starts.
  public func begin() -> any Tampering { Running(error: error) }

  private struct Running: Tampering {
    let error: Double
    func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double {
      guard let untouched = moment.untouched else { return value }
      // v′ = u + error · (v − u); where the attack lost v itself, u is all there is.
      return value.isNaN ? untouched : untouched + error * (value - untouched)
    }
  }
}
