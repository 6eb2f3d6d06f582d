public import Diagnostics

/// The list of CSV dialects; the order settles ties while sniffing.
public enum DialectCatalog {
  /// Every dialect that can be named or sniffed.
  public static let catalog = Catalog<any Dialect>(
    kind: "dialect",
    [
      .init(CommaSeparated.self) { _ in CommaSeparated() },
      .init(SemicolonSeparated.self) { _ in SemicolonSeparated() },
      .init(TabSeparated.self) { _ in TabSeparated() },
      .init(PipeSeparated.self) { _ in PipeSeparated() },
      .init(BlankSeparated.self) { _ in BlankSeparated() },
    ])
}

extension Catalog {
  /// The product of a name alone, all settings at their defaults.
  func product(named id: String) throws(Fault) -> Product {
    var fields = Fields(.empty, problems: Problems())
    return try entry(named: id).make(&fields)
  }

  /// Every product at its defaults, in the order of the list.
  var products: [Product] {
    entries.map { entry in
      var fields = Fields(.empty, problems: Problems())
      return entry.make(&fields)
    }
  }
}
