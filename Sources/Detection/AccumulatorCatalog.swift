public import Diagnostics
public import Learning

/// The accumulators that can be chosen by name.
public enum Accumulators {
  /// The list: one line per file in `Accumulators/`.
  public static let catalog: Catalog<any Accumulator> = Catalog<any Accumulator>(
    kind: "accumulator",
    [
      .init(CausalMean.self) { CausalMean(&$0) },
      .init(CUSUM.self) { CUSUM(&$0) },
      .init(EWMA.self) { EWMA(&$0) },
      .init(MultiscaleMean.self) { MultiscaleMean(&$0) },
      .init(Plain.self) { Plain(&$0) },
    ],
    elsewhere: { id in
      Detectors.catalog.contains(id)
        ? "'\(id)' is a detector: write it into the list 'train.detectors'" : nil
    })

  /// Restores an accumulator from its artifact.
  public static func restore(_ artifact: ModelArtifact) throws(Fault) -> any Accumulator {
    var fields = Fields(.empty, problems: Problems())
    let kind = try catalog.entry(ofModel: artifact.kind).make(&fields)
    return try restored(kind, artifact)
  }

  private static func restored<A: Accumulator>(
    _ kind: A, _ artifact: ModelArtifact
  ) throws(Fault) -> any Accumulator { try A(artifact: artifact) }
}
