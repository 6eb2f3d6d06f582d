import Detection
import Diagnostics
import Foundation
import Learning
import TestSupport
import Testing

@Suite("What every accumulator of the catalog keeps")
struct AccumulatorConformance {
  /// The catalog with its defaults, then with slower settings.
  static let cases: [AccumulatorCase] =
    Accumulators.catalog.entries.map { AccumulatorCase(entry: $0) }
    + Accumulators.catalog.entries.flatMap { entry in
      let slow = [
        "ewma": ["alpha": "0.02"], "causal-mean": ["rows": "40"],
        "cusum": ["slack": "0.05", "most": "100"], "multiscale-mean": ["doublings": "7"],
      ][entry.id]
      return slow.map { [AccumulatorCase(entry: entry, settings: $0)] } ?? []
    }

  /// Those that give a score of the size of those that went in; a sum does not.
  static let means = cases.filter { $0.entry.id != "cusum" }

  private func scores(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in 3 * generator.uniform() }
  }

  private func run(_ accumulator: any Accumulator, _ scores: [Double], center: Double) -> [Double] {
    var running = accumulator.start(center: center)
    return scores.map { running.next($0) }
  }

  @Test("the same scores give the same bits, after a restart too", arguments: cases)
  func restarts(_ chosen: AccumulatorCase) throws {
    let accumulator = try chosen.make()
    let first = scores(200, seed: 1)
    var running = accumulator.start(center: 1.5)
    let once = first.map { running.next($0) }
    running.restart()
    let again = first.map { running.next($0) }
    #expect(once.bits == again.bits)
    #expect(run(accumulator, first, center: 1.5).bits == once.bits)
  }

  @Test("what comes out lies between the smallest and the largest that went in", arguments: means)
  func bounded(_ chosen: AccumulatorCase) throws {
    let input = scores(300, seed: 2)
    for value in run(try chosen.make(), input, center: 1) {
      #expect(value >= 0 && value <= 3)
    }
    let steady = run(try chosen.make(), [Double](repeating: 1.25, count: 300), center: 1.25)
    for value in steady { #expect(abs(value - 1.25) < 1e-12) }
  }

  @Test("a lasting score is reached, a single one is forgotten after memoryRows", arguments: means)
  func memory(_ chosen: AccumulatorCase) throws {
    let accumulator = try chosen.make()
    let rows = accumulator.memoryRows
    let spike = run(accumulator, [100] + [Double](repeating: 0, count: rows + 1), center: 0)
    // Three time constants: e⁻³ of the spike's first effect is left at the most.
    #expect(spike[rows + 1] <= spike[0] * 0.05)
    let lasting = run(accumulator, [Double](repeating: 100, count: rows + 1), center: 0)
    #expect(lasting[rows] >= 95)
  }

  @Test("an artifact restores it", arguments: cases)
  func restores(_ chosen: AccumulatorCase) throws {
    let accumulator = try chosen.make()
    #expect(accumulator.artifact.kind == chosen.entry.id)
    let again = try Accumulators.restore(accumulator.artifact)
    #expect(again.artifact == accumulator.artifact)
    #expect(again.settings == accumulator.settings)
    let input = scores(50, seed: 3)
    #expect(run(again, input, center: 1).bits == run(accumulator, input, center: 1).bits)
    for name in accumulator.artifact.numbers.keys.sorted() {
      for value in [nil, -1, 0, 1e-300, 1e300, Double.nan] {
        var damaged = accumulator.artifact
        damaged.numbers[name] = value
        #expect(throws: Fault.self) { try Accumulators.restore(damaged) }
      }
    }
  }

  @Test("its settings, written back into a configuration, make the same", arguments: cases)
  func settingsTravel(_ chosen: AccumulatorCase) throws {
    let made = try chosen.make()
    let again = try AccumulatorCase(entry: chosen.entry, settings: made.settings).make()
    #expect(again.artifact == made.artifact)
  }

  @Test("its id is its type's name in kebab-case, its summary a phrase", arguments: cases)
  func named(_ chosen: AccumulatorCase) throws {
    let name = String(describing: type(of: try chosen.make()))
    #expect(name.lowercased() == chosen.entry.id.split(separator: "-").joined())
    #expect(!chosen.entry.summary.isEmpty && !chosen.entry.summary.hasSuffix("."))
  }
}

/// An accumulator of the catalog with some settings.
struct AccumulatorCase: Sendable, CustomTestStringConvertible {
  let entry: Catalog<any Accumulator>.Entry
  var settings: [String: String] = [:]

  var testDescription: String {
    ([entry.id] + settings.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })
      .joined(separator: ", ")
  }

  func make() throws -> any Accumulator {
    let problems = Problems()
    let mapping = ConformancePlant.mapping(settings.merging(["use": entry.id]) { $1 })
    let accumulator = Accumulators.catalog.make(mapping, problems: problems)
    try problems.throwIfAny()
    return try #require(accumulator)
  }
}
