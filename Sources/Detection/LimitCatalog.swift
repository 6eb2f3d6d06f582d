public import Diagnostics

/// The rules for limits that can be chosen by name.
public enum LimitRules {
  /// The list: one line per file in `Limits/`.
  public static let catalog = Catalog<any LimitRule>(
    kind: "limit",
    [
      .init(Conformal.self) { Conformal(&$0) },
      .init(Counted.self) { Counted(&$0) },
      .init(Tail.self) { Tail(&$0) },
    ])
}
