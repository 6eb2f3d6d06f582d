public import Telemetry

/// Somebody on the line between the process, its controllers and the historian.
///
/// A closed loop hands every row to its tap at the places where a value travels; the tap may change what
/// it is given. All arrays have one value per tag of the twin, in its order. In each step the calls come
/// in the order of the declarations below, each exactly once where nothing else is said. A tap that changes nothing must leave the
/// loop's bits as they are without it.
public protocol LoopTap: Sendable {
  /// What programs of controllers have in their signals (``ProgramSignal``) before a step; never in loops without.
  mutating func see(signals: [Double])
  /// A step begins; `truth` is the true row before it.
  mutating func begin(step: Int, at time: Timestamp, truth: [Double])
  /// What runs from this row on in place of controllers' own logic, all of it; empty: their own again; nil:
  /// what ran before goes on.
  mutating func edit() -> [EditedLogic]?
  /// The process's disturbances of this step, in engineering units, added to what the model expects.
  mutating func disturb(_ innovations: inout [Double])
  /// What controllers are told of the plant in this row, before they decide.
  mutating func tell(_ values: inout [Double])
  /// What reaches one controller of that, by its number in the loop's controllers: a change here is heard by
  /// nobody else. Once per controller; never in loops without.
  mutating func tell(_ values: inout [Double], controller: Int)
  /// Whether actuators may do something else in this row than they are commanded to: ``drive(_:)`` changes none
  /// of them where it says no.
  var mayDrive: Bool { get }
  /// What actuators do, after controllers have decided: the values of actuator tags count, others are ignored.
  mutating func drive(_ values: inout [Double])
  /// What the historian is sent of this row; NaN = missing.
  ///
  /// What is false here comes as late as the truth would and is lost with it (``HistorianDelivery``). The historian
  /// keeps all that arrives where no ``Compression`` is declared.
  mutating func store(_ values: inout [Double])
}

extension LoopTap {
  /// Looks at none.
  public mutating func see(signals: [Double]) {}
  /// Leaves controllers' logic as it is.
  public mutating func edit() -> [EditedLogic]? { nil }
  /// It may: whoever cannot should say so, which saves the plant what it keeps for a row that is run again.
  public var mayDrive: Bool { true }
  /// Does nothing: whoever changes what controllers are told tells all of them the same.
  public mutating func tell(_ values: inout [Double], controller: Int) {}
}

/// Nobody on the line.
public struct OpenLine: LoopTap {
  /// Makes one.
  public init() {}
  /// It never does.
  public var mayDrive: Bool { false }
  /// Does nothing.
  public mutating func begin(step: Int, at time: Timestamp, truth: [Double]) {}
  /// Does nothing.
  public mutating func disturb(_ innovations: inout [Double]) {}
  /// Does nothing.
  public mutating func tell(_ values: inout [Double]) {}
  /// Does nothing.
  public mutating func drive(_ values: inout [Double]) {}
  /// Does nothing.
  public mutating func store(_ values: inout [Double]) {}
}
