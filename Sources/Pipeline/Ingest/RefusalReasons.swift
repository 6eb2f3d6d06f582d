/// How many rows each reason put into quarantine.
///
/// A reason may quote the row's own text, so that a damaged file has as many reasons as rows: the first
/// ``most`` different ones are told apart, the rows of all others are counted as ``others``.
package struct RefusalReasons: Sendable, Equatable {
  /// How many reasons are told apart.
  package static let most = 1_000
  /// What the other ones are called.
  package static let others = "other reasons"

  /// The rows of each reason.
  package private(set) var counts: [String: Int] = [:]

  /// No rows.
  package init() {}

  /// Counts a row.
  package mutating func add(_ reason: String) {
    let isKnown = counts.count < Self.most || counts[reason] != nil
    counts[isKnown ? reason : Self.others, default: 0] += 1
  }
}
