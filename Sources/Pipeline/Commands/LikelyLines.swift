package import Reporting

/// What an alarm looks like of what was simulated, in rows of `tocsin alarms`.
///
/// Shares are shares of votes, no probabilities: how often the first is right stands below them.
package struct LikelyLines {
  let likely: [Alert.Likely]
  let hits: TechniqueHits?

  /// What an alert is like, with how often the first named is right; nil where that was not measured.
  package init(_ likely: [Alert.Likely], hits: TechniqueHits?) {
    self.likely = likely
    self.hits = hits
  }

  /// Rows of a name and a text, the name in the first alone.
  package var rows: [[String]] {
    if likely.isEmpty { return [["looks like", "nothing that was simulated"]] }
    return [["looks like", "by \(TechniqueHits.electorate):"]]
      + likely.map { ["", "\(Self.percent($0.share)) \(Self.name($0))"] }
      + (hits?.sentence.map { [["", $0]] } ?? [])
  }

  /// The first one with its share, for a list.
  package var first: String {
    guard let first = likely.first else { return "nothing simulated" }
    return "\(Self.name(first)) (\(Self.percent(first.share)) of votes)"
  }

  private static func name(_ likely: Alert.Likely) -> String {
    (likely.harmless ? "harmless: " : likely.id.map { "\($0) " } ?? "") + likely.name
  }

  private static func percent(_ share: Double) -> String {
    "\(Numbers.plain((share * 100).rounded())) %"
  }
}
