public import Diagnostics
public import Learning
internal import LinearAlgebra
internal import Telemetry

/// How surprising a row is given the rows before it: the innovations of a vector autoregression.
///
///     rₜ = zₜ − Σⱼ zₜ₋ⱼ Bⱼ ,   score = √( rₜ Ω⁻¹ rₜᵀ / p )
///
/// B minimises Σ‖r‖² + n·ridge·‖B‖² on normal rows; Ω is the innovations' covariance. The noise floor F
/// enters the lags (rounded values predict less) and Ω = R + F + Σⱼ BⱼᵀFBⱼ (they are rounded too).
/// The first `lags` rows after a gap cannot be scored. Complexity: fit O(n c²(p+1)² + (cp)³), score O(n c²(p+1)).
/// Reference: Lütkepohl (2005), New Introduction to Multiple Time Series Analysis, section 3.2, with a ridge.
public struct VARInnovations: Detector {
  /// The id in configuration files.
  public static let id = "var-innovations"
  /// What it is.
  public static let summary =
    "surprise given the rows before: innovations of a ridge autoregression"

  /// How many earlier rows predict a row, 1 to 48.
  public let lags: Int
  /// The ridge on the coefficients of standardised tags, 0 to 10.
  public let ridge: Double

  /// Reads `lags` and `ridge`.
  public init(_ fields: inout Fields) {
    lags = fields.integer("lags", default: 2, in: 1...48)
    ridge = fields.number("ridge", default: 1e-3, in: 0...10)
  }

  /// Both settings.
  public var settings: [String: String] { ["lags": "\(lags)", "ridge": "\(ridge)"] }

  /// Moments of the rows and their lags.
  public func emptyStatistic(_ context: TrainingContext) -> LaggedMoments {
    LaggedMoments(lags: lags, pilot: context.pilot)
  }

  /// Solves the normal equations and whitens the innovations.
  public func model(
    from moments: LaggedMoments, _ context: TrainingContext
  ) throws(Fault) -> VARInnovationsModel {
    let tags = try GaussianTags(moments: moments, floor: context.floor)
    let count = context.tags.count
    let full = standardised(moments.covariance, scale: tags.scale)
    let past = Array(count..<count * (lags + 1))
    let now = Array(0..<count)
    let pastPast = full.selecting(rows: past, columns: past)
    let pastNow = full.selecting(rows: past, columns: now)
    let floor = (0..<count).map { context.floor[$0] / (tags.scale[$0] * tags.scale[$0]) }
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
    return VARInnovationsModel(
      tags: tags, lags: lags, coefficients: coefficients, innovations: omega,
      whitener: try whitener(of: omega), interval: context.interval)
  }

  private func standardised(_ covariance: Matrix, scale: [Double]) -> Matrix {
    var result = covariance
    for j in 0..<result.columns {
      for i in 0..<result.rows {
        result[i, j] = covariance[i, j] / (scale[i % scale.count] * scale[j % scale.count])
      }
    }
    return result
  }
}
