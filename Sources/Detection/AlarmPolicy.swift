internal import Diagnostics

/// Scores → alarms: what gathers scores over time, and how many false alarms a site accepts.
public struct AlarmPolicy: Sendable {
  /// What gathers the scores of every chain without a natural limit.
  public let accumulator: any Accumulator
  /// The budget, with hold and merge.
  public let budget: AlarmBudget

  /// Makes a policy.
  public init(accumulator: any Accumulator, budget: AlarmBudget) {
    self.accumulator = accumulator
    self.budget = budget
  }

  /// The accumulator in words, for tables: `causal-mean (rows 3)`.
  public var accumulatorText: String {
    let settings = accumulator.settings.sorted { $0.key < $1.key }
      .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    return type(of: accumulator).id + (settings.isEmpty ? "" : " (\(settings))")
  }
}
