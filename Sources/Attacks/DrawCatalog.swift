public import Diagnostics

/// The sequences of points that a campaign can be drawn from.
public enum Draws {
  /// The catalog: one line per file in `Draws/`.
  public static let catalog = Catalog<any PointSequence>(
    kind: "sequence of draws", types.map { entry($0) })

  private static let types: [any PointSequence.Type] = [
    Random.self,
    LatinHypercube.self,
    Sobol.self,
  ]

  private static func entry<Sequence: PointSequence>(
    _ type: Sequence.Type
  ) -> Catalog<any PointSequence>.Entry {
    Catalog.Entry(type) { Sequence(&$0) }
  }
}
