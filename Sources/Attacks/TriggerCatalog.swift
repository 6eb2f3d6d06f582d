public import Diagnostics

/// The triggers that can be chosen by name.
public enum Triggers {
  /// The list: one line per file in `Triggers/`.
  static let types: [any Trigger.Type] = [
    At.self,
    Above.self,
    Below.self,
    When.self,
    Hazard.self,
    Probability.self,
    AfterStep.self,
    DormantUntil.self,
    OnChange.self,
  ]

  /// The catalog over the list.
  public static let catalog = Catalog<any Trigger>(kind: "trigger", types.map { entry($0) })

  /// The trigger of a name that is known to be in the list; nil where it is not.
  static func type(_ id: String) -> (any Trigger.Type)? { types.first { $0.id == id } }

  /// The names of those that a technique's row may have drawn.
  static var drawn: [String] { types.filter { $0.isDrawn }.map { $0.id } }

  private static func entry<Kind: Trigger>(_ type: Kind.Type) -> Catalog<any Trigger>.Entry {
    Catalog.Entry(type) { Kind(&$0) }
  }
}
