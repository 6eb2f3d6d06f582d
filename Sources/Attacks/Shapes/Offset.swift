public import Diagnostics
public import Twin

/// The true value moved by a fixed amount: v′ = v + by.
public struct Offset: TamperingShape {
  /// The id in scenario files.
  public static let id = "offset"
  /// What it is.
  public static let summary = "the true value moved by a fixed amount"

  /// The amount, in engineering units.
  public let by: Double

  /// Reads `by`.
  public init(_ fields: inout Fields) {
    by = fields.requiredChange("by", in: engineering)
  }

  init(by: Double) { self.by = by }

  /// The amount.
  public var settings: [(key: String, value: String)] { [("by", shortest(by))] }
  /// In words.
  public var text: String { "moved by \(rounded(by))" }

  /// The amount in spans; nil for a constant tag.
  public func size(on profile: TagProfile) -> Double? {
    profile.span > 0 ? abs(by) / profile.span : nil
  }

  /// The amount's sign.
  public func direction(on profile: TagProfile) -> Double { by.direction }

  /// What takes states only cannot be moved between them.
  public func problems(_ use: ShapeUse) -> [(problem: String, hint: String?)] {
    use.refusingStates(of: Self.id)
  }

  /// The drawn size in the drawn direction.
  public static func drawn(_ draw: inout ShapeDraw) -> Offset {
    Offset(by: draw.direction * (draw.size ?? 0.5) * draw.profile.span)
  }

  /// Starts.
  public func begin() -> any Tampering { Running(by: by) }

  private struct Running: Tampering {
    let by: Double
    func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double { value + by }
  }
}
