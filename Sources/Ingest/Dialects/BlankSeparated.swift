internal import Diagnostics

/// Fields between runs of blanks or tabs, as Fortran and MATLAB write matrices.
public struct BlankSeparated: Dialect {
  /// `blank-separated`.
  public static let id = "blank-separated"
  /// One sentence for `tocsin list dialects`.
  public static let summary = "fields between runs of blanks or tabs"
  /// A blank.
  public let delimiter = UInt8(ascii: " ")
  /// A run is one delimiter.
  public let joinsBlanks = true
  /// As people write it.
  public let delimiterText = "blanks"

  /// Makes the dialect.
  public init() {}
}
