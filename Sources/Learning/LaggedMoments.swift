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
  public mutating func accumulate(_ run: Frame, context: Int) {
    let tags = pilot.count
    let targets = Array(max(context, lags)..<max(run.count, max(context, lags)))
    var complete = [Bool](repeating: true, count: run.count)
    for j in 0..<tags {
      run.values.withUnsafeColumn(j) { column in
        for i in column.indices where !column[i].isFinite { complete[i] = false }
      }
    }
    let used = targets.filter { row in (0...lags).allSatisfy { complete[row - $0] } }
    incomplete += targets.count - used.count
    if used.isEmpty { return }
    var design = Matrix(rows: used.count, columns: tags * (lags + 1))
    for lag in 0...lags {
      for j in 0..<tags {
        let origin = pilot[j]
        var total = 0.0
        run.values.withUnsafeColumn(j) { column in
          design.withUnsafeMutableColumn(lag * tags + j) { target in
            for (k, row) in used.enumerated() {
              let value = column[row - lag] - origin
              target[k] = value
              total += value
            }
          }
        }
        sum[lag * tags + j] += total
      }
    }
    gram = gram + design.gram()
    count += used.count
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
