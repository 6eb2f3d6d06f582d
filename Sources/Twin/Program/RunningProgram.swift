internal import Diagnostics

/// A control program at work: signals, what blocks remember, when tasks are due.
///
/// Time is whole seconds from a moment that the caller chooses. A value: a copy goes its own way.
struct RunningProgram: Sendable {
  private let program: ControlProgram
  private var signals: BlockSignals
  private var blocks: [[any RunningBlock]]
  private var dues: [Due]
  private var chance: SeededGenerator
  /// The commands before the scan.
  private var before: [Double]

  private struct Due: Sendable {
    /// The second of the next scan without its jitter, and with it.
    var nominal: Int
    var second: Int
    /// The second of the last one.
    var last: Int?
  }

  /// A program before its first scan.
  ///
  /// - Parameters:
  ///   - row: What stands at the beginning, one value per tag.
  ///   - second: The second of the first scans.
  ///   - seed: What jitter is drawn from.
  init(_ program: ControlProgram, row: [Double], from second: Int, seed: UInt64) {
    self.program = program
    var values = program.initial
    for wire in program.outputs { values[wire.signal] = row[wire.tag] }
    for memory in program.remembered { values[memory.signal] = values[memory.actuator] }
    signals = BlockSignals(values: values, wires: program.wires)
    blocks = program.declared.tasks.map { $0.blocks.map { $0.block.begin() } }
    dues = program.declared.tasks.map { _ in Due(nominal: second, second: second, last: nil) }
    chance = SeededGenerator(seed: seed)
    before = program.outputs.map { _ in .nan }
  }

  /// What a controller hears, straight on from a second.
  struct Courses: Sendable {
    var second: Int
    /// The values then, and what they change in a second.
    var values: [Double]
    var rises: [Double]
  }

  /// The tags that it goes by.
  var tags: [Int] { program.inputs.map(\.tag) }

  /// The second of the next scan of any task.
  var next: Int { dues.map(\.second).min() ?? .max }

  /// Runs the tasks that are due at a second, or were before it, in their order.
  ///
  /// - Parameters:
  ///   - secondsOfWeek: Seconds since Monday 00:00 of the plant's clock.
  ///   - heard: What the controller hears, by the places of ``tags``.
  /// - Returns: Whether a command changed.
  mutating func scan(at second: Int, secondsOfWeek: Double, heard: Courses) -> Bool {
    signals.secondsOfWeek = secondsOfWeek
    var isChanged = false
    for task in dues.indices where dues[task].second <= second {
      let since = Double(second - heard.second)
      for (place, wire) in program.inputs.enumerated() {
        signals.values[wire.signal] = heard.values[place] + heard.rises[place] * since
      }
      for (place, wire) in program.outputs.enumerated() {
        before[place] = signals.values[wire.signal]
      }
      signals.elapsed = Double(dues[task].last.map { second - $0 } ?? 0)
      for index in blocks[task].indices {
        signals.ports = program.ports[task][index]
        blocks[task][index].scan(&signals)
      }
      // What is no number commands nothing.
      for (place, wire) in program.outputs.enumerated() {
        if signals.values[wire.signal].isNaN { signals.values[wire.signal] = before[place] }
        if signals.values[wire.signal] != before[place], !signals.values[wire.signal].isNaN {
          isChanged = true
        }
      }
      schedule(task, after: second)
    }
    return isChanged
  }

  private mutating func schedule(_ task: Int, after second: Int) {
    let own = program.cycles[task]
    dues[task].last = second
    repeat { dues[task].nominal += own.every } while dues[task].nominal + own.jitter <= second
    let late = own.jitter > 0 ? Int(chance.next() % UInt64(own.jitter + 1)) : 0
    dues[task].second = max(second + 1, dues[task].nominal + late)
  }

  /// What it commands of each driven tag; NaN where it has said nothing yet.
  var commands: [(tag: Int, value: Double)] {
    program.outputs.map { ($0.tag, signals.values[$0.signal]) }
  }
}

extension ControlProgram {
  /// The seconds of all scans of its tasks up to a second, nothing being heard.
  package func scans(until last: Int, seed: UInt64) -> [Int] {
    let row = [Double](repeating: .nan, count: (drives.max() ?? -1) + 1)
    var running = RunningProgram(self, row: row, from: 0, seed: seed)
    var seconds: [Int] = []
    while running.next <= last {
      seconds.append(running.next)
      let nothing = [Double](repeating: .nan, count: inputs.count)
      _ = running.scan(
        at: running.next, secondsOfWeek: 0,
        heard: RunningProgram.Courses(second: 0, values: nothing, rises: nothing))
    }
    return seconds
  }
}
