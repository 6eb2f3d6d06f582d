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
    var design = Matrix(rows: rows.count, columns: sum.count)
    // Mostly all cells are there: that is told by the differences, while they are made.
    if !fill(&design, rows, of: run) {
      let used = completeRows(of: run, rows)
      incomplete += rows.count - used.count
      if used.isEmpty { return }
      if used.count < rows.count { design = self.design(used, of: run) }
    }
    for (j, total) in Self.columnSums(design).enumerated() { sum[j] += total }
    gram = gram + design.gram()
    count += design.rows
  }

  /// Writes the differences of some rows, and of those before them, from the pilot; whether all are finite.
  private func fill(_ design: inout Matrix, _ rows: Range<Int>, of run: Frame) -> Bool {
    let tags = pilot.count
    var rest = 0.0
    for lag in 0...lags {
      for j in 0..<tags {
        run.values.withUnsafeColumn(j) { column in
          design.withUnsafeMutableColumn(lag * tags + j) { target in
            guard let from = column.baseAddress, let to = target.baseAddress else { return }
            rest += Self.subtract(
              pilot[j], from: from + (rows.lowerBound - lag), rows.count, into: to)
          }
        }
      }
    }
    return rest == 0
  }

  /// Writes each number less the origin; 0 where all differences are finite, else NaN.
  private static func subtract(
    _ origin: Double, from cells: UnsafePointer<Double>, _ count: Int,
    into target: UnsafeMutablePointer<Double>
  ) -> Double {
    typealias Lanes = SIMD8<Double>
    let (source, result) = (UnsafeRawPointer(cells), UnsafeMutableRawPointer(target))
    // A number less itself is 0, and not where it is not finite.
    var rest = Lanes.zero
    var k = 0
    while k + 8 <= count {
      let differences = source.loadUnaligned(fromByteOffset: 8 * k, as: Lanes.self) - origin
      result.storeBytes(of: differences, toByteOffset: 8 * k, as: Lanes.self)
      rest += differences - differences
      k += 8
    }
    var sum = rest.sum()
    while k < count {
      target[k] = cells[k] - origin
      sum += target[k] - target[k]
      k += 1
    }
    return sum
  }

  /// The differences of the rows that are used.
  private func design(_ used: [Int], of run: Frame) -> Matrix {
    let tags = pilot.count
    var design = Matrix(rows: used.count, columns: sum.count)
    for lag in 0...lags {
      for j in 0..<tags {
        let origin = pilot[j]
        run.values.withUnsafeColumn(j) { column in
          design.withUnsafeMutableColumn(lag * tags + j) { target in
            for (k, row) in used.enumerated() { target[k] = column[row - lag] - origin }
          }
        }
      }
    }
    return design
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

  /// Which of some rows have all cells, in all lags.
  private func completeRows(of run: Frame, _ rows: Range<Int>) -> [Int] {
    let reach = rows.lowerBound - lags..<rows.upperBound
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
