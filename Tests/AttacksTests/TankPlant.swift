import Diagnostics
import LinearAlgebra
import Telemetry
import Twin

/// One tank that a pump with hysteresis keeps between 2 m and 4 m; a reading every half hour.
struct TankPlant: ClosedLoop {
  static let level = 0
  static let pump = 1
  static let pressure = 2
  static let spare = 3

  var tags = [
    Tag(id: "L_T1"), Tag(id: "S_PU1", role: .status), Tag(id: "P_J1"),
    Tag(id: "S_PU2", role: .status),
  ]
  /// Whether chance depends on the state, as where innovations are resampled by it.
  var isStateful = false
  var interval = TimeSpan.hours(0.5)
  var profiles = [
    TagProfile(low: 1.9, high: 4.1, mean: 3, deviation: 0.6, isControlling: true),
    TagProfile(low: 0, high: 1, mean: 0.5, deviation: 0.5, states: [0, 1], isDriven: true),
    TagProfile(low: 38, high: 42, mean: 40, deviation: 1),
    // The spare pump never ran.
    TagProfile(low: 0, high: 0, mean: 0, deviation: 0, states: [0], isDriven: true),
  ]

  func run<Tap: LoopTap>(
    from start: Timestamp, steps: Int, tap: inout Tap, generator: inout SeededGenerator
  ) throws(Fault) -> LoopTrace {
    if steps > 1_000_000 { throw Fault(.badData, "too long") }
    var row = [3.0, 1, 40, 0]
    var times: [Timestamp] = []
    var truth: [[Double]] = []
    var controller: [[Double]] = []
    var historian: [[Double]] = []
    for step in 0..<steps {
      let time = start + interval * step
      tap.begin(step: step, at: time, truth: row)
      var innovations = [0.05 * generator.gaussian(), 0, 0.2 * generator.gaussian(), 0]
      if isStateful, row[Self.pump] == 1 { innovations[Self.level] *= -0.5 }
      tap.disturb(&innovations)
      var told = row
      tap.tell(&told)
      var done = row
      if told[Self.level] < 2 { done[Self.pump] = 1 }
      if told[Self.level] > 4 { done[Self.pump] = 0 }
      tap.drive(&done)
      // Only the driven tags count; demand swings over the day.
      let pump = done[Self.pump]
      let demand = 0.3 * (1 + 0.4 * Double(time.secondOfDay) / 86_400)
      let level = max(0, row[Self.level] + 0.7 * pump - demand + innovations[Self.level])
      row = [level, pump, 38 + 0.66 * level + innovations[Self.pressure], done[Self.spare]]
      var stored = row
      tap.store(&stored)
      times.append(time)
      truth.append(row)
      controller.append(told)
      historian.append(stored)
    }
    return LoopTrace(
      times: times, truth: Matrix(rowMajor: truth), controller: Matrix(rowMajor: controller),
      historian: Matrix(rowMajor: historian))
  }
}

/// 2026-01-01.
let newYear = Timestamp(nanoseconds: 1_767_225_600_000_000_000)

extension Matrix {
  /// Whether both have the same bits.
  func isIdentical(to other: Matrix) -> Bool {
    rows == other.rows && columns == other.columns
      && zip(elements, other.elements).allSatisfy { $0.bitPattern == $1.bitPattern }
  }
}
