package import Learning
internal import LinearAlgebra
internal import Telemetry

/// How far the twin's switches of an actuator lie from the recorded ones.
///
/// From each recorded start the closed loop runs by itself. For every recorded switch up to a horizon: the time to
/// the nearest simulated switch of the same direction in the same run, which may lie beyond that horizon but not
/// beyond the run; the median over all of them and all starts. A switch without a counterpart lies infinitely far.
package struct SwitchTiming {
  /// Rows after each start that are simulated.
  let starts: [Int]
  /// The horizons in rows, ascending; a run is as long as the last.
  let horizons: [Int]

  /// Runs from some rows.
  package init(starts: [Int], horizons: [Int]) {
    self.starts = starts
    self.horizons = horizons
  }

  /// A switch: in which row after the start, and whether it went on.
  private struct Switch {
    var row: Int
    var isOn: Bool
  }

  /// The median error up to each horizon, hours.
  ///
  /// `courses` has the simulated values of the tag in the rows after each start.
  package func errors(
    _ recorded: ProcessRecord, tag: Int, off: Double, courses: [[Double]]
  ) -> [Measured] {
    guard let longest = horizons.last else { return [] }
    let hours = recorded.interval.seconds / 3_600
    var errors = horizons.map { _ in [Double]() }
    for (start, course) in zip(starts, courses) {
      let real = (0...longest).map { recorded.values[start + $0, tag] }
      let own = Self.switches([real[0]] + course, off: off)
      for event in Self.switches(real, off: off) {
        let apart = own.filter { $0.isOn == event.isOn }.map { abs($0.row - event.row) }.min()
        for (index, horizon) in horizons.enumerated() where event.row <= horizon {
          errors[index].append(apart.map { Double($0) * hours } ?? .infinity)
        }
      }
    }
    return errors.map(Self.median)
  }

  // A missing state is the one before.
  private static func switches(_ states: [Double], off: Double) -> [Switch] {
    var switches: [Switch] = []
    var last: Bool?
    for (row, state) in states.enumerated() where !state.isNaN {
      let isOn = state != off
      if let last, last != isOn { switches.append(Switch(row: row, isOn: isOn)) }
      last = isOn
    }
    return switches
  }

  private static func median(_ errors: [Double]) -> Measured {
    guard !errors.isEmpty else { return .undefined("it was not switched in that time") }
    let sorted = errors.sorted()
    let middle = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    return Measured(
      middle,
      or: "at most half of its \(errors.count) recorded switches have a simulated counterpart")
  }
}
