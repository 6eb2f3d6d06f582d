public import Diagnostics
public import Twin

/// One value whatever is true: v′ = value.
public struct Constant: TamperingShape {
  /// The id in scenario files.
  public static let id = "constant"
  /// What it is.
  public static let summary = "one value whatever is true"

  /// The value, in engineering units.
  public let value: Double

  /// Reads `value`.
  public init(_ fields: inout Fields) {
    value = fields.requiredNumber("value", in: engineering)
  }

  init(value: Double) { self.value = value }

  /// The value.
  public var settings: [(key: String, value: String)] { [("value", shortest(value))] }
  /// In words.
  public var text: String { "held at \(rounded(value))" }

  /// The distance from the mean, in spans; nil for a discrete or constant tag.
  public func size(on profile: TagProfile) -> Double? { profile.distance(of: value) }

  /// Above or below the middle of what is usual.
  public func direction(on profile: TagProfile) -> Double {
    (value - (profile.range.low + profile.range.high) / 2).direction
  }

  /// A value that a discrete actuator cannot take is refused.
  public func problems(_ use: ShapeUse) -> [(problem: String, hint: String?)] {
    use.refusing(states: [value])
  }

  /// The mean moved by the drawn size; the outermost state of a discrete tag.
  public static func drawn(_ draw: inout ShapeDraw) -> Constant {
    Constant(value: draw.profile.outermost(draw.direction) ?? draw.displaced)
  }

  /// Starts.
  public func begin() -> any Tampering { Running(value: value) }

  private struct Running: Tampering {
    let value: Double
    func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double { self.value }
  }
}
