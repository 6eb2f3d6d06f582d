/// What a tag measures or sets of its element.
public enum MeasuredQuantity: String, Sendable, CaseIterable {
  /// Level of a tank above its bottom.
  case level
  /// Head above the datum.
  case head
  /// Pressure, as height of water above the node.
  case pressure
  /// Flow through a link.
  case flow
  /// Open or running (1), closed or stopped (0).
  case status
  /// Setting of a valve.
  case setting
  /// Relative speed of a pump.
  case speed
  /// Water drawn at a node.
  case demand
}
