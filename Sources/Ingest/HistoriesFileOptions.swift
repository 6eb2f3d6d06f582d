public import Telemetry

/// Where a table of units keeps what: the names of its columns, its clock, how its lives ended.
public struct HistoriesFileOptions: Sendable, Equatable {
  /// What the ages of rows are read from.
  public enum Position: Sendable, Equatable {
    /// A column of numbers: the unit's age in units of the clock.
    case age(String)
    /// A column of moments; ages count from the unit's start, else from its first row.
    case time(String)
  }

  /// The column that names the unit of a row.
  public var unit: String
  /// The column that the rows' ages come from.
  public var position: Position
  /// What ages are counted in; `cycles` needs a column of ages.
  public var clock: LifeClock
  /// The names of the columns where the file has no header; nil where it has one.
  public var columns: [String]?
  /// The columns to keep, in this order; empty = every column of numbers.
  public var features: [String]
  /// Columns not to keep.
  public var leaveOut: [String]
  /// How every life ended, at its last row, where no file of units says it: `failed` or `running`.
  public var ends: UnitOutcome?
  /// The IANA name of the zone of stamps without one.
  public var timeZone: String
  /// What stands in a cell without a measurement, whatever its case; an empty cell always does.
  public var missing: [String]
  /// The share of rows that may be refused, 0 to 1; more is a fault.
  public var maxQuarantined: Double

  /// The usual choices: columns `unit` and `time`, days, UTC, at most 20 % of the rows refused.
  public init(
    unit: String = "unit", position: Position = .time("time"), clock: LifeClock = .days,
    columns: [String]? = nil, features: [String] = [], leaveOut: [String] = [],
    ends: UnitOutcome? = nil, timeZone: String = "UTC",
    missing: [String] = MissingMarkers.standard, maxQuarantined: Double = 0.2
  ) {
    self.unit = unit
    self.position = position
    self.clock = clock
    self.columns = columns
    self.features = features
    self.leaveOut = leaveOut
    self.ends = ends
    self.timeZone = timeZone
    self.missing = missing
    self.maxQuarantined = maxQuarantined
  }

  /// The name of the column of ages or moments.
  var positionColumn: String {
    switch position {
    case .age(let name), .time(let name): name
    }
  }

  /// Whether ages come from moments.
  var isTimed: Bool {
    if case .time = position { return true }
    return false
  }
}
