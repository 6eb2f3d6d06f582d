public import Telemetry

/// How a twin's state follows its plant.
public struct SynchronisationSettings: Sendable, Equatable {
  /// Decides all chance; one seed and the same rows give the same bits.
  public var seed: UInt64 = 1
  /// Threads; the bits do not depend on them.
  public var threads = 1
  /// Stationary standard deviation of a zone's slow deviation from its calibrated use, in parts of that.
  public var driftDeviation = 0.005
  /// After how long 1/e of a slow deviation is left.
  public var driftMemory = TimeSpan.hours(7 * 24)
  /// Standard deviation of a zone's slow deviation where no earlier state tells it, in parts of what is
  /// calibrated: as far as use may have gone from its calibration, so that the start is soon forgotten.
  public var startDeviation = 0.1
  /// How far a zone's leak walks in a day, standard deviation in parts of the use of all zones.
  public var leakWalk = 0.002
  /// What the network's curves leave of a flow, standard deviation in parts of it; nil: flows are compared,
  /// not taken in.
  public var flowError: Double? = 0.005
  /// A gauge of stored water is not believed where it lies further from what was expected than so many times
  /// √(spread² + (a quarter of the tag's usual deviation)²).
  public var limit = 5.0
  /// A flow disagrees with the network where it lies further from what was expected than so many times its
  /// spread: whatever its link does then, the zones on both sides are not told by it.
  public var flowLimit = 4.0
  /// After so many rows in succession in which most gauges deny the state, tanks begin anew from what is recorded; a gauge
  /// that was not believed is again after so many that agree.
  public var patience = 6
  /// How many deviations a leak's estimate must lie above 0 to be told.
  ///
  /// Twice what a Gaussian would need: weekly profiles have errors by the hour, which last.
  public var leakSureness = 4.0
  /// For how long it must.
  public var leakTime = TimeSpan.hours(24)
  /// No leak is told before a state has followed its plant for so long.
  public var leakPatience = TimeSpan.hours(7 * 24)

  /// The defaults.
  public init() {}
}
