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
  /// Whether it writes over what other blocks wrote before it in the scan, as interlocks and trips do.
  var isOverriding: Bool { get }
  /// The words that values of its first signal have: 0, 1, … in this order.
  var words: [String] { get }
  /// Whether its first signal begins as the actuator stands that hangs on it, as a controller's memory would.
  var isRetentive: Bool { get }
  /// The block before its first scan.
  func begin() -> any RunningBlock
}

extension ControlBlock {
  /// Its signals are its own.
  public var isOverriding: Bool { false }
  /// None.
  public var words: [String] { [] }
  /// It begins without a value.
  public var isRetentive: Bool { false }
}

/// A block at work: what it remembers from scan to scan.
public protocol RunningBlock: Sendable {
  /// Reads and writes signals once.
  mutating func scan(_ signals: inout BlockSignals)
}

/// The signals as one block sees them in one scan.
///
/// NaN is a value that is missing.
public struct BlockSignals: Sendable {
  /// All signals of the program.
  package var values: [Double]
  /// The places of what all blocks read and write, and where this block's begin.
  let wires: [Int]
  var ports = ControlProgram.Ports(reads: 0, writes: 0)
  /// Seconds since the task's last scan; 0 in its first.
  public var elapsed: Double
  /// Seconds since Monday 00:00 of the plant's clock.
  public var secondsOfWeek: Double

  /// The signals of a program.
  init(values: [Double], wires: [Int]) {
    self.values = values
    self.wires = wires
    elapsed = 0
    secondsOfWeek = 0
  }

  /// The signals of one block alone: the places of what it reads, then of what it writes.
  package init(
    values: [Double], reads: [Int], writes: [Int], elapsed: Double, secondsOfWeek: Double
  ) {
    self.values = values
    wires = reads + writes
    ports.writes = reads.count
    self.elapsed = elapsed
    self.secondsOfWeek = secondsOfWeek
  }

  /// The value of the operand at a place in ``ControlBlock/reads``.
  public subscript(_ index: Int) -> Double { values[wires[ports.reads + index]] }

  /// Whether a condition holds whose operands begin at a place in ``ControlBlock/reads``.
  public func holds(_ condition: ControlCondition, from first: Int) -> Bool {
    condition.holds { values[wires[ports.reads + first + $0]] }
  }

  /// The value of the signal at a place in ``ControlBlock/writes``.
  public func written(_ index: Int) -> Double { values[wires[ports.writes + index]] }

  /// Writes the signal at a place in ``ControlBlock/writes``.
  public mutating func write(_ value: Double, to index: Int = 0) {
    values[wires[ports.writes + index]] = value
  }
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
