public import Diagnostics
public import Learning
public import Telemetry

/// A twin that a calibration leaves behind: it runs in closed loop and can be kept in a file.
public protocol CalibratedTwin: ClosedLoop {
  /// The kind in artifacts.
  static var kind: String { get }
  /// The neutral form; numbers keep their bits.
  var artifact: ModelArtifact { get }
  /// Restores a twin; the tags must have the artifact's ids in its order.
  ///
  /// - Throws: ``Fault`` of kind `badData` where something is missing, has another shape, or names no
  ///   tag.
  init(artifact: ModelArtifact, tags: [Tag]) throws(Fault)
}
