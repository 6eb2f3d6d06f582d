internal import Hydraulics

extension LaneState {
  /// Sets up the solution at the lane's time: demands, controls, first trial (`runhyd`).
  func beginSolution(_ lane: Int) {
    updateDemands(lane)
    applySimpleControls(lane)
    clocks[lane].isChanged = false
    clocks[lane].trial = 1
    clocks[lane].nextCheck = plan.network.options.checkFrequency
    clocks[lane].relaxation = 1
    clocks[lane].relativeError = 0
    clocks[lane].deficientCount = 0
    clocks[lane].phase = .solving
  }

  /// What follows a solution: the energy of a single one, and the end where it is not balanced.
  func concludeSolution(_ lane: Int) {
    let options = plan.network.options
    if clocks[lane].relativeError > options.accuracy && options.extraTrials == -1 {
      clocks[lane].isHalted = true
    }
    if clocks[lane].duration == 0 && clocks[lane].solutionCount == 1 { addEnergy(lane, hours: 1) }
  }

  /// Goes to the next time (`nexthyd`); the lane is due there, or has ended.
  func advanceTime(_ lane: Int) {
    let times = plan.network.times
    if clocks[lane].isHalted { clocks[lane].time = clocks[lane].duration }
    guard clocks[lane].time < clocks[lane].duration else {
      clocks[lane].phase = .ended
      return
    }
    let step = nextStep(lane)
    // Heads are already those of the tanks at the next time; EPANET takes power with them too.
    addEnergy(lane, hours: Double(step) / 3600)
    clocks[lane].time += step
    if clocks[lane].time >= clocks[lane].reportTime {
      clocks[lane].reportTime += times.reportStep
    }
    clocks[lane].phase = .due
  }

  /// The seconds to the next event, after which tanks have their new levels (`timestep`).
  private func nextStep(_ lane: Int) -> Int {
    let times = plan.network.times
    let clock = clocks[lane]
    var step = times.hydraulicStep
    func shorten(_ wait: Int) { if wait > 0 && wait < step { step = wait } }
    let inFile = clock.time + clock.fileOffset
    // EPANET forgets the start in the patterns here, but not where demands are taken.
    let period = (inFile + times.patternStart) / times.patternStep + 1
    shorten(period * times.patternStep - inFile)
    shorten(clock.reportTime - clock.time)
    if let limit = clock.limit { shorten(limit - clock.time) }
    shortenToTanks(lane, &step)
    shortenToControls(lane, &step)
    if plan.network.rules.isEmpty {
      advanceTanks(lane, step)
    } else {
      step = advanceByRules(lane, step)
    }
    return max(1, step)
  }
}
