public import LinearAlgebra

/// How the life of a unit ended, as far as anybody knows.
public enum UnitOutcome: String, Sendable, Codable, CaseIterable {
  /// It failed at its end.
  case failed
  /// It was taken out before it failed: its life would have been longer (censored).
  case replaced
  /// It still runs: its end is the last time it was seen (censored).
  case running
}

/// What ages of units are counted in.
public enum LifeClock: String, Sendable, Codable, CaseIterable {
  /// Uses: flights, starts, charges; no clock behind them.
  case cycles
  /// Hours of the calendar.
  case hours
  /// Days of the calendar.
  case days

  /// Seconds in one unit of age; nil where there is no clock.
  public var seconds: Double? {
    switch self {
    case .cycles: nil
    case .hours: 3_600
    case .days: 86_400
    }
  }
}

/// The telemetry of one unit (a pump, an engine, a drive) over its life.
public struct UnitHistory: Sendable {
  /// The unit's name.
  public var unit: String
  /// The unit's age at each row, ascending; the first need not be 0.
  public var ages: [Double]
  /// The cells, *rows × columns*, engineering units; NaN = missing.
  public var values: Matrix
  /// The age at which the outcome holds; not before the last row.
  public var end: Double
  /// How the life ended.
  public var outcome: UnitOutcome

  /// Makes a history; the matrix must have a row per age.
  public init(
    unit: String, ages: [Double], values: Matrix, end: Double, outcome: UnitOutcome
  ) {
    precondition(
      values.rows == ages.count,
      "a history of \(ages.count) ages needs as many rows, got \(values.rows)")
    self.unit = unit
    self.ages = ages
    self.values = values
    self.end = end
    self.outcome = outcome
  }

  /// The remaining life at each row, in units of the clock; a lower bound where the unit did not fail.
  public var remaining: [Double] { ages.map { end - $0 } }

  /// The first `count` rows, as if the rest had not happened yet; the end stays what it is.
  public func prefix(_ count: Int) -> UnitHistory {
    UnitHistory(
      unit: unit, ages: Array(ages.prefix(count)), values: values.rows(0..<min(count, ages.count)),
      end: end, outcome: outcome)
  }
}

/// Histories of like units: the same columns and the same clock.
public struct UnitHistories: Sendable {
  /// The columns of every unit's matrix, in order.
  public var columns: [Tag]
  /// What ages are counted in.
  public var clock: LifeClock
  /// The units.
  public var units: [UnitHistory]

  /// Makes a set of histories; every matrix must have a column per tag.
  public init(columns: [Tag], clock: LifeClock, units: [UnitHistory]) {
    for unit in units {
      precondition(
        unit.values.columns == columns.count,
        "unit '\(unit.unit)' has \(unit.values.columns) columns, \(columns.count) are declared")
    }
    self.columns = columns
    self.clock = clock
    self.units = units
  }

  /// Some of the units, by index.
  public func selecting(_ indices: [Int]) -> UnitHistories {
    UnitHistories(columns: columns, clock: clock, units: indices.map { units[$0] })
  }
}
