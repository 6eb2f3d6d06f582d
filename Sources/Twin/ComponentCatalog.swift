public import Diagnostics
public import Learning
public import Telemetry

/// The parts that a twin can be made of, by name.
public enum Components {
  /// The list: one line per file in `Components/`.
  public static let catalog = Catalog<any ProcessComponent>(
    kind: "process",
    [
      .init(Hydraulic.self) { Hydraulic(&$0) },
      .init(Identified.self) { Identified(&$0) },
    ])

  /// The twins that components make: one line each.
  static let twins: [any CalibratedTwin.Type] = [HydraulicTwin.self, IdentifiedTwin.self]

  /// The twin of an artifact; the tags must have its ids in its order.
  ///
  /// - Throws: ``Fault`` of kind `badData` where the kind is unknown or the artifact damaged.
  public static func twin(
    artifact: ModelArtifact, tags: [Tag]
  ) throws(Fault) -> any CalibratedTwin {
    guard let type = twins.first(where: { $0.kind == artifact.kind }) else {
      throw Fault(
        .badData, "no twin of kind '\(artifact.kind)' is known",
        hint: "known: \(twins.map { $0.kind }.joined(separator: ", "))")
    }
    return try type.init(artifact: artifact, tags: tags)
  }
}
