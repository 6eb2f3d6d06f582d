internal import Hydraulics

extension LaneState {
  /// Simple controls by tank levels and times at the start of a solution (`controls`).
  func applySimpleControls(_ lane: Int) {
    guard !clocks[lane].controlsRest else { return }
    for control in plan.controls where isTriggered(control, lane) {
      let link = control.link
      guard forced[link &* 8 &+ lane] == 0 else { continue }
      let before = status(link, lane) <= LinkState.closed ? LinkState.closed : LinkState.open
      let after = control.status
      if control.kind == .pump && before == LinkState.closed && after == LinkState.open {
        resetPumpFlow(link, lane)
      }
      let setting = settings[link, lane]
      let wanted = control.kind.isPipe ? setting : control.setting
      if before != after || setting != wanted {
        setStatus(link, lane, after)
        settings[link, lane] = wanted
      }
    }
  }

  private func isTriggered(_ control: ControlFacts, _ lane: Int) -> Bool {
    switch control.trigger {
    case .timer: return control.time == clocks[lane].scheduled(clocks[lane].time)
    case .timeOfDay:
      let now = clocks[lane].time + clocks[lane].fileOffset + plan.network.times.startClock
      return now % SolverConstants.secondsPerDay == control.time
    case .lowLevel, .highLevel:
      let scan = clocks[lane].scanSeconds
      guard control.tank >= 0, scan == 0 || clocks[lane].time % scan == 0 else { return false }
      if let told = toldHead(
        plan.junctionCount + control.tank, of: control.link, lane, at: clocks[lane].time)
      {
        return control.trigger == .lowLevel
          ? told.head <= control.grade + told.margin : told.head >= control.grade - told.margin
      }
      // What flows within a second counts as reached.
      let margin = abs(inflows[control.tank, lane])
      let present = volume(
        ofTank: control.tank, head: heads[plan.junctionCount + control.tank, lane])
      return control.trigger == .lowLevel
        ? present <= control.volume + margin : present >= control.volume - margin
    }
  }

  /// The time until a simple control acts, where that is shorter (`controltimestep`).
  func shortenToControls(_ lane: Int, _ step: inout Int) {
    guard !clocks[lane].controlsRest else { return }
    let day = SolverConstants.secondsPerDay
    let time = clocks[lane].time
    for control in plan.controls {
      var wait = 0
      switch control.trigger {
      case .timer: wait = secondsUntil(control, lane)
      case .timeOfDay:
        let now = (time + clocks[lane].fileOffset + plan.network.times.startClock) % day
        wait = control.time >= now ? control.time - now : day - now + control.time
      case .lowLevel, .highLevel:
        let tank = control.tank
        guard tank >= 0 else { continue }
        if let told = toldHead(plan.junctionCount + tank, of: control.link, lane, at: time) {
          wait = nextScan(
            told.secondsUntil(control.grade, falling: control.trigger == .lowLevel), lane)
          break
        }
        let head = heads[plan.junctionCount + tank, lane]
        let q = inflows[tank, lane]
        guard abs(q) > SolverConstants.zeroFlow else { continue }
        let isRising = control.trigger == .highLevel && head < control.grade && q > 0
        let isFalling = control.trigger == .lowLevel && head > control.grade && q < 0
        guard isRising || isFalling else {
          // What is beyond its level already waits for the next look.
          let isBeyond =
            control.trigger == .highLevel ? head >= control.grade : head <= control.grade
          wait = isBeyond && clocks[lane].scanSeconds > 0 ? nextScan(1, lane) : 0
          break
        }
        wait = nextScan(Self.wholeSeconds((control.volume - volumes[tank, lane]) / q), lane)
      }
      guard wait > 0 && wait < step else { continue }
      let link = control.link
      guard forced[link &* 8 &+ lane] == 0 else { continue }
      if (!control.kind.isPipe && settings[link, lane] != control.setting)
        || status(link, lane) != control.status
      {
        step = wait
      }
    }
  }

  /// Seconds rounded up to the next look at tanks.
  private func nextScan(_ wait: Int, _ lane: Int) -> Int {
    let scan = clocks[lane].scanSeconds
    guard scan > 0, wait > 0 else { return wait }
    let over = (clocks[lane].time + wait) % scan
    return over == 0 ? wait : wait + scan - over
  }

  /// The seconds until a control by time acts next, more than 0; 0 where it never does.
  private func secondsUntil(_ control: ControlFacts, _ lane: Int) -> Int {
    let clock = clocks[lane]
    let now = clock.scheduled(clock.time)
    if control.time > now {
      return clock.scheduleRepeats == 0 || control.time < clock.scheduleRepeats
        ? control.time - now : 0
    }
    return control.time < clock.scheduleRepeats ? control.time - now + clock.scheduleRepeats : 0
  }

  /// Puts links into the state in which the last control by time before this moment left them.
  ///
  /// Of controls that lie equally far back the later in the file counts, as it would have.
  func applyPastSchedule(_ lane: Int) {
    let clock = clocks[lane]
    guard clock.scheduleRepeats > 0 else { return }
    let day = SolverConstants.secondsPerDay
    var latest: [Int: (age: Int, control: ControlFacts)] = [:]
    for control in plan.controls {
      let age: Int
      switch control.trigger {
      case .timer:
        guard control.time < clock.scheduleRepeats else { continue }
        let since = clock.scheduled(clock.time) - control.time
        age = since >= 0 ? since : since + clock.scheduleRepeats
      case .timeOfDay:
        let now = clock.time + clock.fileOffset + plan.network.times.startClock
        age = ((now - control.time) % day + day) % day
      default: continue
      }
      if let known = latest[control.link], known.age < age { continue }
      latest[control.link] = (age, control)
    }
    for (link, last) in latest {
      setStatus(link, lane, last.control.status)
      if !last.control.kind.isPipe { settings[link, lane] = last.control.setting }
      if last.control.kind == .pump, last.control.status > LinkState.closed {
        resetPumpFlow(link, lane)
      }
    }
  }

  /// The nearest whole number of seconds, halves upwards; 0 for what no clock holds.
  static func wholeSeconds(_ seconds: Double) -> Int {
    // EPANET's ROUND: (int)(x + 0.5) for x ≥ 0, (int)(x − 0.5) below
    guard seconds.magnitude < 1e9 else { return 0 }
    return Int(seconds >= 0 ? seconds + 0.5 : seconds - 0.5)
  }
}
