public import Diagnostics
public import Learning
internal import LinearAlgebra

/// The states by which the past tells the future: how far they are from normal, or what the past has besides.
///
///     states:   score = √( ‖x‖² / k )                       (T²_s)
///     residual: score = √( (‖Lₚ⁻¹p‖² − ‖x‖²) / (c·lags − k) )   (T²_r)
///
/// with the canonical variates x of ``CanonicalVariates`` over p, a row and the lags − 1 before it. `states` sees
/// slow departures of the plant, `residual` values that no usual course leads to. `ridge` is added to both
/// covariances. The first lags − 1 rows after a gap cannot be scored.
/// Complexity: fit O(n c² lags² + (c·lags)³), score O(n (c·lags)²). Reference: Russell, Chiang & Braatz (2000),
/// Data-driven Methods for Fault Detection and Diagnosis in Chemical Processes, chapter 7. Deviation: what is
/// left is measured in the whitened past, so that a direction of little variance counts as much as any other.
public struct CVA: Detector {
  /// The id in configuration files.
  public static let id = "cva"
  /// What it is.
  public static let summary =
    "canonical variates: the states that the past tells the future by, or what the past has besides"

  /// How many rows the past has, the row itself included, 1 to 24; the future has as many.
  public let lags: Int
  /// The share of what past and future tell of each other that the states hold, 0.1 to 0.9999.
  public let information: Double
  /// What is added to the variance of standardised tags, 0 to 10.
  public let ridge: Double
  /// `states` or `residual`.
  public let statistic: String

  /// Reads `lags`, `information`, `ridge` and `statistic`.
  public init(_ fields: inout Fields) {
    lags = fields.integer("lags", default: 2, in: 1...24)
    information = fields.number("information", default: 0.9, in: 0.1...0.9999)
    ridge = fields.number("ridge", default: 1e-2, in: 0...10)
    statistic = fields.word("statistic", default: "residual", of: ["states", "residual"])
  }

  /// All four.
  public var settings: [String: String] {
    [
      "lags": "\(lags)", "information": "\(information)", "ridge": "\(ridge)",
      "statistic": statistic,
    ]
  }

  /// Moments of as many rows of the past as of the future.
  public func emptyStatistic(_ context: TrainingContext) -> LaggedMoments {
    LaggedMoments(lags: 2 * lags - 1, pilot: context.pilot)
  }

  /// Finds the canonical variates.
  public func model(
    from moments: LaggedMoments, _ context: TrainingContext
  ) throws(Fault) -> LaggedProjectionModel {
    let tags = try GaussianTags(moments: moments, floor: context.floor)
    let found = try CanonicalVariates(
      moments, rows: lags, tags: tags, ridge: ridge, information: information,
      floor: context.floor)
    let width = found.residualProjection.rows
    // One tag of one row is its own state: nothing is besides it.
    let ofStates = statistic == "states" || found.states == width
    let size = ofStates ? found.states : width - found.states
    let projection = (ofStates ? found.stateProjection : found.residualProjection)
      .scaled(by: 1 / Double(size).squareRoot())
    return LaggedProjectionModel(
      kind: Self.id, tags: tags, lags: lags - 1, projection: projection,
      interval: context.interval)
  }
}
