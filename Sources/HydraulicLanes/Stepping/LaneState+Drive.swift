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
    try drive(
      to: [Int](repeating: target, count: count), solved: solved, arrived: { _ in nil })
  }

  /// Runs lanes until each rests; a lane that stands at its target may be given another one.
  ///
  /// Nobody waits for the others: every trial works on all lanes that are under way, wherever they are.
  /// - Parameters:
  ///   - targets: The times up to which lanes go, a lane each, from 0.
  ///   - solved: Called for a lane with every solution; true asks for a new one at the same time.
  ///   - arrived: Called for a lane that is solved at its target, or has ended; gives its next target, nil
  ///     where it rests.
  func drive(
    to targets: [Int], solved: (Int) throws -> Bool, arrived: (Int) throws -> Int?
  ) rethrows {
    var targets = targets.map(Optional.some)
    func goOn(_ lane: Int) throws {
      while let target = targets[lane] {
        resume(lane, target)
        guard clocks[lane].phase == .solved || clocks[lane].phase == .ended else { return }
        targets[lane] = try arrived(lane)
      }
    }
    for lane in targets.indices { try goOn(lane) }
    while true {
      var active = LaneBits(repeating: 0)
      var hasWork = false
      for lane in targets.indices {
        if clocks[lane].phase == .due { beginSolution(lane) }
        if clocks[lane].phase == .solving {
          active[lane] = -1
          hasWork = true
        }
      }
      guard hasWork else { return }
      runTrial(active: active)
      for lane in targets.indices where active[lane] != 0 && clocks[lane].phase == .solved {
        concludeSolution(lane)
        if try solved(lane) {
          clocks[lane].isChanged = true
          clocks[lane].phase = .due
        } else {
          try goOn(lane)
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
