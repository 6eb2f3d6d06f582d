internal import Hydraulics

/// Where a lane stands: its time, its iteration, its next event.
struct LaneClock {
  /// What a lane is doing.
  enum Phase {
    /// Between two instants: the next solution has to be set up.
    case due
    /// In the trials of a solution.
    case solving
    /// Solved at its time.
    case solved
    /// Past its end; nothing more happens.
    case ended
    /// Without a solution (EPANET's error 110); nothing more happens.
    case failed
  }

  /// Seconds since the start (`Htime`).
  var time = 0
  /// Seconds into the file's patterns and clock at which the scenario begins.
  var fileOffset = 0
  /// After how many seconds the file's times since the start come again; 0: never.
  var scheduleRepeats = 0
  /// The time of the next report (`Rtime`).
  var reportTime: Int
  /// The end of the simulation (`Dur`).
  var duration: Int
  /// The time that is not to be stepped over, if there is one.
  var limit: Int?
  /// What the lane is doing.
  var phase = Phase.due
  /// The number of this trial, from 1.
  var trial = 1
  /// The trial at which statuses are checked next.
  var nextCheck = 0
  /// Total flow change over total flow of the last trial.
  var relativeError = 0.0
  /// What the flow changes of the next trial are multiplied by.
  var relaxation = 1.0
  /// True where the simulation ends here because it is unbalanced (`Haltflag`).
  var isHalted = false
  /// The pattern period of the demands; −1: not yet taken.
  var demandPeriod = -1
  /// Demand of all junctions that take water, cfs (`Dsystem`).
  var systemDemand = 0.0
  /// True where an override asks for a new solution at the same time.
  var isChanged = false
  /// True where simple controls and rules rest.
  var controlsRest = false
  /// Seconds between two looks of controls at tanks; 0: they act the moment a level is reached.
  var scanSeconds = 0
  /// Factor of all demands.
  var demandFactor = 1.0
  /// The junction slot of an ill-conditioned row, −1 without.
  var failedSlot = -1
  /// Junctions with less than their demand (PDA).
  var deficientCount = 0
  /// The number of solutions and of trials so far.
  var solutionCount = 0
  var trialCount = 0

  /// Seconds since the file's own start, by which its controls and rules go.
  func scheduled(_ time: Int) -> Int {
    let own = time + fileOffset
    return scheduleRepeats > 0 ? own % scheduleRepeats : own
  }

  /// A clock at the start.
  init(times: SimulationTimes, duration: Int) {
    reportTime = times.reportStep
    self.duration = duration
  }
}
