public import Diagnostics

/// The rules for limits that can be chosen by name.
public enum LimitRules {
  /// The list: one line per file in `Limits/`.
  public static let catalog = Catalog<any LimitRule>(
    kind: "limit",
    [
      .init(ConformalLimit.self) { ConformalLimit(&$0) },
      .init(CountedLimit.self) { CountedLimit(&$0) },
      .init(TailLimit.self) { TailLimit(&$0) },
    ])
}
