public import Diagnostics

/// The last value from before the trigger stands: v′ = carried(trigger − 1 row).
///
/// What a receiver has when messages stop and it keeps the last one. A channel that had carried nothing
/// keeps the first value instead.
public struct Freeze: TamperingShape {
  /// The id in scenario files.
  public static let id = "freeze"
  /// What it is.
  public static let summary = "the last value from before the trigger stands"

  /// Needs no settings.
  public init(_ fields: inout Fields) {}

  init() {}

  /// In words.
  public var text: String { "frozen" }

  /// There is one.
  public static func drawn(_ draw: inout ShapeDraw) -> Freeze { Freeze() }

  /// Starts.
  public func begin() -> any Tampering { Running() }

  private struct Running: Tampering {
    var held: Double?
    mutating func callAsFunction(
      _ value: Double, _ moment: TamperingMoment, generator: inout SeededGenerator
    ) -> Double {
      let standing = held ?? moment.last ?? value
      held = standing
      return standing
    }
  }
}
