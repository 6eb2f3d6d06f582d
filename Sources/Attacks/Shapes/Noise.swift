public import Diagnostics
public import Twin

/// The true value with white noise on it: v′ = v + deviation · z, z standard normal.
///
/// Its chance is the scenario's own: the process has the disturbances of the run without it, and both
/// observers of a sensor see the same noise. What is missing stays missing.
public struct Noise: TamperingShape {
  /// The id in scenario files.
  public static let id = "noise"
  /// What it is.
  public static let summary = "the true value with white noise on it"

  /// The standard deviation of what is added, in engineering units; above 0.
  public let deviation: Double

  /// Reads `deviation`.
  public init(_ fields: inout Fields) {
    deviation = fields.requiredChange("deviation", in: 0...engineering.upperBound)
  }

  init(deviation: Double) { self.deviation = deviation }

  /// The deviation.
  public var settings: [(key: String, value: String)] { [("deviation", shortest(deviation))] }
  /// In words.
  public var text: String { "made noisy by \(rounded(deviation))" }

  /// The standard deviation in spans; nil for a constant tag.
  public func size(on profile: TagProfile) -> Double? {
    profile.span > 0 ? deviation / profile.span : nil
  }

  /// An actuator that takes states only is none for it.
  public func problems(_ use: ShapeUse) -> [(problem: String, hint: String?)] {
    use.refusingStates(of: Self.id)
  }

  /// The drawn size as standard deviation.
  public static func drawn(_ draw: inout ShapeDraw) -> Noise {
    Noise(deviation: (draw.size ?? 0.1) * draw.profile.span)
  }

  /// Starts.
  public func begin() -> any Tampering { Running(deviation: deviation) }

  private struct Running: Tampering {
    let deviation: Double
    func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double { value + deviation * generator.gaussian() }
  }
}
