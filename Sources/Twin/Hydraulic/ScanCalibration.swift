internal import Diagnostics
internal import Hydraulics
package import Learning
internal import LinearAlgebra
internal import Telemetry

/// How often controllers look at tanks: a level runs on beyond its threshold until the next look, so the
/// ends of its distribution tell.
///
/// Of a few usual cycles the one is taken whose untouched run has the ends of the recorded levels (method
/// of simulated moments).
package struct ScanCalibration {
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

  /// The cycle in seconds; nil where no control looks at a measured tank, or the record is short.
  package func scan() throws -> Int? {
    let levels = twin.points.indices.filter { tag in
      twin.isStock(twin.points[tag]) && twin.profiles[tag].isControlling
    }
    let steps = min(record.count, Self.mostRows)
    guard !levels.isEmpty, steps > 500, let start = record.times.first else { return nil }
    let seen = levels.map { Self.ends(record.column($0)) }
    let cycles = Self.cycles.filter { $0 <= Int(twin.interval.seconds) }
    let courses = cycles.map { _ in LoopCourse(start: start, steps: steps) }
    // The same chance for all: only the cycle differs.
    var generators = cycles.map { _ in SeededGenerator(root: seed, stage: "scan") }
    var taps = cycles.map { _ in OpenLine() }
    var loop = HydraulicLoop(twin, courses, states: nil, isQuiet: false, scans: cycles)
    loop.begin(generators: &generators, at: 0)
    let costs = try loop.run(taps: &taps, generators: &generators, at: 0).map {
      cost($0, levels, seen)
    }
    return zip(cycles, costs).min { $0.1 < $1.1 }?.0
  }

  private func cost(_ trace: LoopTrace, _ levels: [Int], _ seen: [[Double]]) -> Double {
    levels.enumerated().reduce(0) { sum, level in
      let width = twin.profiles[level.element].deviation
      guard width > 0 else { return sum }
      let own = Self.ends(trace.historian.column(level.element))
      return sum + zip(own, seen[level.offset]).reduce(0) { $0 + abs($1.0 - $1.1) / width }
    }
  }

  private static func ends(_ x: [Double]) -> [Double] {
    let sorted = x.filter { !$0.isNaN }.sorted()
    guard !sorted.isEmpty else { return shares.map { _ in 0 } }
    return shares.map { sorted[Int($0 * Double(sorted.count - 1))] }
  }
}
