/// EPANET's statuses as bytes, in its order: closed up to 2, open from 3.
enum LinkState {
  /// A pump that cannot deliver the head (`XHEAD`).
  static let cannotDeliverHead: UInt8 = 0
  /// Closed for now (`TEMPCLOSED`).
  static let temporarilyClosed: UInt8 = 1
  /// Closed.
  static let closed: UInt8 = 2
  /// Open.
  static let open: UInt8 = 3
  /// A valve that follows its setting.
  static let active: UInt8 = 4
  /// A pump beyond its largest flow (`XFLOW`).
  static let exceedsMaximumFlow: UInt8 = 5
  /// A flow control valve that cannot deliver (`XFCV`).
  static let cannotDeliverFlow: UInt8 = 6
  /// A pressure valve that cannot deliver (`XPRESSURE`).
  static let cannotDeliverPressure: UInt8 = 7
}
