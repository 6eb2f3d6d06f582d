internal import Diagnostics

/// Fields between commas, quotes as in RFC 4180.
public struct CommaSeparated: Dialect {
  /// `comma-separated`.
  public static let id = "comma-separated"
  /// One sentence for `tocsin list dialects`.
  public static let summary = "fields between commas (RFC 4180)"
  /// A comma.
  public let delimiter = UInt8(ascii: ",")
  /// As people write it.
  public let delimiterText = "','"

  /// Makes the dialect.
  public init() {}
}
