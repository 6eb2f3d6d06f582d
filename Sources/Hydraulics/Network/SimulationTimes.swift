/// What `[TIMES]` says, in seconds, after EPANET's adjustments.
public struct SimulationTimes: Sendable, Equatable {
  /// What is reported of a series of results; raw values are EPANET's.
  public enum Statistic: Int, Sendable, Equatable {
    /// Every report step.
    case series = 0
    /// Averages over time.
    case average
    /// Smallest values.
    case minimum
    /// Largest values.
    case maximum
    /// Largest minus smallest values.
    case range
  }

  /// Length of the simulation; 0 is a single steady state.
  public var duration: Int = 0
  /// Longest hydraulic step; at most the pattern and report step.
  public var hydraulicStep: Int = 3600
  /// Quality step; at most the hydraulic step.
  public var qualityStep: Int = 0
  /// Step at which rules are evaluated; at most the hydraulic step.
  public var ruleStep: Int = 0
  /// Length of a pattern's period.
  public var patternStep: Int = 3600
  /// Time in the patterns at the start.
  public var patternStart: Int = 0
  /// Time between reports.
  public var reportStep: Int = 3600
  /// Time of the first report.
  public var reportStart: Int = 0
  /// Time of day at the start, below 86,400.
  public var startClock: Int = 0
  /// What is reported.
  public var statistic = Statistic.series
}
