public import Diagnostics
public import Learning
public import Telemetry

/// The prognosers that can be chosen by name.
public enum Prognosers {
  /// The list: one line per file in `Prognosers/`.
  public static let catalog = Catalog<any Prognoser>(
    kind: "prognoser",
    [
      .init(FourierRidge.self) { FourierRidge(&$0) }
    ])

  /// Restores a fitted prognoser from its artifact.
  ///
  /// - Throws: ``Fault`` where the kind is unknown or an array is missing or has another shape.
  public static func restore(
    _ artifact: ModelArtifact, columns: [Tag]
  ) throws(Fault) -> any PrognosticModel {
    var fields = Fields(.empty, problems: Problems())
    return try catalog.entry(ofModel: artifact.kind).make(&fields)
      .restore(artifact, columns: columns)
  }
}
