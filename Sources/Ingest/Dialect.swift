public import Diagnostics

/// How the fields of a record are held apart; one file in `Dialects/` and one line in the catalog
/// each.
public protocol Dialect: Catalogued, Sendable {
  /// The byte between two fields.
  var delimiter: UInt8 { get }
  /// Whether a run of blanks or tabs is one delimiter, and those at a line's ends none.
  var joinsBlanks: Bool { get }
  /// How a person writes the delimiter.
  var delimiterText: String { get }
}

extension Dialect {
  /// Each delimiter ends a field.
  public var joinsBlanks: Bool { false }
}
