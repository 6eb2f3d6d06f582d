public import Diagnostics
public import Telemetry
public import Twin

/// What a shape is drawn from: a technique's ranges, made concrete for one tag and one scenario.
public struct ShapeDraw: Sendable {
  /// What is usual for the tag.
  public var profile: TagProfile
  /// How far to move the value, in parts of the usual span; nil where the technique says nothing.
  public var size: Double?
  /// Up is 1, down is −1.
  public var direction: Double
  /// How long the tampering lasts.
  public var lasts: TimeSpan
  /// The untouched time before the trigger can fire.
  public var lead: TimeSpan
  /// The time between two rows.
  public var interval: TimeSpan
  /// The technique's ranges for other parameters.
  public var parameters: [String: ClosedRange<Double>]
  /// The name of another tag that is drawn with this one; nil where it is alone.
  public var partner: String?
  /// The scenario's chance.
  public var generator: SeededGenerator

  /// A number of the technique's range for a parameter, or of the shape's own.
  public mutating func number(_ key: String, default range: ClosedRange<Double>) -> Double {
    generator.uniform(in: parameters[key] ?? range)
  }

  /// The mean, moved by the drawn size; half a span where the technique gives none.
  public var displaced: Double {
    profile.mean + direction * (size ?? 0.5) * profile.span
  }
}
