public import Diagnostics
public import Twin

/// The true value's distance from a point times a factor: v′ = about + factor · (v − about).
///
/// A gain error of a sensor or its module, or a measuring range edited in it. What is missing stays missing.
public struct Scale: TamperingShape {
  /// The id in scenario files.
  public static let id = "scale"
  /// What it is.
  public static let summary = "the true value times a factor, about a point"

  /// The factor, −1,000 to 1,000 and not 1; 0 shows `about` alone, below 0 the value moves the other way.
  public let factor: Double
  /// The point that stays where it is, in engineering units.
  public let about: Double

  /// Reads `factor` and `about`.
  public init(_ fields: inout Fields) {
    factor = fields.requiredChange("factor", in: -1_000...1_000, neutral: 1)
    about = fields.number("about", default: 0, in: engineering)
  }

  init(factor: Double, about: Double = 0) {
    self.factor = factor
    self.about = about
  }

  /// The factor, and the point where it is not zero.
  public var settings: [(key: String, value: String)] {
    [("factor", shortest(factor))] + (about == 0 ? [] : [("about", shortest(about))])
  }
  /// In words.
  public var text: String {
    "scaled by \(rounded(factor))" + (about == 0 ? "" : " about \(rounded(about))")
  }

  /// The largest move within the usual range, in spans; nil for a constant tag.
  public func size(on profile: TagProfile) -> Double? {
    guard profile.span > 0 else { return nil }
    // |v′ − v| = |factor − 1| · |v − about| is largest at an end of the range.
    return abs(factor - 1) * Self.reach(of: profile, from: about) / profile.span
  }

  /// Where it moves the mean.
  public func direction(on profile: TagProfile) -> Double {
    ((factor - 1) * (profile.mean - about)).direction
  }

  /// An actuator that takes states only is none for it.
  public func problems(_ use: ShapeUse) -> [(problem: String, hint: String?)] {
    use.refusingStates(of: Self.id)
  }

  /// The factor about zero that moves the farther end of the usual range by the drawn size.
  public static func drawn(_ draw: inout ShapeDraw) -> Scale {
    let reach = reach(of: draw.profile, from: 0)
    let move = (draw.size ?? 0.5) * draw.profile.span / reach
    // Up is away from zero for a tag whose mean is above it, towards zero else.
    let sign = draw.profile.mean < 0 ? -draw.direction : draw.direction
    return Scale(factor: 1 + sign * (move.isFinite ? move : 0.5))
  }

  private static func reach(of profile: TagProfile, from about: Double) -> Double {
    max(abs(profile.range.low - about), abs(profile.range.high - about))
  }

  /// Starts.
  public func begin() -> any Tampering { Running(factor: factor, about: about) }

  private struct Running: Tampering {
    let factor: Double
    let about: Double
    func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double { about + factor * (value - about) }
  }
}
