public import Telemetry

/// What was told of one unit at one age, beside the truth where it is known.
public struct UnitPrognosis: Sendable, Equatable {
  /// The unit's name.
  public let unit: String
  /// The unit's age when it was told.
  public let age: Double
  /// How the unit's life ended.
  public let outcome: UnitOutcome
  /// The true remaining life where the unit failed, else a lower bound.
  public let remaining: Double
  /// What was told; nil where nothing could be.
  public let curve: SurvivalCurve?

  /// Makes a prognosis.
  public init(
    unit: String, age: Double, outcome: UnitOutcome, remaining: Double, curve: SurvivalCurve?
  ) {
    self.unit = unit
    self.age = age
    self.outcome = outcome
    self.remaining = remaining
    self.curve = curve
  }
}

extension PrognosticModel {
  /// What is told of each unit at its last row; units without rows are left out.
  public func lastPrognoses(_ histories: UnitHistories, threads: Int) throws -> [UnitPrognosis] {
    let units = histories.units.filter { !$0.ages.isEmpty }
    return try ParallelMap(threads: threads)(units.count) { index in
      let unit = units[index]
      let last = unit.ages.count - 1
      return UnitPrognosis(
        unit: unit.unit, age: unit.ages[last], outcome: unit.outcome,
        remaining: unit.end - unit.ages[last], curve: remainingLife(of: unit)[last])
    }
  }
}
