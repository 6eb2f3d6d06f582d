public import Telemetry

/// What an alarm points at.
public struct Attribution: Sendable, Equatable {
  /// The alarm, first to last row.
  public let range: TimeRange
  /// The tags, elements and controllers that it names; whoever makes it decides how many it may name.
  public let names: Set<String>

  /// Makes an attribution.
  public init(range: TimeRange, names: Set<String>) {
    self.range = range
    self.names = names
  }
}
