public import Diagnostics
internal import LinearAlgebra
internal import Synchronization
internal import Telemetry
public import Twin

/// Runs scenarios in a twin.
public struct ScenarioRunner<Plant: ClosedLoop>: Sendable {
  private let plant: Plant
  private let surface: AttackSurface
  private let balance: (any ProcessBalance)?

  /// A runner on a twin.
  public init(_ plant: Plant) {
    self.plant = plant
    surface = AttackSurface(plant)
    balance = plant.balance
  }

  /// The chance of a scenario's process: a generator of its own, which tampering never draws from.
  public static func generator(of scenario: Scenario) -> SeededGenerator {
    SeededGenerator(root: scenario.seed, stage: "loop")
  }

  /// Runs one scenario, and the same without its tampering before it.
  ///
  /// Both have the same disturbances row by row, so that what differs is what the tampering did: a twin that
  /// resamples its innovations by state would soon give the two unlike ones. A scenario without tampering
  /// gives the bits of the loop without attack code. Takes two runs of the loop.
  /// - Throws: ``Fault`` of the twin, with the scenario's name.
  public func run(_ scenario: Scenario) throws(Fault) -> AttackTrace {
    do throws(Fault) {
      return try run([scenario])[0]
    } catch {
      throw error.at(Place(path: "scenario '\(scenario.name)'"))
    }
  }

  /// Runs scenarios side by side, as the twin does best; each gives the bits that it gives alone.
  private func run(_ scenarios: [Scenario]) throws(Fault) -> [AttackTrace] {
    let courses = scenarios.map { LoopCourse(start: $0.start, steps: $0.steps) }
    var generators = scenarios.map(Self.generator)
    var recorders = scenarios.map { ChanceRecorder(for: $0) }
    let untouched = try plant.run(courses, taps: &recorders, generators: &generators)
    var taps = zip(scenarios, recorders).map {
      ScenarioTap($0, on: surface, untouched: $1)
    }
    generators = scenarios.map(Self.generator)
    let traces = try plant.run(courses, taps: &taps, generators: &generators)
    return scenarios.indices.map { index in
      let (tap, trace) = (taps[index], traces[index])
      let courses = zip(tap.fired, tap.tampered).map {
        StepCourse(firedAt: $0, rows: Self.rows(of: $1, in: trace.times))
      }
      let rows = courses.map(\.rows).filter { !$0.isEmpty }
      let tampered =
        (rows.map(\.lowerBound).min() ?? 0)..<(rows.map(\.upperBound).max() ?? 0)
      return AttackTrace(
        scenario: scenarios[index], tags: surface.tags, interval: surface.interval, trace: trace,
        untouchedAlarms: untouched[index].alarms, courses: courses,
        consequence: tampered.isEmpty
          ? nil
          : Consequence(
            of: trace, against: untouched[index], tampered: tampered, surface: surface),
        effects: EffectRows(
          of: trace, against: untouched[index],
          from: tampered.isEmpty ? nil : tampered.lowerBound, surface),
        check: TraceCheck(
          of: trace, against: untouched[index], tampered: tampered, surface: surface,
          balance: balance))
    }
  }

  /// Runs scenarios over threads and hands each trace to `body`, so that only what it returns is kept.
  ///
  /// Results come in the order of the scenarios and are the same bits on any number of threads.
  public func map<Result: Sendable>(
    _ scenarios: [Scenario], threads: Int, progress: any Progress = NoProgress(),
    _ body: @Sendable @escaping (Int, AttackTrace) throws -> Result
  ) throws -> [Result] {
    let done = Atomic<Int>(0)
    return try withoutActuallyEscaping(body) { body in
      let size = Plant.groupSize
      let groups = (scenarios.count + size - 1) / size
      return try ParallelMap(threads: threads)(groups) { group in
        let range = group * size..<min((group + 1) * size, scenarios.count)
        let traces =
          range.count == 1
          ? [try run(scenarios[range.lowerBound])] : try run(Array(scenarios[range]))
        let results = try zip(range, traces).map { try body($0, $1) }
        let count = done.wrappingAdd(range.count, ordering: .relaxed).newValue
        progress.advance("simulate", done: count, of: scenarios.count)
        return results
      }.flatMap(\.self)
    }
  }

  private static func rows(of tampered: TimeRange?, in times: [Timestamp]) -> Range<Int> {
    guard let tampered else { return 0..<0 }
    let first = times.partitioningIndex { $0 >= tampered.start }
    let last = times.partitioningIndex { $0 > tampered.end }
    return first..<max(first, last)
  }
}
