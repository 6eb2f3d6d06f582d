public import Diagnostics

/// Held at its present state: v′ = v(trigger), whatever is decided afterwards.
///
/// An actuator or a mode that takes no further command: unlike ``Freeze``, where messages stop and the one
/// before the trigger stands, the trigger's own row still counts. Where that is missing the first value
/// after it is held; until then it is missing.
public struct Hold: TamperingShape {
  /// The id in scenario files.
  public static let id = "hold"
  /// What it is.
  public static let summary = "an actuator or mode held at its present state"

  /// Needs no settings.
  public init(_ fields: inout Fields) {}

  private init() {}

  /// In words.
  public var text: String { "held at its present state" }

  /// There is one.
  public static func drawn(_ draw: inout ShapeDraw) -> Hold { Hold() }

  /// Starts.
  public func begin() -> any Tampering { Running() }

  private struct Running: Tampering {
    var held = Double.nan
    mutating func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double {
      if held.isNaN { held = value }
      return held
    }
  }
}
