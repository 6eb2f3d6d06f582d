public import Diagnostics
public import Learning
public import Telemetry

/// A twin that a calibration leaves behind: it runs in closed loop and can be kept in a file.
public protocol CalibratedTwin: ClosedLoop {
  /// The kind in artifacts.
  static var kind: String { get }
  /// The same twin with these controllers, from ``PlantDescription/controllers(for:)`` of its tags.
  ///
  /// - Throws: ``Faults``: everything in which the twin's own logic contradicts them or the rules that are
  ///   declared, with both.
  func with(controllers: [LoopController], rules: [PlantDescription.Rule]) throws(Faults) -> Self
  /// The same twin with these sensors and this historian, from
  /// ``PlantDescription/instruments(for:interval:)`` of its tags.
  func with(instruments: Instruments) -> Self
  /// The neutral form; numbers keep their bits.
  var artifact: ModelArtifact { get }
  /// Restores a twin; the tags must have the artifact's ids in its order.
  ///
  /// - Throws: ``Fault`` of kind `badData` where something is missing, has another shape, or names no
  ///   tag.
  init(artifact: ModelArtifact, tags: [Tag]) throws(Fault)
}
