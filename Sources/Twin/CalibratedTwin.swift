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
  /// What is told of the twin, where rules that are declared stand in place of what telemetry told.
  func parameters(
    _ told: [Fidelity.Parameter], declared rules: [PlantDescription.Rule]
  ) -> [Fidelity.Parameter]
  /// What a person should know of controls that cannot do here what they do at the plant.
  var controlNotices: [Notice] { get }
  /// Follows telemetry to its last row, so that runs may begin where the plant stands; nil where the twin has
  /// no state to follow, or nothing that telemetry could correct.
  ///
  /// - Parameters:
  ///   - record: the twin's tags in its order and interval.
  ///   - earlier: the state that an earlier record left; nil: the first row begins.
  ///   - seed: what chance derives from.
  ///   - threads: how many threads work; the same bits on any number.
  func follow(
    _ record: ProcessRecord, after earlier: ModelArtifact?, seed: UInt64, threads: Int
  ) throws(Fault) -> FollowedState?
  /// The same twin whose runs begin at a state that it left, one row after it.
  func beginning(at state: ModelArtifact) throws(Fault) -> Self
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

extension CalibratedTwin {
  /// All of it as it was told.
  public func parameters(
    _ told: [Fidelity.Parameter], declared rules: [PlantDescription.Rule]
  ) -> [Fidelity.Parameter] { told }

  /// None.
  public var controlNotices: [Notice] { [] }
}
