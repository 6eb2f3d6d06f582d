internal import Diagnostics
internal import Hydraulics
package import Learning
internal import LinearAlgebra
internal import Telemetry

/// How often controllers look at tanks: a level runs on beyond its threshold until the next look, so the
/// ends of its distribution tell.
///
/// Of a few usual cycles the one is taken whose untouched run has the ends of the recorded levels (method
/// of simulated moments). Another is rejected where its run is further from the record, by more than chance lets the
/// difference of the two distances depart from its mean in 95 % of draws of the days (``DayBootstrap``).
package struct ScanCalibration {
  /// A cycle, and the others that might be it.
  package struct Found: Sendable, Equatable {
    /// Seconds.
    package var cycle: Int
    /// The cycles that the record does not reject, ascending, the one that is taken among them.
    package var unrejected: [Int]
    /// Whether it rejects any.
    package var isTold: Bool
  }

  /// The values of a level, ascending, each with its day.
  private typealias Sorted = [DayBootstrap.Dated]

  private let twin: HydraulicTwin
  private let record: ProcessRecord
  private let seed: UInt64

  /// Usual cycles, seconds: a lane each.
  private static let cycles = [0, 60, 300, 450, 600, 900, 1_800, 3_600]
  private static let shares = [0.002, 0.01, 0.05, 0.95, 0.99, 0.998]
  /// The longest run that is compared, rows.
  static let mostRows = 4_000

  package init(_ twin: HydraulicTwin, _ record: ProcessRecord, seed: UInt64) {
    self.twin = twin
    self.record = record
    self.seed = seed
  }

  /// The cycle; nil where no control looks at a measured tank, or the record is short.
  package func found() throws -> Found? {
    let levels = twin.points.indices.filter { tag in
      twin.isStock(twin.points[tag]) && twin.profiles[tag].isControlling
    }
    let steps = min(record.count, Self.mostRows)
    guard !levels.isEmpty, steps > 500, let start = record.times.first else { return nil }
    let cycles = Self.cycles.filter { $0 <= Int(twin.interval.seconds) }
    let courses = cycles.map { _ in LoopCourse(start: start, steps: steps) }
    // The same chance for all: only the cycle differs.
    var generators = cycles.map { _ in SeededGenerator(root: seed, stage: "scan") }
    var taps = cycles.map { _ in OpenLine() }
    var loop = HydraulicLoop(twin, courses, states: nil, isQuiet: false, scans: cycles)
    loop.begin(generators: &generators, at: 0)
    let runs = try loop.run(taps: &taps, generators: &generators, at: 0).map { trace in
      levels.map { sorted(trace.historian.column($0)) }
    }
    let widths = levels.map { twin.profiles[$0].deviation }
    let seen = levels.map { sorted(record.column($0)) }
    let once = [Double](repeating: 1, count: days(seen + runs.flatMap { $0 }))
    let costs = Self.costs(runs, seen, widths, own: once, recorded: once)
    guard let best = cycles.indices.min(by: { costs[$0] < costs[$1] }) else { return nil }
    let drawn = drawnCosts(runs, seen, widths)
    let unrejected = cycles.indices.filter { index in
      index == best || !Self.rejects(costs, drawn, index, best)
    }
    return Found(
      cycle: cycles[best], unrejected: unrejected.map { cycles[$0] },
      isTold: unrejected.count < cycles.count)
  }

  // The costs of all cycles in each draw of the days; none where there are too few days.
  private func drawnCosts(
    _ runs: [[Sorted]], _ seen: [Sorted], _ widths: [Double]
  ) -> [[Double]] {
    let count = (runs: days(runs.flatMap { $0 }), seen: days(seen))
    guard min(count.runs, count.seen) >= DayBootstrap.fewest else { return [] }
    var generator = SeededGenerator(root: seed, stage: "scan-interval")
    return (0..<DayBootstrap.draws).map { _ in
      // The same days of all runs, since they have the same chance.
      let own = DayBootstrap.weights(days: count.runs, generator: &generator)
      let recorded = DayBootstrap.weights(days: count.seen, generator: &generator)
      return Self.costs(runs, seen, widths, own: own, recorded: recorded)
    }
  }

  private func days(_ levels: [Sorted]) -> Int { 1 + (levels.joined().map(\.day).max() ?? -1) }

  private static func rejects(
    _ costs: [Double], _ drawn: [[Double]], _ index: Int, _ best: Int
  ) -> Bool {
    if drawn.isEmpty { return false }
    let differences = drawn.map { $0[index] - $0[best] }.sorted()
    // About their mean: magnitudes grow when days are drawn, those of the best most.
    let mean = differences.reduce(0, +) / Double(differences.count)
    return costs[index] - costs[best] > differences[differences.count * 19 / 20] - mean
  }

  private func sorted(_ x: [Double]) -> Sorted {
    let rows = max(1, Int(86_400 / twin.interval.seconds))
    let bootstrap = DayBootstrap(rowsPerDay: rows)
    return x.indices.filter { !x[$0].isNaN }.map {
      DayBootstrap.Dated(day: bootstrap.day(ofRow: $0), value: x[$0])
    }
    .sorted { $0.value < $1.value }
  }

  // How far the ends of each run's levels lie from the recorded ones, each value counting as often as its day.
  private static func costs(
    _ runs: [[Sorted]], _ seen: [Sorted], _ widths: [Double], own: [Double], recorded: [Double]
  ) -> [Double] {
    let known = seen.map { ends($0, recorded) }
    return runs.map { levels in
      levels.indices.reduce(0) { sum, level in
        guard widths[level] > 0 else { return sum }
        let found = ends(levels[level], own)
        return sum + zip(found, known[level]).reduce(0) { $0 + abs($1.0 - $1.1) / widths[level] }
      }
    }
  }

  private static func ends(_ sorted: Sorted, _ weights: [Double]) -> [Double] {
    let ends = DayBootstrap.values(sorted, weights: weights) { total in
      shares.map { ($0 * (total - 1)).rounded(.down) }
    }
    return ends.isEmpty ? shares.map { _ in 0 } : ends
  }
}
