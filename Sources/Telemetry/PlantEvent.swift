/// What kind of thing happened at the plant.
public enum EventKind: String, Sendable, Codable, CaseIterable {
  /// A known or rehearsed attack.
  case attack
  /// Equipment failed or misbehaved.
  case fault
  /// Planned work.
  case maintenance
  /// An alarm that a person judged to be false.
  case falseAlarm = "false-alarm"
  /// A test or drill.
  case test
}

/// One row of `events.csv`: the one place for labels, work orders, suppressions and verdicts.
public struct PlantEvent: Sendable, Hashable, Codable {
  /// When; ends included.
  public var range: TimeRange
  /// What it concerns: a tag, an element, a controller; empty for the whole plant.
  public var asset: String
  /// What kind of thing it is.
  public var kind: EventKind
  /// Who says so.
  public var source: String
  /// Free text.
  public var note: String

  /// Makes an event.
  public init(
    range: TimeRange, asset: String, kind: EventKind, source: String = "", note: String = ""
  ) {
    self.range = range
    self.asset = asset
    self.kind = kind
    self.source = source
    self.note = note
  }
}
