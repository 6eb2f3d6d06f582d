public import Diagnostics
public import Telemetry

/// A true value below a threshold: the first row from `after` on before which it was there.
public struct Below: Trigger {
  /// The id in scenario files.
  public static let id = "below"
  /// What it is.
  public static let summary = "a true value below a threshold"

  private var threshold: Threshold

  /// Reads `below`, `tag` and `after`.
  public init(_ fields: inout Fields) {
    threshold = Threshold(&fields, key: Self.id, isAbove: false)
  }

  private init(_ threshold: Threshold) { self.threshold = threshold }

  /// Threshold, tag and time.
  public var settings: [(key: String, value: String)] { threshold.settings }
  /// In words.
  public var text: String { threshold.text }
  /// The time from which on it waits.
  public var earliest: TimeSpan { threshold.after ?? .zero }
  /// Refused where the tag never goes there.
  public func placed(_ use: TriggerUse) -> Below? { threshold.placed(use).map { Below($0) } }
  /// In the middle of what is usual for a tag that a controller decides by.
  public static func drawn(_ draw: inout TriggerDraw) -> Below? {
    Threshold(&draw, key: id, isAbove: false).map { Below($0) }
  }
  /// Starts.
  public func begin(_ generator: SeededGenerator) -> any WaitingTrigger { threshold }
}
