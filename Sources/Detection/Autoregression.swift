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
  /// The last rows.
  public typealias State = LaggedRows

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

  /// What coefficients are worked out from: standardised sums of rows, and of the `lags` rows before.
  struct Terms {
    /// E[x xᵀ] of the earlier rows x, *(lags · tags)²*.
    var pastPast: Matrix
    /// E[x yᵀ], y the row itself.
    var pastNow: Matrix
    /// The noise floor of each earlier cell.
    var floor: [Double]
  }

  /// Solves the normal equations; without lags, what is foreseen is the mean.
  ///
  /// O((c·lags)³).
  init(
    _ moments: LaggedMoments, ridge: Double, _ context: TrainingContext
  ) throws(Fault) {
    try self.init(moments, lags: moments.lags, context) { terms throws(Fault) in
      if terms.floor.isEmpty { return terms.pastNow }
      var normal = terms.pastPast
      for i in terms.floor.indices { normal[i, i] += terms.floor[i] + ridge }
      do throws(LinearAlgebraError) {
        return try Cholesky(normal).solve(terms.pastNow)
      } catch {
        throw Fault(
          .badData, "the autoregression's normal equations cannot be solved: \(error)",
          hint: "raise 'ridge' above \(ridge)")
      }
    }
  }

  /// Takes coefficients that somebody works out from the sums; `lags` at most those of the moments.
  ///
  /// O(c³ lags²) besides.
  init(
    _ moments: LaggedMoments, lags: Int, _ context: TrainingContext,
    coefficients solve: (Terms) throws(Fault) -> Matrix
  ) throws(Fault) {
    self.lags = lags
    interval = context.interval
    tags = try GaussianTags(moments: moments, floor: context.floor)
    let count = context.tags.count
    if lags == 0 {
      coefficients = Matrix(rows: 0, columns: count)
      innovations = tags.covariance
      return
    }
    let full = moments.standardisedCovariance(scale: tags.scale)
    let past = Array(count..<count * (lags + 1))
    let now = Array(0..<count)
    let pastPast = full.selecting(rows: past, columns: past)
    let pastNow = full.selecting(rows: past, columns: now)
    let scale = tags.scale
    let floor = (0..<count).map { context.floor[$0] / (scale[$0] * scale[$0]) }
    let coefficients = try solve(
      Terms(pastPast: pastPast, pastNow: pastNow, floor: past.indices.map { floor[$0 % count] }))
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

  /// The residuals of the next rows; a row is judged where it has a cell, and the `lags` rows before it are
  /// there without a gap and have one too.
  ///
  /// O(n c² lags).
  func residuals(_ rows: Frame, state: inout State) -> Residuals {
    let standard = tags.standardised(rows)
    let past = state.past(of: standard, times: rows.times, lags: lags, interval: interval)
    var difference =
      lags == 0 ? standard.z : standard.z - past.values.timesRowStable(coefficients)
    var present = standard.present
    for i in 0..<rows.count where !past.isComplete[i] {
      present[i] = 0
      for j in 0..<difference.columns { difference[i, j] = 0 }
    }
    return Residuals(
      standard: standard,
      rows: StandardisedRows(z: difference, present: present, missing: standard.missing),
      present: present)
  }

  /// What each tag was expected to be given the past and the row's other tags, engineering units, and how
  /// much it stands out.
  ///
  /// - Parameters:
  ///   - residuals: with missing cells filled under Ω.
  ///   - whitener: W with Wᵀ Ω W = I.
  func expected(
    _ residuals: Residuals, whitener: Matrix
  ) -> (expected: Matrix, parts: Matrix) {
    let (z, innovation) = (residuals.standard.z, residuals.rows.z)
    let (residual, parts) = conditionalParts(
      innovation, whitener: whitener, missing: residuals.standard.missing)
    var expected = residual
    for j in 0..<expected.columns {
      for i in 0..<expected.rows {
        let prediction = z[i, j] - innovation[i, j]
        expected[i, j] = tags.engineering(prediction + residual[i, j], tag: j)
      }
    }
    return (expected, parts)
  }

  /// The residuals with missing cells filled under Ω.
  func filledResiduals(_ rows: Frame, state: inout State) -> Residuals {
    var residuals = residuals(rows, state: &state)
    residuals.rows.fillMissing(under: innovations)
    return residuals
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
    guard (0...48).contains(lags) else {
      throw Fault(.badData, "model '\(artifact.kind)': 'lags' must be from 0 to 48, got \(lags)")
    }
    coefficients = try artifact.matrix("coefficients", rows: count * lags, columns: count)
    innovations = try artifact.matrix("innovation-covariance", rows: count, columns: count)
    self.interval = interval
  }
}
