public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A fitted ``VARInnovations`` or ``SubspaceInnovations`` detector; it carries the last rows from call to call.
public struct VARInnovationsModel: DetectorModel {
  /// The last rows.
  public typealias State = Autoregression.State

  /// The detector's id.
  let kind: String
  let autoregression: Autoregression
  let whitener: Matrix

  /// No rows seen.
  public func initialState() -> State { State() }

  /// A score per row; NaN where the rows before it are not there or not contiguous.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    let residuals = autoregression.filledResiduals(rows, state: &state)
    return rootMeanSquare(residuals.rows.z.timesRowStable(whitener), present: residuals.present)
  }

  /// What each tag was expected to be given the past and the other tags.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    var state = state
    let residuals = autoregression.filledResiduals(rows, state: &state)
    let (expected, parts) = autoregression.expected(residuals, whitener: whitener)
    return Explanation(expected: expected, shares: Explanation.normalised(parts))
  }

  /// Mean, scale, covariance, coefficients, innovation covariance and whitener.
  public var artifact: ModelArtifact {
    var arrays = autoregression.arrays
    arrays["whitener"] = ModelArtifact.Array(whitener)
    return ModelArtifact(
      kind: kind, numbers: ["lags": Double(autoregression.lags)], arrays: arrays)
  }

  init(kind: String, autoregression: Autoregression, whitener: Matrix) {
    self.kind = kind
    self.autoregression = autoregression
    self.whitener = whitener
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    kind = artifact.kind
    autoregression = try Autoregression(artifact: artifact, tags: tags.count, interval: interval)
    whitener = try artifact.matrix("whitener", rows: tags.count, columns: tags.count)
  }
}
