internal import Diagnostics

/// A control program at work: signals, what blocks remember, when tasks are due.
///
/// Time is whole seconds from a moment that the caller chooses. A value: a copy goes its own way.
struct RunningProgram: Sendable {
  private let program: ControlProgram
  private var signals: BlockSignals
  private var blocks: [[any RunningBlock]]
  private var dues: [Due]
  /// The signals before a scan.
  private var before: [Double]
  /// Which blocks of the controller's own program its blocks are.
  private let layout: ProgramLayout

  private struct Due: Sendable {
    /// What jitter is drawn from.
    var chance: SeededGenerator
    /// The second of the next scan without its jitter, and with it.
    var nominal: Int
    var second: Int
    /// The second of the last one that was run.
    var last: Int?
    /// Scans up to this second would do what the last one did.
    var quietUntil = Int.min

    /// Goes to the next scan after one that is, or would be, at a second.
    mutating func pass(_ second: Int, _ cycle: ControlProgram.Cycle) {
      nominal += cycle.every
      let behind = second - nominal - cycle.jitter
      if behind >= 0 { nominal += (behind / cycle.every + 1) * cycle.every }
      let late = cycle.jitter > 0 ? Int(chance.next() % UInt64(cycle.jitter + 1)) : 0
      self.second = max(second + 1, nominal + late)
    }

    /// Leaves out all scans up to a second.
    mutating func leap(through end: Int, _ cycle: ControlProgram.Cycle) {
      if cycle.jitter == 0, second <= end, second == nominal {
        nominal += (end - nominal) / cycle.every * cycle.every
        second = nominal
      }
      while second <= end { pass(second, cycle) }
    }
  }

  /// A program before its first scan.
  ///
  /// - Parameters:
  ///   - row: What stands at the beginning, one value per tag.
  ///   - second: The second of the first scans.
  ///   - seed: What jitter is drawn from.
  ///   - layout: Which blocks of the controller's own program its blocks are; nil: they are itself.
  init(
    _ program: ControlProgram, row: [Double], from second: Int, seed: UInt64,
    layout: ProgramLayout? = nil
  ) {
    self.program = program
    self.layout = layout ?? ProgramLayout(program)
    var values = program.initial
    for wire in program.outputs { values[wire.signal] = row[wire.tag] }
    for memory in program.remembered { values[memory.signal] = values[memory.actuator] }
    signals = BlockSignals(values: values, wires: program.wires)
    blocks = program.declared.tasks.map { $0.blocks.map { $0.block.begin() } }
    dues = program.declared.tasks.indices.map { task in
      Due(
        chance: SeededGenerator(root: seed, stage: "jitter", index: task), nominal: second,
        second: second)
    }
    before = values
  }

  /// Another program in place of this one: signals keep their values by their names, tasks their next scans,
  /// blocks that are the same their memory.
  ///
  /// A block that is told otherwise goes on as far as its kind does (``ControlBlock/begin(after:)``).
  /// - Parameter layout: Which blocks of the controller's own program its blocks are.
  func running(_ other: ControlProgram, layout: ProgramLayout) -> RunningProgram {
    var values = other.initial
    // Numbers and words are the other program's own.
    for (name, place) in other.names where values[place].isNaN {
      if let own = program.names[name] { values[place] = signals.values[own] }
    }
    var past: [Int: (block: any RunningBlock, isEdited: Bool)] = [:]
    for (task, items) in self.layout.blocks.enumerated() {
      for (index, item) in items.enumerated() {
        if let origin = item.origin { past[origin] = (blocks[task][index], item.isEdited) }
      }
    }
    var copy = RunningProgram(self, program: other, values: values, layout: layout)
    for (task, items) in layout.blocks.enumerated() {
      for (index, item) in items.enumerated() {
        guard let own = item.origin.flatMap({ past[$0] }) else { continue }
        copy.blocks[task][index] =
          item.isEdited || own.isEdited
          ? other.declared.tasks[task].blocks[index].block.begin(after: own.block) : own.block
      }
    }
    return copy
  }

  private init(
    _ past: RunningProgram, program: ControlProgram, values: [Double], layout: ProgramLayout
  ) {
    self.program = program
    self.layout = layout
    signals = BlockSignals(values: values, wires: program.wires)
    blocks = program.declared.tasks.map { $0.blocks.map { $0.block.begin() } }
    dues = past.dues
    before = values
  }

  /// What a controller hears, straight on from a second.
  struct Courses: Sendable {
    var second: Int
    /// The values then, and what they change in a second.
    var values: [Double]
    var rises: [Double]
  }

  /// The tags that it goes by.
  var tags: [Int] { program.hears }

  /// The second of the next scan of any task.
  var next: Int { dues.map(\.second).min() ?? .max }

  /// Runs the scans up to a second; those that would do what others have just done are left out.
  ///
  /// - Parameters:
  ///   - last: The second of the last scans that may be run.
  ///   - clock: Seconds since a Monday 00:00 of the plant's clock at second 0.
  ///   - heard: What the controller hears, by the places of ``tags``.
  ///   - stops: Whether to end with the first scan that changes a command.
  /// - Returns: The second of the first scan that changed a command; nil without one.
  mutating func run(
    through last: Int, clock: Double, heard: Courses, stopping stops: Bool = false
  ) -> Int? {
    var first: Int?
    for task in dues.indices { dues[task].quietUntil = .min }
    while case let second = next, second <= last {
      if let calm = dues.map(\.quietUntil).min(), calm >= second {
        for task in dues.indices { dues[task].leap(through: calm, program.cycles[task]) }
        continue
      }
      if scan(at: second, through: last, clock: clock, heard) {
        first = first ?? second
        if stops { break }
      }
    }
    return first
  }

  // Runs the tasks that are due at a second, in their order, and says whether a command changed.
  private mutating func scan(
    at second: Int, through last: Int, clock: Double, _ heard: Courses
  ) -> Bool {
    signals.secondsOfWeek = (clock + Double(second)).truncatingRemainder(dividingBy: 604_800)
    for (place, wire) in program.inputs.enumerated() {
      let course = BlockSignals.Course(
        start: heard.values[place], rise: heard.rises[place], since: second - heard.second)
      signals.courses[wire.signal] = course
      signals.values[wire.signal] = course.value(after: 0)
    }
    var isChanged = false
    for task in dues.indices where dues[task].second <= second {
      before = signals.values
      signals.elapsed = Double(dues[task].last.map { second - $0 } ?? 0)
      signals.begin(ahead: last - second)
      for index in blocks[task].indices {
        signals.ports = program.ports[task][index]
        blocks[task][index].scan(&signals)
      }
      // What is no number commands nothing.
      for wire in program.outputs {
        let past = before[wire.signal]
        if signals.values[wire.signal].isNaN { signals.values[wire.signal] = past }
        if signals.values[wire.signal] != past, !signals.values[wire.signal].isNaN {
          isChanged = true
        }
      }
      dues[task].last = second
      dues[task].pass(second, program.cycles[task])
      if isSettled {
        dues[task].quietUntil = second + signals.quiet
      } else {
        // What one task changed, all may act upon.
        for other in dues.indices { dues[other].quietUntil = .min }
      }
    }
    return isChanged
  }

  // Whether a scan left every signal as it was.
  private var isSettled: Bool {
    for (value, past) in zip(signals.values, before) where value.bitPattern != past.bitPattern {
      return false
    }
    return true
  }

  /// What it commands of each driven tag; NaN where it has said nothing yet.
  var commands: [(tag: Int, value: Double)] {
    program.outputs.map { ($0.tag, signals.values[$0.signal]) }
  }

  /// The value of a signal; nil where it has none of that name.
  func value(of signal: String) -> Double? { program.names[signal].map { signals.values[$0] } }

  /// The bits of the signals that blocks write.
  fileprivate var signalBits: [UInt64] {
    let heard = Set(program.inputs.map(\.signal))
    return signals.values.indices.filter { !heard.contains($0) }
      .map { signals.values[$0].bitPattern }
  }
}

extension ControlProgram {
  /// The seconds of all scans of its tasks up to a second, nothing being heard.
  package func scans(until last: Int, seed: UInt64) -> [Int] {
    let row = [Double](repeating: .nan, count: (drives.max() ?? -1) + 1)
    var running = RunningProgram(self, row: row, from: 0, seed: seed)
    var seconds: [Int] = []
    let nothing = [Double](repeating: .nan, count: inputs.count)
    while case let second = running.next, second <= last {
      seconds.append(second)
      _ = running.run(
        through: second, clock: 0,
        heard: RunningProgram.Courses(second: 0, values: nothing, rises: nothing))
    }
    return seconds
  }
}

extension ControlProgram {
  /// A stretch of time in which what a controller hears goes straight on: the value of each of its tags at
  /// the beginning, and its change in a second.
  package typealias Stretch = [(value: Double, rise: Double)]

  /// Its signals after stretches of some seconds each, and the seconds of all changed commands.
  ///
  /// - Parameter leavesOut: Whether scans that would do what the last one did are left out.
  package func course(
    hearing stretches: [Stretch], lasting seconds: Int, row: [Double], clock: Double,
    leavingOut leavesOut: Bool, seed: UInt64
  ) -> (signals: [[UInt64]], changes: [Int]) {
    var running = RunningProgram(self, row: row, from: 0, seed: seed)
    var signals: [[UInt64]] = []
    var changes: [Int] = []
    for (index, stretch) in stretches.enumerated() {
      let end = (index + 1) * seconds - 1
      let heard = RunningProgram.Courses(
        second: index * seconds, values: stretch.map(\.value), rises: stretch.map(\.rise))
      while case let next = running.next, next <= end {
        let change = running.run(
          through: leavesOut ? end : next, clock: clock, heard: heard, stopping: true)
        if let change { changes.append(change) }
      }
      signals.append(running.signalBits)
    }
    return (signals, changes)
  }
}
