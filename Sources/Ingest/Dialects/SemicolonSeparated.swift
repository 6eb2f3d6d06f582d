internal import Diagnostics

/// Fields between semicolons, as spreadsheets write where the comma is the decimal mark.
public struct SemicolonSeparated: Dialect {
  /// `semicolon-separated`.
  public static let id = "semicolon-separated"
  /// One sentence for `tocsin list dialects`.
  public static let summary = "fields between semicolons"
  /// A semicolon.
  public let delimiter = UInt8(ascii: ";")
  /// As people write it.
  public let delimiterText = "';'"

  /// Makes the dialect.
  public init() {}
}
