public import Diagnostics
internal import Telemetry
public import Twin

/// The true value moved further and further: v′ = v + rate · hours, at most `bound` away.
///
/// The trigger's row is moved by one row's worth already.
public struct Ramp: TamperingShape {
  /// The id in scenario files.
  public static let id = "ramp"
  /// What it is.
  public static let summary = "the true value moved further every hour, up to a bound"

  /// Engineering units per hour, negative downwards.
  public let rate: Double
  /// The largest distance, in engineering units, above 0; nil where it grows without end.
  public let bound: Double?

  /// Reads `rate` and `bound`.
  public init(_ fields: inout Fields) {
    rate = fields.requiredChange("rate", in: engineering)
    bound = fields.optionalChange("bound", in: 0...engineering.upperBound)
  }

  init(rate: Double, bound: Double?) {
    self.rate = rate
    self.bound = bound
  }

  /// Rate and bound.
  public var settings: [(key: String, value: String)] {
    [("rate", shortest(rate))] + (bound.map { [("bound", shortest($0))] } ?? [])
  }
  /// In words.
  public var text: String {
    "moved by \(rounded(rate)) an hour" + (bound.map { " up to \(rounded($0))" } ?? "")
  }

  /// The bound in spans; nil for a constant tag or without a bound.
  public func size(on profile: TagProfile) -> Double? {
    guard let bound, profile.span > 0 else { return nil }
    return bound / profile.span
  }

  /// The rate's sign.
  public func direction(on profile: TagProfile) -> Double { rate.direction }

  /// What takes states only cannot be moved between them.
  public func problems(_ use: ShapeUse) -> [(problem: String, hint: String?)] {
    use.refusingStates(of: Self.id)
  }

  /// Reaches the drawn size after 30 to 90 % of its time.
  public static func drawn(_ draw: inout ShapeDraw) -> Ramp {
    let bound = (draw.size ?? 0.5) * draw.profile.span
    let hours = draw.lasts.hours * draw.number("reached", default: 0.3...0.9)
    return Ramp(rate: draw.direction * bound / max(hours, draw.interval.hours), bound: bound)
  }

  /// The part of its time after which the bound is reached.
  public static let parameters = ["reached"]

  /// Starts.
  public func begin() -> any Tampering { Running(rate: rate, bound: bound ?? .infinity) }

  private struct Running: Tampering {
    let rate: Double
    let bound: Double
    func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double {
      let moved = rate * (moment.elapsed + moment.interval).hours
      return value + max(-bound, min(bound, moved))
    }
  }
}
