/// A simple control: sets one link when a level, pressure or time is reached.
public struct SimpleControl: Sendable, Equatable {
  /// What triggers the control; raw values are EPANET's control types.
  public enum Trigger: Int, Sendable, Equatable {
    /// The node's head is at or below the grade.
    case lowLevel = 0
    /// The node's head is at or above the grade.
    case highLevel
    /// The time since the start is reached.
    case timer
    /// The time of day is reached.
    case timeOfDay
  }

  /// Index in ``Network/links``.
  public var link: Int
  /// Index in ``Network/nodes`` of the node that is watched; nil for times.
  public var node: Int?
  /// What triggers the control.
  public var trigger: Trigger
  /// The status that is set; `active` where only a valve's setting is.
  public var status: ElementStatus
  /// The setting that is set, in internal units; ``Network/missing`` where only the status is.
  public var setting: Double
  /// Head that triggers, ft.
  public var grade: Double
  /// Seconds since the start, or of the day.
  public var time: Int
  /// The line of the file, from 1.
  public var line: Int = 0
}
