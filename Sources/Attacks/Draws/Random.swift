public import Diagnostics

/// Every number by chance alone, independent of all others.
public struct Random: PointSequence {
  /// The id in campaign files.
  public static let id = "random"
  /// What it is.
  public static let summary = "every number by chance alone"

  /// Needs no settings.
  public init(_ fields: inout Fields) {}

  /// The only one there is.
  init() {}

  /// None: chance decides.
  public func point(_ index: Int, of count: Int, seed: UInt64) -> [Double]? { nil }
}
