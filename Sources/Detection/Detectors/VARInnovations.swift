public import Diagnostics
public import Learning

/// How surprising a row is given the rows before it: the innovations of a vector autoregression.
///
///     rₜ = zₜ − Σⱼ zₜ₋ⱼ Bⱼ ,   score = √( rₜ Ω⁻¹ rₜᵀ / p )
///
/// with B and Ω of ``Autoregression``. The first `lags` rows after a gap cannot be scored.
/// Complexity: fit O(n c²(p+1)² + (cp)³), score O(n c²(p+1)).
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
    let autoregression = try Autoregression(moments, ridge: ridge, context)
    return VARInnovationsModel(
      kind: Self.id, autoregression: autoregression,
      whitener: try whitener(of: autoregression.innovations))
  }
}
