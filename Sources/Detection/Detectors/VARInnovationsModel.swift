public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

/// A fitted ``VARInnovations`` detector; it carries the last rows from call to call.
public struct VARInnovationsModel: DetectorModel {
  /// The last rows.
  public typealias State = Autoregression.State

  let autoregression: Autoregression
  let whitener: Matrix

  /// No rows seen.
  public func initialState() -> State { State() }

  /// A score per row; NaN where the rows before it are not there or not contiguous.
  public func scores(_ rows: Frame, state: inout State) -> [Double] {
    let residuals = filledResiduals(rows, state: &state)
    return rootMeanSquare(residuals.rows.z.timesRowStable(whitener), present: residuals.present)
  }

  /// What each tag was expected to be given the past and the other tags.
  public func explain(_ rows: Frame, state: State) -> Explanation? {
    var state = state
    let residuals = filledResiduals(rows, state: &state)
    let (z, innovation) = (residuals.standard.z, residuals.rows.z)
    let (expectedResidual, parts) = conditionalParts(
      innovation, whitener: whitener, missing: residuals.standard.missing)
    var expected = expectedResidual
    for j in 0..<expected.columns {
      for i in 0..<expected.rows {
        let prediction = z[i, j] - innovation[i, j]
        expected[i, j] = autoregression.tags.engineering(
          prediction + expectedResidual[i, j], tag: j)
      }
    }
    return Explanation(expected: expected, shares: Explanation.normalised(parts))
  }

  private func filledResiduals(
    _ rows: Frame, state: inout State
  ) -> Autoregression.Residuals {
    var residuals = autoregression.residuals(rows, state: &state)
    residuals.rows.fillMissing(under: autoregression.innovations)
    return residuals
  }

  /// Mean, scale, covariance, coefficients, innovation covariance and whitener.
  public var artifact: ModelArtifact {
    var arrays = autoregression.arrays
    arrays["whitener"] = ModelArtifact.Array(whitener)
    return ModelArtifact(
      kind: VARInnovations.id, numbers: ["lags": Double(autoregression.lags)], arrays: arrays)
  }

  init(autoregression: Autoregression, whitener: Matrix) {
    self.autoregression = autoregression
    self.whitener = whitener
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    autoregression = try Autoregression(artifact: artifact, tags: tags.count, interval: interval)
    whitener = try artifact.matrix("whitener", rows: tags.count, columns: tags.count)
  }
}
