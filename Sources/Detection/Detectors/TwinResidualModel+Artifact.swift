public import Diagnostics
public import Learning
internal import LinearAlgebra
public import Telemetry

extension TwinResidualModel {
  /// Mean, scale and covariance of the tags; the equations and what they read; the residuals' whitener.
  ///
  /// Tags stand by their place; a gate of −1 is none.
  public var artifact: ModelArtifact {
    var arrays = tags.arrays.merging(process.arrays) { $1 }
    arrays["whitener"] = ModelArtifact.Array(whitener)
    return ModelArtifact(kind: TwinResidual.id, arrays: arrays)
  }

  /// Restores the model.
  public init(artifact: ModelArtifact, tags: [Tag], interval: TimeSpan) throws(Fault) {
    let count = tags.count
    self.init(
      tags: try GaussianTags(artifact: artifact, tags: count),
      process: try OneStepProcess(artifact: artifact, tags: count),
      whitener: try artifact.matrix("whitener", rows: count, columns: count), interval: interval)
  }
}
