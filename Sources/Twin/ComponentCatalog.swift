public import Diagnostics

/// The parts that a twin can be made of, by name.
public enum Components {
  /// The list: one line per file in `Components/`.
  public static let catalog = Catalog<any ProcessComponent>(
    kind: "process",
    [
      .init(Identified.self) { Identified(&$0) }
    ])
}
