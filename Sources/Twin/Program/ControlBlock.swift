public import Diagnostics

/// A block of a control program, as IEC 61131-3 has function blocks: it reads signals and writes signals in
/// every scan.
///
/// One file and one line in ``ControlBlocks/catalog`` each.
public protocol ControlBlock: Sendable, Catalogued {
  /// Reads its settings; what is wrong is added to the fields' problems.
  init(_ fields: inout Fields)
  /// What it reads, in the order in which ``RunningBlock/scan(_:)`` finds it.
  var reads: [ControlOperand] { get }
  /// The signals that it writes.
  var writes: [String] { get }
  /// The signals that it writes for somebody to obey: nothing comes of one that nobody reads and nobody drives.
  var commands: [String] { get }
  /// Whether it writes over what other blocks wrote before it in the scan, as interlocks and trips do.
  var isOverriding: Bool { get }
  /// The words that values of its first signal have: 0, 1, … in this order.
  var words: [String] { get }
  /// The signals of its that are 0 or 1.
  var flags: [String] { get }
  /// Whether it writes any number between two limits, which a switch cannot obey.
  var isContinuous: Bool { get }
  /// Whether its first signal begins as the actuator stands that hangs on it, as a controller's memory would.
  var isRetentive: Bool { get }
  /// The signal that is an alarm; nil where it raises none.
  var alarm: String? { get }
  /// The block before its first scan.
  func begin() -> any RunningBlock
  /// The block in the place of one that ran there, told otherwise: it goes on with what is the same memory.
  func begin(after past: any RunningBlock) -> any RunningBlock
}

extension ControlBlock {
  /// None: its signals are for whoever wants them.
  public var commands: [String] { [] }
  /// Its signals are its own.
  public var isOverriding: Bool { false }
  /// None.
  public var words: [String] { [] }
  /// None.
  public var flags: [String] { [] }
  /// Its signals are states.
  public var isContinuous: Bool { false }
  /// It begins without a value.
  public var isRetentive: Bool { false }
  /// None.
  public var alarm: String? { nil }
  /// It begins anew, with nothing but what its signals have.
  public func begin(after past: any RunningBlock) -> any RunningBlock { begin() }
}

/// A block at work: what it remembers from scan to scan.
public protocol RunningBlock: Sendable {
  /// Reads and writes signals once.
  ///
  /// Scans that would do what this one did are left out, up to the first that would compare otherwise
  /// (``BlockSignals/compares(_:_:_:)``) or that is waited for (``BlockSignals/wait(_:)``): what a block
  /// sums over time, it sums over ``BlockSignals/elapsed``. One whose memory changes from scan to scan
  /// with nothing to be seen in signals waits for 0 seconds.
  mutating func scan(_ signals: inout BlockSignals)
}

/// The blocks that control programs can be made of, by name.
public enum ControlBlocks {
  /// The list: one line per file in `Blocks/`.
  public static let catalog = Catalog<any ControlBlock>(
    kind: "control block",
    [
      .init(DelayTimer.self) { DelayTimer(&$0) },
      .init(Interlock.self) { Interlock(&$0) },
      .init(LimitAlarm.self) { LimitAlarm(&$0) },
      .init(LogicSignal.self) { LogicSignal(&$0) },
      .init(OperatingMode.self) { OperatingMode(&$0) },
      .init(PIDController.self) { PIDController(&$0) },
      .init(SafetyTrip.self) { SafetyTrip(&$0) },
      .init(Sequencer.self) { Sequencer(&$0) },
      .init(SetpointSchedule.self) { SetpointSchedule(&$0) },
      .init(TwoPoint.self) { TwoPoint(&$0) },
    ])
}
