/// The status of a link or tank; raw values are EPANET's, in its order.
public enum ElementStatus: Int, Sendable, Equatable, CaseIterable {
  /// Pump closed because it cannot deliver the head.
  case closedCannotDeliverHead = 0
  /// Closed for now: a check valve, or a pipe at a full or empty tank.
  case temporarilyClosed
  /// Closed.
  case closed
  /// Open.
  case open
  /// Valve that follows its setting.
  case active
  /// Pump beyond its largest flow.
  case exceedsMaximumFlow
  /// FCV that cannot supply its flow.
  case cannotDeliverFlow
  /// Valve that cannot supply its pressure.
  case cannotDeliverPressure
  /// Tank filling.
  case filling
  /// Tank emptying.
  case emptying
  /// Tank spilling.
  case overflowing
}
