public import LinearAlgebra
public import Telemetry

/// Counts, sums and cross products of the rows and of the rows 1 to p before them.
///
/// With x₀ a pilot row and yₜ = [xₜ − x₀, xₜ₋₁ − x₀, …, xₜ₋ₚ − x₀] it keeps n, Σ y and Σ y yᵀ; the pilot keeps
/// the sums from cancelling on tags that sit far from zero. Rows with a missing cell, in any lag, are
/// left out and counted, infinite cells too. Memory O(c²(p+1)²), time O(n c²(p+1)²).
public struct LaggedMoments: MergeableStatistic {
  /// The number of lags p; 0 for plain moments.
  public let lags: Int
  /// The pilot row x₀, a value per tag.
  public let pilot: [Double]
  /// How many rows were used.
  public private(set) var count = 0
  /// How many rows were left out for a missing cell.
  public private(set) var incomplete = 0
  /// Σ y, c(p+1) values.
  public private(set) var sum: [Double]
  /// Σ y yᵀ.
  public private(set) var gram: Matrix

  /// An empty statistic; of rows that somebody else has seen already, how many were incomplete.
  public init(lags: Int, pilot: [Double], incomplete: Int = 0) {
    self.lags = lags
    self.pilot = pilot
    self.incomplete = incomplete
    let width = pilot.count * (lags + 1)
    sum = [Double](repeating: 0, count: width)
    gram = Matrix(rows: width, columns: width)
  }

  /// The lags.
  public var contextRows: Int { lags }

  /// Adds a run of rows without gaps.
  ///
  /// Rows are taken in blocks whose differences from the pilot stay in cache; where they end depends on the run alone.
  public mutating func accumulate(_ run: Frame, context: Int) {
    let first = max(context, lags)
    // 64 Ki cells are half of a usual second cache.
    let rows = max(256, min(4_096, 65_536 / max(1, sum.count)))
    var at = first
    while at < run.count {
      let end = min(run.count, at + rows)
      add(at..<end, of: run)
      at = end
    }
  }

  /// Adds some rows with the lags before them.
  private mutating func add(_ rows: Range<Int>, of run: Frame) {
    let used = completeRows(of: run, rows)
    let count = used?.count ?? rows.count
    incomplete += rows.count - count
    if count == 0 { return }
    let tags = pilot.count
    var design = Matrix(rows: count, columns: sum.count)
    for lag in 0...lags {
      for j in 0..<tags {
        let origin = pilot[j]
        run.values.withUnsafeColumn(j) { column in
          design.withUnsafeMutableColumn(lag * tags + j) { target in
            if let used {
              for (k, row) in used.enumerated() { target[k] = column[row - lag] - origin }
            } else {
              let start = rows.lowerBound - lag
              for k in 0..<count { target[k] = column[start + k] - origin }
            }
          }
        }
      }
    }
    for (j, total) in Self.columnSums(design).enumerated() { sum[j] += total }
    gram = gram + design.gram()
    self.count += count
  }

  /// The sum of each column from its first cell on; of four columns side by side, for an addition waits for the one before.
  private static func columnSums(_ x: Matrix) -> [Double] {
    var sums = [Double](repeating: 0, count: x.columns)
    x.elements.withUnsafeBufferPointer { cells in
      var j = 0
      while j + 4 <= x.columns {
        let starts = SIMD4(j, j + 1, j + 2, j + 3) &* x.rows
        var four = SIMD4<Double>.zero
        for k in 0..<x.rows {
          four += SIMD4(
            cells[starts[0] + k], cells[starts[1] + k], cells[starts[2] + k], cells[starts[3] + k])
        }
        for lane in 0..<4 { sums[j + lane] = four[lane] }
        j += 4
      }
      for j in j..<x.columns {
        sums[j] = cells[(j * x.rows)..<((j + 1) * x.rows)].reduce(0, +)
      }
    }
    return sums
  }

  /// Which of some rows have all cells, in all lags; nil where all do.
  private func completeRows(of run: Frame, _ rows: Range<Int>) -> [Int]? {
    let reach = rows.lowerBound - lags..<rows.upperBound
    // A number less itself is 0, and not where it is not finite: most blocks are told so.
    let isWhole = pilot.indices.allSatisfy { j in
      run.values.withUnsafeColumn(j) { column in
        var rest = SIMD4<Double>.zero
        var at = reach.lowerBound
        while at + 4 <= reach.upperBound {
          let four = SIMD4(column[at], column[at + 1], column[at + 2], column[at + 3])
          rest += four - four
          at += 4
        }
        return rest == .zero && (at..<reach.upperBound).allSatisfy { column[$0].isFinite }
      }
    }
    if isWhole { return nil }
    var complete = [Bool](repeating: true, count: reach.count)
    for j in pilot.indices {
      run.values.withUnsafeColumn(j) { column in
        for row in reach where !column[row].isFinite { complete[row - reach.lowerBound] = false }
      }
    }
    return rows.filter { row in
      (0...lags).allSatisfy { complete[row - $0 - reach.lowerBound] }
    }
  }

  /// Adds another partial with the same pilot and lags.
  public mutating func merge(_ other: LaggedMoments) {
    precondition(
      lags == other.lags && pilot == other.pilot,
      "moments with different lags or pilots cannot be merged")
    count += other.count
    incomplete += other.incomplete
    for i in sum.indices { sum[i] += other.sum[i] }
    gram = gram + other.gram
  }

  /// The means of the tags (lag 0), in engineering units; NaN where no row was used.
  public var mean: [Double] {
    pilot.indices.map { pilot[$0] + sum[$0] / Double(count) }
  }

  /// The covariance of [xₜ, xₜ₋₁, …] about the lag-0 mean, divided by n.
  ///
  /// One mean for all lags: the lagged copies are the same tags, seen p rows earlier.
  public var covariance: Matrix {
    let n = Double(count)
    let tags = pilot.count
    var result = gram
    for j in 0..<result.columns {
      for i in 0..<result.rows {
        // Σ(a−m)(b−m') / n = Σab/n − m'Σa/n − mΣb/n + mm'
        let mi = sum[i % tags] / n
        let mj = sum[j % tags] / n
        result[i, j] = gram[i, j] / n - mj * sum[i] / n - mi * sum[j] / n + mi * mj
      }
    }
    return result
  }

  /// The ``covariance`` with every lagged copy of a tag divided by its scale, *tags* values.
  public func standardisedCovariance(scale: [Double]) -> Matrix {
    let covariance = covariance
    var result = covariance
    for j in 0..<result.columns {
      for i in 0..<result.rows {
        result[i, j] = covariance[i, j] / (scale[i % scale.count] * scale[j % scale.count])
      }
    }
    return result
  }
}
