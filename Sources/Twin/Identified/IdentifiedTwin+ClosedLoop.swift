public import Diagnostics
internal import Learning
public import Telemetry

extension IdentifiedTwin: CalibratedTwin {
  /// The changes of its stocks.
  public var balance: (any ProcessBalance)? { StockAccounts(self) }

  /// Runs the twin in closed loop from a recorded state at that time of the week, or from the state now that
  /// ``beginning(at:)`` was given.
  ///
  /// In each row: stocks move on from the row before; controllers read what they are told and decide, whoever
  /// reaches its threshold first before the others; actuators do what they are driven to; flows and pressures
  /// follow; stocks are settled with the flows of the row. O(steps · terms).
  /// - Throws: ``Fault`` of kind `badData` where the run does not begin one row after the state now.
  public func run<Tap: LoopTap>(
    from start: Timestamp, steps: Int, tap: inout Tap, generator: inout SeededGenerator
  ) throws(Fault) -> LoopTrace {
    try check(start: start)
    var loop = RunningLoop(self, start: start, generator: &generator, isQuiet: false, at: nil)
    return loop.run(steps, tap: &tap, generator: &generator)
  }

  /// Runs the twin from the state before a recorded row, without innovations: what it expects by itself.
  func expectedRun(before row: Int, of memory: InnovationMemory, steps: Int) -> LoopTrace {
    var generator = SeededGenerator(seed: 0)
    var tap = OpenLine()
    var loop = RunningLoop(
      self, start: memory.times[row], generator: &generator, isQuiet: true, at: (memory, row))
    return loop.run(steps, tap: &tap, generator: &generator)
  }
}
