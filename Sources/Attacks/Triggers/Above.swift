public import Diagnostics
public import Telemetry

/// A true value above a threshold: the first row from `after` on before which it was there.
public struct Above: Trigger {
  /// The id in scenario files.
  public static let id = "above"
  /// What it is.
  public static let summary = "a true value above a threshold"

  private var threshold: Threshold

  /// Reads `above`, `tag` and `after`.
  public init(_ fields: inout Fields) {
    threshold = Threshold(&fields, key: Self.id, isAbove: true)
  }

  private init(_ threshold: Threshold) { self.threshold = threshold }

  /// Threshold, tag and time.
  public var settings: [(key: String, value: String)] { threshold.settings }
  /// In words.
  public var text: String { threshold.text }
  /// The time from which on it waits.
  public var earliest: TimeSpan { threshold.after ?? .zero }
  /// Refused where the tag never goes there.
  public func placed(_ use: TriggerUse) -> Above? { threshold.placed(use).map { Above($0) } }
  /// In the middle of what is usual for a tag that a controller decides by.
  public static func drawn(_ draw: inout TriggerDraw) -> Above? {
    Threshold(&draw, key: id, isAbove: true).map { Above($0) }
  }
  /// Starts.
  public func begin(_ generator: SeededGenerator) -> any WaitingTrigger { threshold }
}
