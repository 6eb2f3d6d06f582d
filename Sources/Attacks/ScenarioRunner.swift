public import Diagnostics
internal import LinearAlgebra
internal import Synchronization
internal import Telemetry
public import Twin

/// Runs scenarios in a twin.
public struct ScenarioRunner<Plant: ClosedLoop>: Sendable {
  private let plant: Plant
  private let surface: AttackSurface

  /// A runner on a twin.
  public init(_ plant: Plant) {
    self.plant = plant
    surface = AttackSurface(plant)
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
      var generator = Self.generator(of: scenario)
      var recorder = ChanceRecorder()
      let untouched = try plant.run(
        from: scenario.start, steps: scenario.steps, tap: &recorder, generator: &generator)
      var tap = ScenarioTap(scenario, interval: surface.interval, chance: recorder.innovations)
      generator = Self.generator(of: scenario)
      let trace = try plant.run(
        from: scenario.start, steps: scenario.steps, tap: &tap, generator: &generator)
      let rows = Self.rows(of: tap.tampered, in: trace.times)
      let consequence =
        rows.isEmpty
        ? nil
        : Consequence(of: trace, against: untouched, tampered: rows, surface: surface)
      return AttackTrace(
        scenario: scenario, tags: surface.tags, interval: surface.interval, trace: trace,
        firedAt: tap.firedAt, rows: rows, consequence: consequence)
    } catch {
      throw error.at(Place(path: "scenario '\(scenario.name)'"))
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
      try ParallelMap(threads: threads)(scenarios.count) { index in
        let result = try body(index, run(scenarios[index]))
        let count = done.wrappingAdd(1, ordering: .relaxed).newValue
        progress.advance("simulate", done: count, of: scenarios.count)
        return result
      }
    }
  }

  private static func rows(of tampered: TimeRange?, in times: [Timestamp]) -> Range<Int> {
    guard let tampered else { return 0..<0 }
    let first = times.partitioningIndex { $0 >= tampered.start }
    let last = times.partitioningIndex { $0 > tampered.end }
    return first..<max(first, last)
  }
}
