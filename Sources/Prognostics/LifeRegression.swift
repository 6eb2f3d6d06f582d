internal import Diagnostics
internal import LinearAlgebra
internal import Telemetry

/// Ridge regressions of capped remaining life that can leave units out.
///
/// Failed units are held in parts, two per fold; units that did not fail are in every fit. A row of such
/// a unit whose lower bound reaches the cap has the cap as its target; below it the target is imputed from
/// the fit's own residuals: E[T | T > bound], iterated (Buckley & James, 1979, Biometrika 66).
struct LifeRegression: Sendable {
  /// Rows of some units.
  struct Part: Sendable {
    /// Index of the unit and its rows in `design`, in order.
    let units: [(index: Int, rows: Range<Int>)]
    /// [φ, f, 1].
    let design: Matrix
    /// Remaining life or its lower bound.
    let remaining: [Double]
  }

  /// Parts of failed units; fold `k` holds `2k` and `2k + 1`.
  let failed: [Part]
  /// Parts of units that did not fail.
  let censored: [Part]
  private let sums: RidgeSums

  /// How often censored targets are imputed anew.
  static let imputations = 4

  /// Makes the designs and their sums.
  init(
    _ rows: LifeRows, features: [(features: Matrix, rows: [Int])], basis: FourierBasis,
    withCensored: Bool, threads: Int
  ) throws {
    let halves = rows.folds.flatMap { fold in
      [Array(fold[..<(fold.count / 2)]), Array(fold[(fold.count / 2)...])]
    }
    let others =
      withCensored
      ? stride(from: 0, to: rows.censored.count, by: 8).map {
        Array(rows.censored[$0..<min($0 + 8, rows.censored.count)])
      } : []
    let lists = halves + others
    let parts = try ParallelMap(threads: threads)(lists.count) { index in
      var units: [(index: Int, rows: Range<Int>)] = []
      var stacked = Matrix(rows: 0, columns: basis.mean.count)
      var remaining: [Double] = []
      for unit in lists[index] {
        let start = stacked.rows
        stacked = stacked.appendingRows(of: features[unit].features)
        units.append((unit, start..<stacked.rows))
        remaining += features[unit].rows.map { rows.units[unit].remaining[$0] }
      }
      return Part(
        units: units, design: basis.design(basis.standardised(stacked)), remaining: remaining)
    }
    failed = Array(parts[..<halves.count])
    censored = Array(parts[halves.count...])
    sums = try RidgeSums(parts.map(\.design), waves: basis.phases.count, threads: threads)
  }

  /// How many folds there are.
  var folds: Int { failed.count / 2 }

  /// Mean over units of the mean squared error of units left out, by ridge and cap: `[ridge][cap]`.
  ///
  /// Both the truth and the prediction are capped at `horizon`. Censored units are not used.
  func errors(
    ridges: [Double], caps: [Double], horizon: Double, threads: Int
  ) throws -> [[Double]] {
    let cross = try ParallelMap(threads: threads)(failed.count) { index in
      let part = failed[index]
      let targets = caps.flatMap { cap in part.remaining.map { min($0, cap) } }
      return part.design.transposeTimes(
        Matrix(rows: part.remaining.count, columns: caps.count, columnMajor: targets))
    }
    let totals = try ParallelMap(threads: threads)(folds) { fold in
      (
        sums: sums.total(without: left(fold), among: failed.count),
        cross: Self.total(cross, without: left(fold))
      )
    }
    let jobs = ridges.indices.flatMap { ridge in (0..<folds).map { (ridge, $0) } }
    let sumsPerJob = try ParallelMap(threads: threads)(jobs.count) { job in
      let (ridge, fold) = jobs[job]
      let weights = try sums.factor(totals[fold].sums, ridge: ridges[ridge])
        .solve(totals[fold].cross)
      var errors = [Double](repeating: 0, count: caps.count)
      for index in left(fold) {
        let predicted = failed[index].design.times(weights)
        for (_, rows) in failed[index].units {
          for k in caps.indices {
            var squares = 0.0
            for i in rows {
              let y = min(max(predicted[i, k], 0), caps[k], horizon)
              let error = y - min(failed[index].remaining[i], horizon)
              squares += error * error
            }
            errors[k] += squares / Double(rows.count)
          }
        }
      }
      return errors
    }
    let units = Double(failed.reduce(0) { $0 + $1.units.count })
    return ridges.indices.map { ridge in
      caps.indices.map { k in
        (0..<folds).reduce(0) { $0 + sumsPerJob[ridge * folds + $1][k] } / units
      }
    }
  }

  /// Weights of [φ, f, 1] learned from all units but those of a fold.
  func weights(without fold: Int?, ridge: Double, cap: Double) throws -> [Double] {
    let out = left(fold)
    let factor = try sums.factor(
      sums.total(without: out, among: failed.count + censored.count), ridge: ridge)
    let kept = failed.indices.filter { !out.contains($0) }
    func column(_ values: [Double]) -> Matrix {
      Matrix(rows: values.count, columns: 1, columnMajor: values)
    }
    let cross = failed.indices.map { index in
      out.contains(index)
        ? Matrix(rows: failed[index].design.columns, columns: 1)
        : failed[index].design.transposeTimes(
          column(failed[index].remaining.map { min($0, cap) }))
    }
    let known = Self.total(cross, without: out)
    guard !censored.isEmpty else { return factor.solve(known).elements }
    let capped = kept.flatMap { failed[$0].remaining.map { min($0, cap) } }
    let mean = capped.reduce(0, +) / Double(capped.count)
    var targets = censored.map { part in part.remaining.map { min(max($0, mean), cap) } }
    var weights: [Double] = []
    for _ in 0..<Self.imputations {
      var right = known
      for (part, target) in zip(censored, targets) {
        right += part.design.transposeTimes(column(target))
      }
      weights = factor.solve(right).elements
      let residuals = ResidualTail(
        kept.flatMap { index in
          zip(failed[index].remaining, failed[index].design.times(weights))
            .map { min($0, cap) - $1 }
        })
      targets = censored.map { part in
        zip(part.remaining, part.design.times(weights)).map { bound, y in
          min(cap, max(bound, y + (residuals.mean(above: bound - y) ?? bound - y)))
        }
      }
    }
    return weights
  }

  /// How far the truth lay from the predictions of each failed unit by a fit without its fold.
  func residuals(ridge: Double, cap: Double, threads: Int) throws -> [ConformalOffsets.Residual] {
    let perFold = try ParallelMap(threads: threads)(folds) { fold in
      let weights = try weights(without: fold, ridge: ridge, cap: cap)
      return left(fold).flatMap { index in
        let part = failed[index]
        let predicted = part.design.times(weights)
        return part.units.flatMap { unit, rows in
          rows.map { i in
            let y = min(max(predicted[i], 0), cap)
            return ConformalOffsets.Residual(
              unit: unit, weight: 1 / Double(rows.count), predicted: y,
              residual: min(part.remaining[i], cap) - y)
          }
        }
      }
    }
    return perFold.flatMap { $0 }
  }

  private func left(_ fold: Int?) -> [Int] { fold.map { [2 * $0, 2 * $0 + 1] } ?? [] }

  private static func total(_ matrices: [Matrix], without out: [Int]) -> Matrix {
    var total = Matrix(rows: matrices[0].rows, columns: matrices[0].columns)
    for index in matrices.indices where !out.contains(index) { total += matrices[index] }
    return total
  }
}

/// Means of the residuals above a limit.
struct ResidualTail: Sendable {
  private let sorted: [Double]
  /// The sum of `sorted[i...]`.
  private let tail: [Double]

  init(_ residuals: [Double]) {
    sorted = residuals.sorted()
    var tail = [Double](repeating: 0, count: sorted.count + 1)
    for i in sorted.indices.reversed() { tail[i] = tail[i + 1] + sorted[i] }
    self.tail = tail
  }

  /// The mean of the residuals above `limit`; nil where there are none.
  func mean(above limit: Double) -> Double? {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] > limit { high = middle } else { low = middle + 1 }
    }
    return low < sorted.count ? tail[low] / Double(sorted.count - low) : nil
  }
}
