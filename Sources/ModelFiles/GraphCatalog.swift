internal import Diagnostics
internal import Learning

/// Writes the score of one kind of detector into a graph.
protocol DetectorGraph: SendableMetatype {
  /// The scores `[n]` of the rows, NaN where a row cannot be scored.
  static func score(
    _ model: ModelArtifact, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue
}

/// Writes one kind of accumulator, which turns scores into scores, into a graph.
protocol AccumulatorGraph: SendableMetatype {
  /// The accumulated scores `[n]`; a NaN gives NaN and leaves the state, a gap restarts at
  /// `center`.
  static func accumulate(
    _ score: GraphValue, _ model: ModelArtifact, center: Double, in graph: inout SuiteGraph
  ) throws(Fault) -> GraphValue
}

/// The kinds of models that can be written as ONNX, one line each.
public enum GraphCatalog {
  static let models: [any ModelGraph.Type] = [
    FourierRidge.self,
    Suite.self,
  ]

  static let detectors: [any DetectorGraph.Type] = [
    ActuatorRules.self,
    AttackClassifier.self,
    CVA.self,
    DynamicPCA.self,
    ECOD.self,
    FrozenValues.self,
    GaussianTails.self,
    HBOS.self,
    Invariants.self,
    IsolationForest.self,
    Mahalanobis.self,
    MEWMA.self,
    MissingData.self,
    PCAResidual.self,
    RegimeMahalanobis.self,
    Replay.self,
    RobustMahalanobis.self,
    SubPCA.self,
    SubspaceInnovations.self,
    TwinFreeRun.self,
    TwinResidual.self,
    VARInnovations.self,
    WindowedKMeans.self,
  ]

  static let accumulators: [any AccumulatorGraph.Type] = [
    CausalMean.self,
    CUSUM.self,
    EWMA.self,
    MultiscaleMean.self,
    Plain.self,
  ]

  /// The kinds of whole models, as artifacts name them.
  public static var modelKinds: [String] { models.map { KebabCase.name(of: $0) } }

  /// The kinds of detectors, as artifacts name them.
  public static var detectorKinds: [String] { detectors.map { KebabCase.name(of: $0) } }

  /// The kinds of accumulators, as artifacts name them.
  public static var accumulatorKinds: [String] { accumulators.map { KebabCase.name(of: $0) } }

  static func model(_ kind: String) throws(Fault) -> any ModelGraph.Type {
    try find(kind, "model", in: models)
  }

  static func detector(_ kind: String) throws(Fault) -> any DetectorGraph.Type {
    try find(kind, "detector", in: detectors)
  }

  static func accumulator(_ kind: String) throws(Fault) -> any AccumulatorGraph.Type {
    try find(kind, "accumulator", in: accumulators)
  }

  private static func find<T>(_ kind: String, _ what: String, in list: [T]) throws(Fault) -> T {
    if let found = list.first(where: { KebabCase.name(of: $0) == kind }) { return found }
    throw Fault(
      .badData, "no ONNX graph is known for \(what) '\(kind)'",
      hint: Suggestion.hint(for: kind, in: list.map { KebabCase.name(of: $0) }))
  }
}
