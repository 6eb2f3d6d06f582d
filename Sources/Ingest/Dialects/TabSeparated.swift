internal import Diagnostics

/// Fields between tabs.
public struct TabSeparated: Dialect {
  /// `tab-separated`.
  public static let id = "tab-separated"
  /// One sentence for `tocsin list dialects`.
  public static let summary = "fields between tabs"
  /// A tab.
  public let delimiter = UInt8(ascii: "\t")
  /// As people write it.
  public let delimiterText = "tab"

  /// Makes the dialect.
  public init() {}
}
