public import Diagnostics
internal import HydraulicLanes
internal import Learning
internal import LinearAlgebra
public import Telemetry

extension HydraulicTwin: CalibratedTwin {
  /// The use of its balanced zones.
  public var balance: (any ProcessBalance)? { ZoneAccounts(self) }

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
      var loop = HydraulicLoop(
        self, Array(courses[range]), states: nil, isQuiet: false,
        members: try members(courses[range], generators[range]))
      loop.begin(generators: &generators, at: first)
      traces += try loop.run(taps: &taps, generators: &generators, at: first)
    }
    return traces
  }

  // Where courses begin: members of the state now, each drawn by its course's own chance.
  private func members(
    _ courses: ArraySlice<LoopCourse>, _ generators: ArraySlice<SeededGenerator>
  ) throws(Fault) -> [SynchronisedState.Member]? {
    guard let now else { return nil }
    for course in courses { try check(course, from: now) }
    return generators.map { generator in
      // A copy: whoever begins elsewhere has the same chance after it.
      var chance = generator
      return now.member(Int(chance.next() % UInt64(now.ensemble.columns)), of: self)
    }
  }

  private func check(_ course: LoopCourse, from state: SynchronisedState) throws(Fault) {
    let begin = state.time + interval
    guard course.start != begin else { return }
    throw Fault(
      .badData, "a run from a state at \(state.time) begins at \(begin), not at \(course.start)",
      hint: "follow telemetry up to the moment at which the run is to begin")
  }

  /// Runs courses from *now*: each goes on from a member of a state, the first from the first, and from
  /// the first again after the last.
  ///
  /// Levels, links, the demand of the row to come, slow deviations and leaks are the member's.
  /// - Throws: A course that does not begin one interval after the state; a state of another twin.
  public func run<Tap: LoopTap>(
    _ courses: [LoopCourse], from state: SynchronisedState, taps: inout [Tap],
    generators: inout [SeededGenerator]
  ) throws(Fault) -> [LoopTrace] {
    guard state.layout == SynchronisedLayout(self) else {
      throw Fault(.badData, "the state belongs to another twin", hint: "synchronise this one")
    }
    for course in courses { try check(course, from: state) }
    var traces: [LoopTrace] = []
    for first in stride(from: 0, to: courses.count, by: Self.groupSize) {
      let range = first..<min(first + Self.groupSize, courses.count)
      var loop = HydraulicLoop(
        self, Array(courses[range]), states: nil, isQuiet: false,
        members: range.map { state.member($0 % state.ensemble.columns, of: self) })
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
