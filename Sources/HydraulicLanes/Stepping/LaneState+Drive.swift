internal import Hydraulics

extension LaneState {
  /// Runs lanes until each is solved at its target or has ended.
  ///
  /// Lanes go through time each by itself; every trial works on all lanes that have not arrived.
  /// - Parameters:
  ///   - count: The lanes that take part, from 0.
  ///   - target: The time up to which lanes go; they may stop earlier, at their end.
  ///   - solved: Called for a lane with every solution; true asks for a new one at the same time.
  func drive(count: Int, to target: Int, solved: (Int) throws -> Bool) rethrows {
    for lane in 0..<count { resume(lane, target) }
    while true {
      var active = LaneBits(repeating: 0)
      var hasWork = false
      for lane in 0..<count {
        if clocks[lane].phase == .due { beginSolution(lane) }
        if clocks[lane].phase == .solving {
          active[lane] = -1
          hasWork = true
        }
      }
      guard hasWork else { return }
      runTrial(active: active)
      for lane in 0..<count where active[lane] != 0 && clocks[lane].phase == .solved {
        concludeSolution(lane)
        if try solved(lane) {
          clocks[lane].isChanged = true
          clocks[lane].phase = .due
        } else {
          resume(lane, target)
        }
      }
    }
  }

  /// Goes on from a solution: solves again after a change, else steps on while time is left.
  private func resume(_ lane: Int, _ target: Int) {
    guard clocks[lane].phase == .solved else { return }
    if clocks[lane].isChanged {
      clocks[lane].phase = .due
    } else if clocks[lane].time < target {
      advanceTime(lane)
    }
  }
}
