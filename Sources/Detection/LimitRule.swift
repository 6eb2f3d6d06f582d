public import Diagnostics

/// How a limit follows from a budget and the scores of normal rows that no fit has seen.
///
/// Whatever the rule, the share of normal rows beyond the limit is kept as it is counted, and what the whole
/// procedure achieves is measured on held-back normal time.
public protocol LimitRule: Sendable, Catalogued {
  /// Reads the settings; what is wrong is added to the fields' problems.
  init(_ fields: inout Fields)
  /// The settings with defaults filled in.
  var settings: [String: String] { get }
  /// The limit, above 0, that keeps a budget's false-alarm events a week.
  ///
  /// - Parameters:
  ///   - blocks: per held-back block, its rows' moments and scores (NaN = not scored); at least one is scored.
  ///   - counted: the smallest limit whose alarms on these rows keep the budget.
  /// - Throws: ``Fault`` of kind `badData` where there is too little normal time for the rule.
  func limit(
    for blocks: [ScoredRows], budget: AlarmBudget, counted: Double
  ) throws(Fault) -> Double
}

extension LimitRule {
  /// None.
  public var settings: [String: String] { [:] }

  /// The rule as a configuration file writes it.
  var text: String {
    let own = settings.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
    return own.isEmpty ? Self.id : "{ use: \(Self.id), \(own.joined(separator: ", ")) }"
  }
}
