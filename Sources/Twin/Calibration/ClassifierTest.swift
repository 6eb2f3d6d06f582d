internal import Diagnostics
package import Learning
internal import LinearAlgebra
internal import Telemetry

/// How well a classifier tells simulated days from recorded ones (C2ST; Lopez-Paz and Oquab 2017, section 3).
///
/// Gradient-boosted trees on the days' features; folds by week, the same week of both kinds on one side; mean of
/// the folds' areas, mean of the seeds, which decide the folds alone. `Benchmarks/PROTOCOL.md` has the protocol.
package enum ClassifierTest {
  /// How many folds, and the fewest weeks.
  static let folds = 5
  /// How many seeds.
  static let seeds = 5
  /// Fewer days leave less than two leaves' cases to learn from.
  static let fewestDays = 30

  /// The test of an untouched run against unseen time; the same bits on any number of threads.
  package static func of(
    recorded: ProcessRecord, simulated: ProcessRecord, seed: UInt64, threads: Int
  ) throws -> Fidelity.Telling {
    let days = DayFeatures(recorded: recorded, simulated: simulated)
    let count = days.weeks.count
    let weeks = Set(days.weeks).sorted()
    guard weeks.count >= folds, count >= fewestDays else {
      return Fidelity.Telling(
        auroc: .undefined(
          "unseen time holds \(count) whole days in \(weeks.count) weeks, "
            + "\(fewestDays) in \(folds) are needed"), deviation: nil, days: count)
    }
    let areas = try ParallelMap(threads: threads)(seeds * folds) { index in
      var generator = SeededGenerator(root: seed, stage: "c2st", index: index / folds)
      let order = weeks.shuffled(using: &generator)
      let tested = Set(order.indices.filter { $0 % folds == index % folds }.map { order[$0] })
      return area(days, testing: tested)
    }
    let means = (0..<seeds).map { seed in
      areas[seed * folds..<(seed + 1) * folds].reduce(0, +) / Double(folds)
    }
    let mean = means.reduce(0, +) / Double(seeds)
    let variance = means.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(seeds)
    return Fidelity.Telling(
      auroc: Measured(mean, or: "no fold could be told"), deviation: variance.squareRoot(),
      days: count)
  }

  // Trained on all other weeks.
  private static func area(_ days: DayFeatures, testing tested: Set<Int>) -> Double {
    let test = days.weeks.indices.filter { tested.contains(days.weeks[$0]) }
    let train = days.weeks.indices.filter { !tested.contains(days.weeks[$0]) }
    func cases(_ rows: [Int]) -> (values: Matrix, isSimulated: [Bool]) {
      var values = Matrix(rows: 2 * rows.count, columns: days.recorded.columns)
      for j in 0..<values.columns {
        for (i, row) in rows.enumerated() {
          values[i, j] = days.recorded[row, j]
          values[rows.count + i, j] = days.simulated[row, j]
        }
      }
      return (values, (0..<2 * rows.count).map { $0 >= rows.count })
    }
    let (known, kinds) = cases(train)
    let (unknown, truth) = cases(test)
    let trees = BoostedTrees(known, isPositive: kinds)
    return ROCArea.of(trees.probabilities(unknown), isPositive: truth) ?? 0.5
  }
}
