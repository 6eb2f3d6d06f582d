public import Diagnostics
internal import HydraulicLanes
internal import Learning
public import Telemetry

extension HydraulicTwin: CalibratedTwin {
  /// A lane of the engine each.
  public static var groupSize: Int { HydraulicEngine.laneCount }

  /// Runs the network from a recorded state of that time of the week.
  public func run<Tap: LoopTap>(
    from start: Timestamp, steps: Int, tap: inout Tap, generator: inout SeededGenerator
  ) throws(Fault) -> LoopTrace {
    var taps = [tap]
    var generators = [generator]
    let traces = try run(
      [LoopCourse(start: start, steps: steps)], taps: &taps, generators: &generators)
    tap = taps[0]
    generator = generators[0]
    return traces[0]
  }

  /// Runs up to ``groupSize`` courses at once, a lane each; more in groups.
  ///
  /// In each row: controllers are told what comes if nobody acts, along a straight line from what they
  /// were told before; controls and rules act on that as soon as it reaches their thresholds; an
  /// actuator that is driven otherwise is held for the whole row. O(steps · solution of the network).
  public func run<Tap: LoopTap>(
    _ courses: [LoopCourse], taps: inout [Tap], generators: inout [SeededGenerator]
  ) throws(Fault) -> [LoopTrace] {
    var traces: [LoopTrace] = []
    for first in stride(from: 0, to: courses.count, by: Self.groupSize) {
      let range = first..<min(first + Self.groupSize, courses.count)
      var loop = HydraulicLoop(self, Array(courses[range]), states: nil, isQuiet: false)
      loop.begin(generators: &generators, at: first)
      traces += try loop.run(taps: &taps, generators: &generators, at: first)
    }
    return traces
  }

  /// Runs from given recorded rows with the network's own demand, one course per row.
  func expectedRuns<Tap: LoopTap>(
    _ courses: [LoopCourse], states: [[Double]], taps: inout [Tap]
  ) throws(Fault) -> [LoopTrace] {
    var traces: [LoopTrace] = []
    for first in stride(from: 0, to: courses.count, by: Self.groupSize) {
      let range = first..<min(first + Self.groupSize, courses.count)
      var generators = range.map { _ in SeededGenerator(seed: 0) }
      var group = Array(taps[range])
      var loop = HydraulicLoop(
        self, Array(courses[range]), states: Array(states[range]), isQuiet: true)
      loop.begin(generators: &generators, at: 0)
      traces += try loop.run(taps: &group, generators: &generators, at: 0)
      taps.replaceSubrange(range, with: group)
    }
    return traces
  }
}
