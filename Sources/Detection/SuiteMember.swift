/// A trained chain's part in a suite.
public struct SuiteMember: Sendable, Equatable {
  /// The plan's name.
  public let name: String
  /// How much its evidence counts in the mean with other chains, above 0; nil where it has a limit of its own.
  ///
  /// A detector with a natural limit is always judged alone: its score says by itself what is too much.
  public let weight: Double?

  /// Makes a member.
  public init(_ name: String, weight: Double? = nil) {
    self.name = name
    self.weight = weight
  }
}
