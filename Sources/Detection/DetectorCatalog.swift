public import Diagnostics
public import Learning
public import Telemetry

/// The detectors that can be chosen by name.
public enum Detectors {
  /// The list: one line per file in `Detectors/`.
  public static let catalog: Catalog<any Detector> = Catalog<any Detector>(
    kind: "detector",
    [
      .init(ActuatorRules.self) { ActuatorRules(&$0) },
      .init(AttackClassifier.self) { AttackClassifier(&$0) },
      .init(CVA.self) { CVA(&$0) },
      .init(DynamicPCA.self) { DynamicPCA(&$0) },
      .init(ECOD.self) { ECOD(&$0) },
      .init(FrozenValues.self) { FrozenValues(&$0) },
      .init(GaussianTails.self) { GaussianTails(&$0) },
      .init(HBOS.self) { HBOS(&$0) },
      .init(Invariants.self) { Invariants(&$0) },
      .init(IsolationForest.self) { IsolationForest(&$0) },
      .init(Mahalanobis.self) { Mahalanobis(&$0) },
      .init(MEWMA.self) { MEWMA(&$0) },
      .init(MissingData.self) { MissingData(&$0) },
      .init(PCAResidual.self) { PCAResidual(&$0) },
      .init(RegimeMahalanobis.self) { RegimeMahalanobis(&$0) },
      .init(Replay.self) { Replay(&$0) },
      .init(RobustMahalanobis.self) { RobustMahalanobis(&$0) },
      .init(SubPCA.self) { SubPCA(&$0) },
      .init(SubspaceInnovations.self) { SubspaceInnovations(&$0) },
      .init(TwinFreeRun.self) { TwinFreeRun(&$0) },
      .init(TwinResidual.self) { TwinResidual(&$0) },
      .init(VARInnovations.self) { VARInnovations(&$0) },
      .init(WindowedKMeans.self) { WindowedKMeans(&$0) },
    ],
    elsewhere: { id in
      Accumulators.catalog.contains(id)
        ? "'\(id)' is an accumulator: write it behind a detector, "
          + "like { use: mahalanobis, accumulator: \(id) }" : nil
    })

  /// Whether models of a kind were shown labelled traces; false for an unknown kind.
  public static func learnFromAttacks(_ kind: String) -> Bool {
    var fields = Fields(.empty, problems: Problems())
    guard let detector = try? catalog.entry(named: kind).make(&fields) else { return false }
    return type(of: detector).learnsFromAttacks
  }

  /// Restores a fitted detector from its artifact.
  ///
  /// - Throws: ``Fault`` where the kind is unknown or an array is missing or has another shape.
  public static func restore(
    _ artifact: ModelArtifact, tags: [Tag], interval: TimeSpan
  ) throws(Fault) -> any DetectorModel {
    var fields = Fields(.empty, problems: Problems())
    return try catalog.entry(ofModel: artifact.kind).make(&fields)
      .restore(artifact, tags: tags, interval: interval)
  }
}
