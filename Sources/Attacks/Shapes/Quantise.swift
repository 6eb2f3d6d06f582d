public import Diagnostics
public import Twin

/// The true value rounded to steps: v′ = step · round(v ÷ step), halves away from zero.
///
/// What a module with too few bits or a dead band reports. What is missing stays missing.
public struct Quantise: TamperingShape {
  /// The id in scenario files.
  public static let id = "quantise"
  /// What it is.
  public static let summary = "the true value rounded to coarse steps"

  /// The step, in engineering units; above 0.
  public let step: Double

  /// Reads `step`.
  public init(_ fields: inout Fields) {
    step = fields.requiredChange("step", in: 0...engineering.upperBound)
  }

  init(step: Double) { self.step = step }

  /// The step.
  public var settings: [(key: String, value: String)] { [("step", shortest(step))] }
  /// In words.
  public var text: String { "rounded to steps of \(rounded(step))" }

  /// The farthest that it moves a value, half a step, in spans; nil for a constant tag.
  public func size(on profile: TagProfile) -> Double? {
    profile.span > 0 ? step / 2 / profile.span : nil
  }

  /// An actuator that takes states only is none for it.
  public func problems(_ use: ShapeUse) -> [(problem: String, hint: String?)] {
    use.refusingStates(of: Self.id)
  }

  /// Twice the drawn size as step.
  public static func drawn(_ draw: inout ShapeDraw) -> Quantise {
    Quantise(step: 2 * (draw.size ?? 0.1) * draw.profile.span)
  }

  /// Starts.
  public func begin() -> any Tampering { Running(step: step) }

  private struct Running: Tampering {
    let step: Double
    func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double {
      let steps = (value / step).rounded()
      // A step finer than the value's own digits leaves it as it is.
      return steps.isInfinite ? value : step * steps
    }
  }
}
