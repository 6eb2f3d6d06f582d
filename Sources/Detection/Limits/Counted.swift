public import Diagnostics

/// The smallest limit whose alarms on held-back normal time keep the budget.
///
/// It promises what was seen: where the budget allows less than one event in the normal time there is, no row
/// of it may exceed.
public struct Counted: LimitRule {
  /// The id in configuration files.
  public static let id = "counted"
  /// What it is.
  public static let summary =
    "the smallest limit whose alarms on held-back normal time keep the budget"

  /// It has no settings.
  public init(_ fields: inout Fields) {}
  /// The rule without settings.
  public init() {}

  /// The counted limit.
  public func limit(
    for blocks: [ScoredRows], budget: AlarmBudget, counted: Double
  ) throws(Fault) -> Double { counted }
}
