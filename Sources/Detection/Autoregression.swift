internal import Diagnostics
internal import Learning
internal import LinearAlgebra
internal import Telemetry

/// A vector autoregression of standardised tags: what each row is foreseen to be, and by how much it is not.
///
///     rₜ = zₜ − Σⱼ zₜ₋ⱼ Bⱼ
///
/// B minimises Σ‖r‖² + n·ridge·‖B‖² on normal rows; Ω is the residuals' covariance. The noise floor F
/// enters the lags (rounded values predict less) and Ω = R + F + Σⱼ BⱼᵀFBⱼ (they are rounded too).
/// Reference: Lütkepohl (2005), New Introduction to Multiple Time Series Analysis, section 3.2, with a ridge.
public struct Autoregression: Sendable {
  /// The last rows, standardised and filled, oldest first.
  public struct State: Codable, Sendable, Equatable {
    var rows: [[Double]] = []
    var times: [Int64] = []
    var usable: [Bool] = []
  }

  /// What came of some rows.
  struct Residuals {
    /// The rows themselves, missing cells filled.
    var standard: StandardisedRows
    /// z − ẑ; 0 in rows that cannot be judged, and missing cells not filled under Ω.
    var rows: StandardisedRows
    /// How many cells a row had; 0 where it cannot be judged.
    var present: [Int]
  }

  let tags: GaussianTags
  let lags: Int
  /// *(lags · tags) × tags*.
  let coefficients: Matrix
  /// Ω.
  let innovations: Matrix
  let interval: TimeSpan

  /// Solves the normal equations.
  ///
  /// O((c·lags)³).
  init(
    _ moments: LaggedMoments, ridge: Double, _ context: TrainingContext
  ) throws(Fault) {
    lags = moments.lags
    interval = context.interval
    tags = try GaussianTags(moments: moments, floor: context.floor)
    let count = context.tags.count
    let full = Self.standardised(moments.covariance, scale: tags.scale)
    let past = Array(count..<count * (lags + 1))
    let now = Array(0..<count)
    let pastPast = full.selecting(rows: past, columns: past)
    let pastNow = full.selecting(rows: past, columns: now)
    let scale = tags.scale
    let floor = (0..<count).map { context.floor[$0] / (scale[$0] * scale[$0]) }
    var normal = pastPast
    for i in past.indices { normal[i, i] += floor[i % count] + ridge }
    let coefficients: Matrix
    do throws(LinearAlgebraError) {
      coefficients = try Cholesky(normal).solve(pastNow)
    } catch {
      throw Fault(
        .badData, "the autoregression's normal equations cannot be solved: \(error)",
        hint: "raise 'ridge' above \(ridge)")
    }
    // R = E[(y − Bᵀx)(y − Bᵀx)ᵀ] from moments alone; Ω = R + F + Bᵀ F B.
    let cross = coefficients.transposeTimes(pastNow)
    let quadratic = coefficients.transposeTimes(pastPast.times(coefficients))
    var omega = Matrix(rows: count, columns: count)
    for j in 0..<count {
      for i in 0..<count {
        var value = full[i, j] - cross[i, j] - cross[j, i] + (quadratic[i, j] + quadratic[j, i]) / 2
        for k in past.indices {
          value += coefficients[k, i] * floor[k % count] * coefficients[k, j]
        }
        if i == j { value += floor[i] }
        omega[i, j] = value
      }
    }
    for j in 0..<count {
      for i in 0..<j {
        let mean = (omega[i, j] + omega[j, i]) / 2
        omega[i, j] = mean
        omega[j, i] = mean
      }
    }
    self.coefficients = coefficients
    innovations = omega
  }

  private static func standardised(_ covariance: Matrix, scale: [Double]) -> Matrix {
    var result = covariance
    for j in 0..<result.columns {
      for i in 0..<result.rows {
        result[i, j] = covariance[i, j] / (scale[i % scale.count] * scale[j % scale.count])
      }
    }
    return result
  }

  /// The residuals of the next rows; a row is judged where it has a cell, and the `lags` rows before it are
  /// there without a gap and have one too.
  ///
  /// O(n c² lags).
  func residuals(_ rows: Frame, state: inout State) -> Residuals {
    let standard = tags.standardised(rows)
    let count = tags.mean.count
    let before = state.rows.count
    let total = before + rows.count
    var extended = Matrix(rows: total, columns: count)
    for j in 0..<count {
      extended.withUnsafeMutableColumn(j) { target in
        for i in 0..<before { target[i] = state.rows[i][j] }
        standard.z.withUnsafeColumn(j) { source in
          for i in source.indices { target[before + i] = source[i] }
        }
      }
    }
    let times = state.times + rows.times.map(\.nanoseconds)
    let usable = state.usable + standard.present.map { $0 > 0 }
    // Row i may be judged where the `lags` rows before it are there, usable and without a gap.
    var contiguous = 0
    var judged = [Bool](repeating: false, count: total)
    for i in 0..<total {
      let follows =
        i > 0
        && Frame.isContiguous(
          Timestamp(nanoseconds: times[i - 1]), Timestamp(nanoseconds: times[i]),
          interval: interval)
      contiguous = follows && usable[i - 1] ? contiguous + 1 : 0
      judged[i] = contiguous >= lags
    }
    var lagged = Matrix(rows: rows.count, columns: count * lags)
    for lag in 1...lags {
      for j in 0..<count {
        lagged.withUnsafeMutableColumn((lag - 1) * count + j) { target in
          extended.withUnsafeColumn(j) { source in
            for i in target.indices where before + i - lag >= 0 {
              target[i] = source[before + i - lag]
            }
          }
        }
      }
    }
    var difference = standard.z - lagged.timesRowStable(coefficients)
    var present = standard.present
    for i in 0..<rows.count where !judged[before + i] {
      present[i] = 0
      for j in 0..<count { difference[i, j] = 0 }
    }
    let kept = max(0, total - lags)
    state.rows = (kept..<total).map { extended.row($0) }
    state.times = Array(times[kept...])
    state.usable = Array(usable[kept...])
    return Residuals(
      standard: standard,
      rows: StandardisedRows(z: difference, present: present, missing: standard.missing),
      present: present)
  }

  /// Mean, scale, covariance, coefficients and residual covariance.
  var arrays: [String: ModelArtifact.Array] {
    var arrays = tags.arrays
    arrays["coefficients"] = ModelArtifact.Array(coefficients)
    arrays["innovation-covariance"] = ModelArtifact.Array(innovations)
    return arrays
  }

  /// Restores an autoregression of `count` tags.
  init(artifact: ModelArtifact, tags count: Int, interval: TimeSpan) throws(Fault) {
    tags = try GaussianTags(artifact: artifact, tags: count)
    lags = try artifact.count("lags")
    guard (1...48).contains(lags) else {
      throw Fault(.badData, "model '\(artifact.kind)': 'lags' must be from 1 to 48, got \(lags)")
    }
    coefficients = try artifact.matrix("coefficients", rows: count * lags, columns: count)
    innovations = try artifact.matrix("innovation-covariance", rows: count, columns: count)
    self.interval = interval
  }
}
