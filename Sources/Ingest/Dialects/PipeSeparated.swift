internal import Diagnostics

/// Fields between vertical bars.
public struct PipeSeparated: Dialect {
  /// `pipe-separated`.
  public static let id = "pipe-separated"
  /// One sentence for `tocsin list dialects`.
  public static let summary = "fields between vertical bars"
  /// A vertical bar.
  public let delimiter = UInt8(ascii: "|")
  /// As people write it.
  public let delimiterText = "'|'"

  /// Makes the dialect.
  public init() {}
}
