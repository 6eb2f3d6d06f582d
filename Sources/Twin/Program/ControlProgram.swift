package import Diagnostics
internal import Learning
package import Telemetry

/// A controller's program, wired to the tags of a twin.
///
/// Signals are the tags that it hears, the actuators that it drives and what its blocks write; an actuator's
/// signal is what the program last commanded.
public struct ControlProgram: Sendable, Equatable {
  /// Where a block's wires begin in ``wires``: those of what it reads, then of what it writes.
  struct Ports: Sendable, Equatable {
    var reads: Int
    var writes: Int
  }

  /// The places of what a block reads and writes among the signals.
  private struct Wires {
    var reads: [Int]
    var writes: [Int]
  }

  /// When a task is scanned, seconds.
  struct Cycle: Sendable, Equatable {
    var every: Int
    var jitter: Int
  }

  /// A signal and the tag that it stands for.
  struct Wire: Sendable, Equatable {
    var signal: Int
    var tag: Int
  }

  /// What was declared.
  public let declared: DeclaredProgram
  /// When each task is scanned.
  let cycles: [Cycle]
  /// The places of signals, block by block.
  let wires: [Int]
  /// Where the wires of each task's blocks begin.
  let ports: [[Ports]]
  /// The signals that begin every scan as their tags are heard.
  let inputs: [Wire]
  /// The signals whose tags the program drives.
  let outputs: [Wire]
  /// The signals before the first scan: numbers at their places, NaN elsewhere.
  let initial: [Double]
  /// Signals of memory that begin as an actuator stands: the signal, and the actuator's.
  let remembered: [Remembered]

  /// The places of signals by their names; tags and elements are names too.
  let names: [String: Int]

  struct Remembered: Sendable, Equatable {
    var signal: Int
    var actuator: Int
  }

  /// Compares what was declared and the tags that it is wired to.
  public static func == (a: Self, b: Self) -> Bool {
    a.declared == b.declared && a.wires == b.wires && a.ports == b.ports && a.inputs == b.inputs
      && a.outputs == b.outputs
  }

  /// The actuators that it drives, as indices of tags, ascending.
  public var drives: [Int] { outputs.map(\.tag).sorted() }

  /// The signals that are alarms, in the order of their blocks.
  var alarms: [String] { declared.alarms }

  /// The tags that it goes by, as indices, in the order in which it is told of them.
  package var hears: [Int] { inputs.map(\.tag) }
}

extension ControlProgram {
  /// Wires a declared program.
  ///
  /// - Parameters:
  ///   - controller: The controller's name, for messages.
  ///   - tags: The twin's tags.
  ///   - hears: The tags that the controller reads or is sent, as indices.
  ///   - drives: The tags that it drives, as indices.
  ///   - problems: Told of every name that is no signal, every tag that is not heard or driven, every signal
  ///     that two blocks write.
  package init(
    _ declared: DeclaredProgram, controller: String, tags: [Tag], hears: [Int], drives: [Int],
    problems: Problems
  ) {
    self.declared = declared
    var wiring = ProgramWiring(
      controller: controller, tags: tags, hears: Set(hears), drives: drives, problems: problems)
    let blocks = declared.tasks.flatMap(\.blocks)
    for (block, place) in blocks { wiring.declare(block, at: place) }
    let own = blocks.map { block, place in
      Wires(
        reads: block.reads.map { wiring.operand($0, at: place) },
        writes: block.writes.map { wiring.written($0) })
    }
    var wires: [Int] = []
    var ports = own.map { block in
      wires += block.reads + block.writes
      return Ports(
        reads: wires.count - block.reads.count - block.writes.count,
        writes: wires.count - block.writes.count)
    }[...]
    self.wires = wires
    cycles = declared.tasks.map { Cycle(every: $0.cycle, jitter: $0.jitter) }
    self.ports = declared.tasks.map { task in
      defer { ports = ports.dropFirst(task.blocks.count) }
      return Array(ports.prefix(task.blocks.count))
    }
    wiring.checkWriters(at: blocks.first?.place)
    wiring.checkCommands(of: blocks)
    wiring.checkContinuous(blocks)
    inputs = wiring.inputs
    outputs = wiring.outputs
    initial = wiring.values
    names = wiring.places
    let outputSignals = Set(outputs.map(\.signal))
    remembered = zip(blocks, own).compactMap { block, wired in
      guard block.block.isRetentive, let signal = wired.writes.first,
        !outputSignals.contains(signal)
      else { return nil }
      return Self.actuator(behind: signal, in: own, outputs: outputSignals).map {
        Remembered(signal: signal, actuator: $0)
      }
    }
  }

  // The first actuator that hangs on a signal through blocks, nearest first.
  private static func actuator(behind signal: Int, in wires: [Wires], outputs: Set<Int>) -> Int? {
    var seen: Set<Int> = [signal]
    var front = [signal]
    while !front.isEmpty {
      var next: [Int] = []
      for wire in wires where wire.reads.contains(where: front.contains) {
        for written in wire.writes where seen.insert(written).inserted {
          if outputs.contains(written) { return written }
          next.append(written)
        }
      }
      front = next
    }
    return nil
  }
}
