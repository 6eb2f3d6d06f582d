/// What a tag measures or sets of its element.
public enum MeasuredQuantity: String, Sendable, Codable, CaseIterable {
  /// Level of a tank above its bottom.
  case level
  /// Head above the datum.
  case head
  /// Pressure at a node.
  case pressure
  /// Flow through a link.
  case flow
  /// Open or running (1), closed or stopped (0).
  case status
  /// Setting of a valve: a pressure, a flow or a loss coefficient.
  case setting
  /// Relative speed of a pump.
  case speed
  /// Water drawn at a junction, or flowing into a tank.
  case demand
}
